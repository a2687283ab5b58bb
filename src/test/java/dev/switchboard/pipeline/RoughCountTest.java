package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RoughCountTest {
  private static final String LETTERS = "abcxyzABCXYZ";
  private static final String[] KINDS = {
    LETTERS,
    LETTERS,
    "0123456789",
    " ",
    " \n\t\u0000",
    ".,!{}[]\"\u007f",
    "éßЖ",
    "漢字かな한",
    "→😀\u0080",
    "\ud83d",
    "\ude00"
  };

  @Property(tries = 20_000)
  void countsRunsAsOneWhoLooksAtEveryCharacter(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int runs = random.nextInt(60) * (random.nextInt(40) == 0 ? 40 : 1);
    int longest = random.nextInt(20) == 0 ? 400 : 12;
    int kinds = random.nextBoolean() ? 6 : KINDS.length;
    for (int i = 0; i < runs; i++) {
      String of = KINDS[random.nextInt(kinds)];
      for (int length = random.nextInt(longest); length >= 0; length--) {
        text.append(of.charAt(random.nextInt(of.length())));
      }
    }

    assertThat(RoughCount.of(text.toString())).isEqualTo(oneByOne(text.toString()));
  }

  @Example
  void countsRunsOfEveryLengthAtEveryPlace() {
    for (String kind : KINDS) {
      for (int before = 0; before < 70; before++) {
        for (int length = 1; length < 200; length += 1 + length / 70) {
          String text = ".a".repeat(before) + kind.substring(0, 1).repeat(length) + " b";
          assertThat(RoughCount.of(text)).as(text).isEqualTo(oneByOne(text));
        }
      }
    }
  }

  @Example
  void wordsOfUpToEightLettersAreOneToken() {
    assertThat(RoughCount.of("The necessary things are there.")).isEqualTo(7);
  }

  private static long oneByOne(String text) {
    long tokens = 0;
    int run = 0;
    String last = "";
    for (int c : text.codePoints().toArray()) {
      String kind = kind(c);
      run = kind.equals(last) ? run + 1 : 1;
      last = kind;
      tokens +=
          switch (kind) {
            case "letter" -> run % 8 == 1 ? 1 : 0;
            case "digit", "sign" -> run % 3 == 1 ? 1 : 0;
            case "blank" -> run == 2 ? 1 : 0;
            case "other letter" -> run % 4 == 1 ? 1 : 0;
            case "ideograph" -> run % 4 == 0 ? 0 : 1;
            default -> 2;
          };
    }
    return tokens;
  }

  private static String kind(int c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      return "letter";
    }
    if (c >= '0' && c <= '9') {
      return "digit";
    }
    if (c < 0x80) {
      return c <= ' ' ? "blank" : "sign";
    }
    boolean ideograph =
        Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7AF);
    return ideograph ? "ideograph" : Character.isLetter(c) ? "other letter" : "rare";
  }
}
