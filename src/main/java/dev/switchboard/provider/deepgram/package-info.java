/** Deepgram's speech and transcription at a provider. */
@NullMarked
package dev.switchboard.provider.deepgram;

import org.jspecify.annotations.NullMarked;
