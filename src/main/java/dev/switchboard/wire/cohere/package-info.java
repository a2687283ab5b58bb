/**
 * Cohere's chat API of version 2, as we speak it to Cohere.
 *
 * @see <a href="https://docs.cohere.com/reference/chat">source</a>
 */
@NullMarked
package dev.switchboard.wire.cohere;

import org.jspecify.annotations.NullMarked;
