package dev.switchboard.http;

import java.time.Duration;

/**
 * How long each part of an upstream call may take. They are noticed up to 25 ms late.
 *
 * @param connect finding the address and opening the connection
 * @param tls the TLS handshake, and a proxy's consent before it
 * @param firstByte from the request's start until the first byte of the response body
 * @param betweenChunks the silence between any two later pieces, while they are waited for
 * @param total the whole call, until the last byte is read
 */
public record Deadlines(
    Duration connect, Duration tls, Duration firstByte, Duration betweenChunks, Duration total) {

  /** 5 s to connect, 5 s for TLS, 60 s to the first byte, 60 s of silence, 10 minutes in all. */
  public static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10));

  /** Checks that each is positive. */
  public Deadlines {
    positive("connect", connect);
    positive("tls", tls);
    positive("firstByte", firstByte);
    positive("betweenChunks", betweenChunks);
    positive("total", total);
  }

  /** The same with another bound on the first byte. */
  public Deadlines withFirstByte(Duration bound) {
    return new Deadlines(connect, tls, bound, betweenChunks, total);
  }

  /** The same with another bound on silence. */
  public Deadlines withBetweenChunks(Duration bound) {
    return new Deadlines(connect, tls, firstByte, bound, total);
  }

  /** The same with another bound on the whole. */
  public Deadlines withTotal(Duration bound) {
    return new Deadlines(connect, tls, firstByte, betweenChunks, bound);
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
