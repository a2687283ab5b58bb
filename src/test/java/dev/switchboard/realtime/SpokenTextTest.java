package dev.switchboard.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpokenTextTest {
  private final SpokenText text = new SpokenText();

  private void speak() {
    text.add("One two three. Four five six.");
    text.speaking("One two three.".length());
    text.spoken(1_000);
    text.speaking("One two three. Four five six.".length());
    text.spoken(2_000);
  }

  @Test
  void isWholeUntilItIsCut() {
    speak();

    assertThat(text.heard()).isEqualTo("One two three. Four five six.");
  }

  @Test
  void isCutToTheWordsThatWereHeard() {
    speak();
    text.cut(1_500);

    assertThat(text.heard()).startsWith("One two three. Four").doesNotContain("six");
  }

  @Test
  void isNothingWhenNothingWasHeard() {
    speak();
    text.cut(0);

    assertThat(text.heard()).isEmpty();
  }

  @Test
  void guessesTheTimeOfASentenceThatIsBeingSpoken() {
    text.add("One two three four five six.");
    text.speaking("One two three four five six.".length());
    text.cut(900);

    assertThat(text.heard()).startsWith("One").doesNotContain("six");
  }
}
