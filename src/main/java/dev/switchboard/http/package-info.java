/**
 * Sockets: server, exchange, SSE, upstream client, deadlines. Knows no model; the only room that
 * sees the transport.
 */
@NullMarked
package dev.switchboard.http;

import org.jspecify.annotations.NullMarked;
