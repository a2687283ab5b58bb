package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebSocketSessionTest {
  /** Between a socket and its reader, of whom at most 1,000 bytes may wait. */
  private final WebSocketSession session =
      new WebSocketSession(
          Optional.empty(),
          new WebSocketSettings(
              1_000,
              1_000,
              1_000,
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1)),
          new BodyBudget(100_000).new Part(),
          Thread.ofVirtual().factory());

  private boolean offer(int bytes) {
    return session.offer(new WebSocketMessage.Binary(new byte[bytes]));
  }

  @Test
  void keepsTheSocketPausedUntilItsReaderHasCaughtUp() {
    assertThat(offer(500)).isTrue();
    assertThat(offer(500)).isFalse();
    assertThat(session.receive()).isPresent();
    // Less waits than may; but nobody would tell the socket to go on if it were not still paused.
    assertThat(offer(100)).isFalse();
  }

  @Test
  void waitsForAMessageNoLongerThanItIsToldTo() {
    assertThat(session.receive(Duration.ofMillis(1))).isEmpty();
    assertThat(offer(100)).isTrue();
    assertThat(session.receive(Duration.ofMinutes(1))).isPresent();
  }
}
