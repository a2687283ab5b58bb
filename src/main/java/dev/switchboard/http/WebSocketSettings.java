package dev.switchboard.http;

import java.time.Duration;

/**
 * What one end of a WebSocket puts up with.
 *
 * @param maxFrameBytes most bytes of one frame's payload
 * @param maxMessageBytes most bytes of one message, all its frames together
 * @param maxWaitingBytes how much may wait for the local reader before the peer is read no further,
 *     and how much may wait for the peer before the local writer blocks
 * @param pingEvery the silence after which the peer is asked whether it is there
 * @param pongWithin how long it may take to show that it is
 * @param idle how long there may be no whole message either way, and how long the peer may take
 *     nothing of what is sent
 * @param closeWithin how long the peer may take to end the connection once the end is agreed or
 *     asked for
 * @param total how long the whole session may last
 */
public record WebSocketSettings(
    int maxFrameBytes,
    int maxMessageBytes,
    int maxWaitingBytes,
    Duration pingEvery,
    Duration pongWithin,
    Duration idle,
    Duration closeWithin,
    Duration total) {

  /**
   * 32 MiB messages, in frames as large; 64 KiB waiting; a ping after 30 s of silence, answered
   * within 30 s; 30 minutes without a message, 5 s to close, 60 minutes in all.
   */
  public static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          32 * 1024 * 1024,
          32 * 1024 * 1024,
          64 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMinutes(30),
          Duration.ofSeconds(5),
          Duration.ofMinutes(60));

  /** Checks that each is positive. */
  public WebSocketSettings {
    positive("maxFrameBytes", maxFrameBytes);
    positive("maxMessageBytes", maxMessageBytes);
    positive("maxWaitingBytes", maxWaitingBytes);
    positive("pingEvery", pingEvery.toMillis());
    positive("pongWithin", pongWithin.toMillis());
    positive("idle", idle.toMillis());
    positive("closeWithin", closeWithin.toMillis());
    positive("total", total.toMillis());
  }

  /** The same with other bounds on what the peer sends, in bytes. */
  public WebSocketSettings withSizes(int frame, int message, int waiting) {
    return new WebSocketSettings(
        frame, message, waiting, pingEvery, pongWithin, idle, closeWithin, total);
  }

  /** The same with other bounds on a silent peer. */
  public WebSocketSettings withPings(Duration every, Duration within) {
    return new WebSocketSettings(
        maxFrameBytes, maxMessageBytes, maxWaitingBytes, every, within, idle, closeWithin, total);
  }

  /** The same with other bounds on idling, the end and the whole. */
  public WebSocketSettings withTimes(Duration newIdle, Duration newClose, Duration newTotal) {
    return new WebSocketSettings(
        maxFrameBytes,
        maxMessageBytes,
        maxWaitingBytes,
        pingEvery,
        pongWithin,
        newIdle,
        newClose,
        newTotal);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
