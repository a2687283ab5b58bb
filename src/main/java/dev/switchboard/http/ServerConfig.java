package dev.switchboard.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens and what it puts up with.
 *
 * @param host the address to listen on, for example {@code 127.0.0.1} or {@code 0.0.0.0}
 * @param port the port; 0 takes a free one
 * @param maxBodyBytes most bytes of a request body
 * @param maxHeldBodyBytes most bytes of request bodies held at a time, for all callers together
 * @param headerLimit most bytes of a request's line and fields together
 * @param maxPendingBytes how much of a stream may wait for a slow caller before its writer blocks
 * @param maxConnections connections beyond this are refused with 503
 * @param idleTimeout how long a connection may wait for its next request, and how long a caller may
 *     take nothing of an answer
 * @param requestReadTimeout how long a caller may take to send a head, and between any two pieces
 *     of a body
 * @param silence how long a stream may be silent before what fills silence is sent; zero for ever
 * @param tls present to speak TLS
 */
public record ServerConfig(
    String host,
    int port,
    int maxBodyBytes,
    long maxHeldBodyBytes,
    int headerLimit,
    int maxPendingBytes,
    int maxConnections,
    Duration idleTimeout,
    Duration requestReadTimeout,
    Duration silence,
    Optional<TlsFiles> tls) {

  /** Checks the bounds. */
  public ServerConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    positive("maxBodyBytes", maxBodyBytes);
    positive("maxHeldBodyBytes", maxHeldBodyBytes);
    positive("headerLimit", headerLimit);
    positive("maxPendingBytes", maxPendingBytes);
    positive("maxConnections", maxConnections);
    positive("idleTimeout", idleTimeout.toMillis());
    positive("requestReadTimeout", requestReadTimeout.toMillis());
    if (silence.isNegative()) {
      throw new IllegalArgumentException("silence: " + silence + " (expected: 0 or more)");
    }
  }

  /**
   * The defaults for an address: 32 MiB bodies, 256 MiB of them in all, 32 KiB heads, 64 KiB
   * pending per stream, 20,000 connections, 6 minutes idle (longer than the 5 minutes after which
   * common load balancers and clients drop theirs), 30 s to send a request, 15 s of silence, no
   * TLS.
   */
  public static ServerConfig of(String host, int port) {
    return new ServerConfig(
        host,
        port,
        32 * 1024 * 1024,
        256L * 1024 * 1024,
        32 * 1024,
        64 * 1024,
        20_000,
        Duration.ofMinutes(6),
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        Optional.empty());
  }

  /** The same with another body limit, in bytes. */
  public ServerConfig withMaxBodyBytes(int bytes) {
    return new ServerConfig(
        host,
        port,
        bytes,
        maxHeldBodyBytes,
        headerLimit,
        maxPendingBytes,
        maxConnections,
        idleTimeout,
        requestReadTimeout,
        silence,
        tls);
  }

  /** The same with another bound on the bodies held for all callers together, in bytes. */
  public ServerConfig withMaxHeldBodyBytes(long bytes) {
    return new ServerConfig(
        host,
        port,
        maxBodyBytes,
        bytes,
        headerLimit,
        maxPendingBytes,
        maxConnections,
        idleTimeout,
        requestReadTimeout,
        silence,
        tls);
  }

  /** The same with other timeouts. */
  public ServerConfig withTimeouts(Duration idle, Duration requestRead) {
    return new ServerConfig(
        host,
        port,
        maxBodyBytes,
        maxHeldBodyBytes,
        headerLimit,
        maxPendingBytes,
        maxConnections,
        idle,
        requestRead,
        silence,
        tls);
  }

  /** The same with a bound on connections. */
  public ServerConfig withMaxConnections(int connections) {
    return new ServerConfig(
        host,
        port,
        maxBodyBytes,
        maxHeldBodyBytes,
        headerLimit,
        maxPendingBytes,
        connections,
        idleTimeout,
        requestReadTimeout,
        silence,
        tls);
  }

  /** The same with another silence; zero for ever. */
  public ServerConfig withSilence(Duration longest) {
    return new ServerConfig(
        host,
        port,
        maxBodyBytes,
        maxHeldBodyBytes,
        headerLimit,
        maxPendingBytes,
        maxConnections,
        idleTimeout,
        requestReadTimeout,
        longest,
        tls);
  }

  /** The same, speaking TLS. */
  public ServerConfig withTls(TlsFiles files) {
    return new ServerConfig(
        host,
        port,
        maxBodyBytes,
        maxHeldBodyBytes,
        headerLimit,
        maxPendingBytes,
        maxConnections,
        idleTimeout,
        requestReadTimeout,
        silence,
        Optional.of(files));
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
