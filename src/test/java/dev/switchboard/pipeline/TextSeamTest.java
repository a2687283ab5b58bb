package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the new part of an answer begins. */
class TextSeamTest {
  private static final String BEFORE = "The quick brown fox jumps over";

  @ParameterizedTest
  @CsvSource(
      value = {
        "The quick brown fox jumps over the dog.| the dog.",
        "' the dog.'|' the dog.'",
        "brown fox jumps over the dog.|' the dog.'",
        "Then it sleeps.|Then it sleeps.",
        "''|''",
        "over and out|over and out"
      },
      delimiter = '|')
  void leavesOutWhatIsRepeated(String said, String expected) {
    assertThat(whole(said, RescueWay.INSTRUCTION, said.length() + 1))
        .isEqualTo(expected.startsWith("the dog") ? " " + expected : expected);
    assertThat(whole(said, RescueWay.INSTRUCTION, 1))
        .isEqualTo(expected.startsWith("the dog") ? " " + expected : expected);
  }

  @Test
  void takesATextThatIsRepeatedAndNothingMoreForTheWhole() {
    assertThat(whole(BEFORE, RescueWay.RESTART, 3)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(RescueWay.class)
  void refusesOneThatBeginsAgainAndSaysSomethingElse(RescueWay way) {
    assertThatThrownBy(() -> whole("The quick brown fox sleeps under a tree.", way, 4))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("something else");
  }

  @ParameterizedTest
  @EnumSource(RescueWay.class)
  void refusesOneThatBeginsAgainAndEndsEarlier(RescueWay way) {
    assertThatThrownBy(() -> whole("The quick brown fox", way, 4))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void takesOnlyARepetitionWhereNoRestWasAskedFor() {
    assertThatThrownBy(() -> whole(" the dog.", RescueWay.RESTART, 2))
        .isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> whole("", RescueWay.RESTART, 2)).isInstanceOf(FailureException.class);
  }

  @Test
  void saysBlanksOnceThatAModelWasNotShown() {
    TextSeam seam = new TextSeam("One. ", RescueWay.PREFILL);
    assertThat(seam.add(" Two.") + seam.end()).isEqualTo("Two.");
  }

  @Test
  void passesOnWhatFollowsAtOnce() {
    TextSeam seam = new TextSeam(BEFORE, RescueWay.INSTRUCTION);
    assertThat(seam.add(" the")).isEqualTo(" the");
    assertThat(seam.add("The quick")).isEqualTo("The quick");
  }

  private static String whole(String said, RescueWay way, int step) {
    TextSeam seam = new TextSeam(BEFORE, way);
    StringBuilder told = new StringBuilder();
    for (int at = 0; at < said.length(); at += step) {
      told.append(seam.add(said.substring(at, Math.min(said.length(), at + step))));
    }
    return told.append(seam.end()).toString();
  }
}
