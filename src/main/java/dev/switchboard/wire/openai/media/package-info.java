/** OpenAI's routes for embeddings, images, audio and moderation: bytes to and from {@code ir}. */
@NullMarked
package dev.switchboard.wire.openai.media;

import org.jspecify.annotations.NullMarked;
