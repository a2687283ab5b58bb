package dev.switchboard.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private final Sentences sentences = new Sentences();

  private List<String> all(String text) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      all.addAll(sentences.add(text.substring(i, i + 1)));
    }
    all.add(sentences.rest());
    return all;
  }

  @Test
  void cutsBehindEachSentence() {
    assertThat(all("This is the first one. This is the second! And the rest"))
        .containsExactly("This is the first one.", " This is the second!", " And the rest");
  }

  @Test
  void keepsShortOnesTogether() {
    assertThat(all("Yes. No. Maybe so, who knows."))
        .containsExactly("Yes. No. Maybe so, who knows.");
  }

  @Test
  void leavesNumbersWhole() {
    assertThat(all("The price is 12.50 dollars now"))
        .containsExactly("The price is 12.50 dollars now");
  }

  @Test
  void cutsALongSentenceAtAPauseAndLosesNothing() {
    String text = "and so on, ".repeat(60);

    List<String> all = all(text);

    assertThat(String.join("", all)).isEqualTo(text);
    assertThat(all).allMatch(part -> part.length() <= 242).hasSizeGreaterThan(2);
  }

  @Test
  void cutsNoCharacterInTwo() {
    String text = "\uD83D\uDE00".repeat(300);

    assertThat(all(text))
        .allMatch(part -> part.isEmpty() || !Character.isLowSurrogate(part.charAt(0)));
  }
}
