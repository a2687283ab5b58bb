package dev.switchboard.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unused connections, by route; the one used last is taken first, so that those not needed grow
 * old and close.
 */
final class UpstreamPool {
  private final Map<Route, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
  private final long idleNanos;
  private boolean closed;

  /**
   * Makes an empty pool.
   *
   * @param idleNanos how long a connection is kept unused
   */
  UpstreamPool(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  long idleNanos() {
    return idleNanos;
  }

  synchronized @Nullable UpstreamConnection take(Route route) {
    ArrayDeque<UpstreamConnection> ofRoute = idle.get(route);
    if (ofRoute == null) {
      return null;
    }
    UpstreamConnection connection = ofRoute.pollLast();
    while (connection != null && !connection.isUsable()) {
      connection = ofRoute.pollLast();
    }
    return connection;
  }

  void release(UpstreamConnection connection) {
    synchronized (this) {
      if (!closed) {
        idle.computeIfAbsent(connection.route(), route -> new ArrayDeque<>()).addLast(connection);
        return;
      }
    }
    connection.close();
  }

  /** Forgets a connection that has closed. */
  synchronized void remove(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> ofRoute = idle.get(connection.route());
    if (ofRoute != null && ofRoute.removeLastOccurrence(connection) && ofRoute.isEmpty()) {
      idle.remove(connection.route());
    }
  }

  synchronized int idleConnections() {
    return idle.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  /** Closes what is unused and keeps nothing from now on. */
  void close() {
    List<UpstreamConnection> all = new ArrayList<>();
    synchronized (this) {
      closed = true;
      idle.values().forEach(all::addAll);
      idle.clear();
    }
    all.forEach(UpstreamConnection::close);
  }
}
