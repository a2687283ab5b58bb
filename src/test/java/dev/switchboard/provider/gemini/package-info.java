/** Tests of the package, on real sockets. */
@NullMarked
package dev.switchboard.provider.gemini;

import org.jspecify.annotations.NullMarked;
