package dev.switchboard.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSpansTest {
  private static final String TRACE = "0198f0c27ab97def8123456789abcdef";

  private final RecentSpans recent = new RecentSpans();

  @Test
  void knowsTheTraceOfASpan() {
    recent.add("prj_1", "00000000000000a1", TRACE);
    recent.add("prj_1", "f0000000000000a2", "f198f0c27ab97def0123456789abcdef");

    assertThat(recent.traceOf("prj_1", "00000000000000a1")).contains(TRACE);
    assertThat(recent.traceOf("prj_1", "f0000000000000a2"))
        .contains("f198f0c27ab97def0123456789abcdef");
  }

  @Test
  void doesNotTellOtherProjects() {
    recent.add("prj_1", "00000000000000a1", TRACE);

    assertThat(recent.traceOf("prj_2", "00000000000000a1")).isEmpty();
  }

  @Test
  void knowsTheLastTenThousand() {
    for (int i = 0; i <= 10_000; i++) {
      recent.add("prj_1", "%016x".formatted(i), TRACE);
    }

    assertThat(recent.traceOf("prj_1", "%016x".formatted(0))).isEmpty();
    assertThat(recent.traceOf("prj_1", "%016x".formatted(1))).contains(TRACE);
    assertThat(recent.traceOf("prj_1", "%016x".formatted(10_000))).contains(TRACE);
  }
}
