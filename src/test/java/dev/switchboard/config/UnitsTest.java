package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "2s,2000", "10m,600000", "1h,3600000", "7d,604800000", "2 s,2000"})
  void readsADuration(String text, long millis) {
    assertThat(Units.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"1B,1", "64KB,65536", "32mb,33554432", "1GB,1073741824"})
  void readsASize(String text, long bytes) {
    assertThat(Units.size(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1S", "10 minutes", "99999999999999s", "１s"})
  void refusesADurationWithoutItsUnit(String text) {
    assertThat(Units.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "32", "MB", "1TB", "-1KB"})
  void refusesASizeWithoutItsUnit(String text) {
    assertThat(Units.size(text)).isEmpty();
  }
}
