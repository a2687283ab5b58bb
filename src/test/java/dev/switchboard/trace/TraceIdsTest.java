package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TraceIdsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void traceIdsAreVersion7UuidsWithoutDashes() {
    String id = TraceIds.fast(Clock.systemUTC()).traceId();
    assertThat(id).matches("[0-9a-f]{32}");
    UUID uuid =
        UUID.fromString(id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
  }

  @Test
  void laterTraceIdsSortAfterEarlierOnes() {
    Clock earlier = Clock.fixed(NOW, ZoneOffset.UTC);
    Clock later = Clock.offset(earlier, Duration.ofMillis(1));
    assertThat(new TraceIds(later, () -> 0).traceId())
        .isGreaterThan(new TraceIds(earlier, () -> -1L).traceId());
  }

  @Test
  void spanIdsAreNeverAllZero() {
    long[] randoms = {0, 0, 5};
    int[] at = {0};
    TraceIds ids = new TraceIds(Clock.systemUTC(), () -> randoms[at[0]++]);
    assertThat(ids.spanId()).isEqualTo("0000000000000005");
  }

  @Test
  void idsDoNotRepeat() {
    TraceIds ids = TraceIds.fast(Clock.fixed(NOW, ZoneOffset.UTC));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.traceId())).isTrue();
      assertThat(seen.add(ids.spanId())).isTrue();
    }
  }
}
