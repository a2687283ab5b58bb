/** The Anthropic surface under /v3/compat. */
@NullMarked
package dev.switchboard.ingress.anthropic;

import org.jspecify.annotations.NullMarked;
