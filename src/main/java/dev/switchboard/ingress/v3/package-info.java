/** The native API under /v3. */
@NullMarked
package dev.switchboard.ingress.v3;

import org.jspecify.annotations.NullMarked;
