/**
 * The dialect of OpenAI's voice sessions.
 *
 * <p>As client, start reading at {@link
 * dev.switchboard.wire.openai.realtime.RealtimeClientCommands} for what is sent and {@link
 * dev.switchboard.wire.openai.realtime.RealtimeClientEvents} for what comes.
 */
@NullMarked
package dev.switchboard.wire.openai.realtime;

import org.jspecify.annotations.NullMarked;
