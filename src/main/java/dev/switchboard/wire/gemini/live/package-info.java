/**
 * The dialect of Gemini's voice sessions.
 *
 * <p>As client, start reading at {@link dev.switchboard.wire.gemini.live.LiveClientCommands} for
 * what is sent and {@link dev.switchboard.wire.gemini.live.LiveClientEvents} for what comes; as
 * server, at {@link dev.switchboard.wire.gemini.live.LiveServerCommands} and {@link
 * dev.switchboard.wire.gemini.live.LiveServerEvents}.
 */
@NullMarked
package dev.switchboard.wire.gemini.live;

import org.jspecify.annotations.NullMarked;
