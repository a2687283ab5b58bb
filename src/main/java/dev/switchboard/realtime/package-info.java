/**
 * Voice sessions: what is admitted by {@link dev.switchboard.realtime.RealtimeSessions} and held by
 * the cascade or a provider's own session. Knows no caller's dialect; start reading at {@code
 * Cascade}.
 */
@NullMarked
package dev.switchboard.realtime;

import org.jspecify.annotations.NullMarked;
