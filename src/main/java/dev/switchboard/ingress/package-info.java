/** Public surfaces: path, key location, dialect in, dialect out, error envelope. */
@NullMarked
package dev.switchboard.ingress;

import org.jspecify.annotations.NullMarked;
