/** The OpenAI surface under /v3/compat. */
@NullMarked
package dev.switchboard.ingress.openai;

import org.jspecify.annotations.NullMarked;
