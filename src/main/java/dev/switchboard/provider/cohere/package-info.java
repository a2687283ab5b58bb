/** Cohere by its own API. */
@NullMarked
package dev.switchboard.provider.cohere;

import org.jspecify.annotations.NullMarked;
