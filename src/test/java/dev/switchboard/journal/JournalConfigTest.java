package dev.switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalConfigTest {

  private final JournalConfig config = JournalConfig.in(Path.of("journal"));

  @Test
  void forcesOnceASecondUnlessToldOtherwise() {
    assertThat(config.sync()).isEqualTo(new Sync.Interval(Duration.ofSeconds(1)));
  }

  @Test
  void refusesASegmentThatIsNotWholePages() {
    assertThatThrownBy(() -> config.withBytes(5000, 1 << 20)).hasMessageContaining("5000");
  }

  @Test
  void refusesABoundBelowTwoSegments() {
    assertThatThrownBy(() -> config.withBytes(4096, 4096)).hasMessageContaining("8192");
  }

  @Test
  void refusesMoreSegmentsThanCanBeMapped() {
    assertThatThrownBy(() -> config.withBytes(4096, 1L << 30)).hasMessageContaining("67108864");
  }

  @Test
  void refusesAnIntervalOfNothing() {
    assertThatThrownBy(() -> new Sync.Interval(Duration.ZERO)).hasMessageContaining("PT0S");
  }
}
