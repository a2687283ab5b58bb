/** Voice sessions: their state machine, native relays, and the cascade for text-only models. */
@NullMarked
package dev.switchboard.realtime;

import org.jspecify.annotations.NullMarked;
