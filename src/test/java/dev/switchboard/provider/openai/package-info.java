/** Tests of the package, on real sockets. */
@NullMarked
package dev.switchboard.provider.openai;

import org.jspecify.annotations.NullMarked;
