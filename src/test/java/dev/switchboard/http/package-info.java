/** Tests of the room, on real sockets, and the servers that other rooms' tests use. */
@NullMarked
package dev.switchboard.http;

import org.jspecify.annotations.NullMarked;
