/** Tests of the room, and vendors of voice sessions for tests of others, on real sockets. */
@NullMarked
package dev.switchboard.provider;

import org.jspecify.annotations.NullMarked;
