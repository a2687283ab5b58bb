/** ElevenLabs as a provider. */
@NullMarked
package dev.switchboard.provider.elevenlabs;

import org.jspecify.annotations.NullMarked;
