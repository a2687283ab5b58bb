/**
 * Ollama's own chat API, as we speak it to Ollama.
 *
 * @see <a href="https://docs.ollama.com/api/chat">source</a>
 */
@NullMarked
package dev.switchboard.wire.ollama;

import org.jspecify.annotations.NullMarked;
