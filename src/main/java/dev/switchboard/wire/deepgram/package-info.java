/** Deepgram's speech and transcription: bytes to and from {@code ir}. */
@NullMarked
package dev.switchboard.wire.deepgram;

import org.jspecify.annotations.NullMarked;
