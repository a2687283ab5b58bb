/** Ollama by its own API. */
@NullMarked
package dev.switchboard.provider.ollama;

import org.jspecify.annotations.NullMarked;
