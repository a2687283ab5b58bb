/** ElevenLabs' speech and transcription: bytes to and from {@code ir}. */
@NullMarked
package dev.switchboard.wire.elevenlabs;

import org.jspecify.annotations.NullMarked;
