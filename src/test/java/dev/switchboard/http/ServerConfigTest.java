package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
  /** Java's clients keep theirs for five minutes, and fail on one that the server has closed. */
  @Test
  void keepsIdleConnectionsLongerThanClientsDo() {
    assertThat(ServerConfig.of("127.0.0.1", 0).idleTimeout()).isGreaterThan(Duration.ofMinutes(5));
  }
}
