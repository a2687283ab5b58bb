package dev.switchboard.wire.gemini;

import dev.switchboard.wire.DamagedGoldens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Feeds the goldens, damaged at random but the same way each time, to {@link GeminiFuzz}. */
class GeminiFuzzTest {
  private static final int ROUNDS = 60;
  private static final List<String> INSERTS =
      List.of("null", "{}", "[]", "\"\"", "-1", "1e999999999", "true", "\"x\"", "{\"a\":[]}", "\n");

  @Test
  void damagedAnswersAreFailuresAndNothingElse() throws IOException {
    Random random = new Random(20_261_122);
    Path goldens =
        Path.of(System.getProperty("basedir", "."), "src/test/resources/golden/gemini.generate");
    List<Path> files;
    try (Stream<Path> tree = Files.walk(goldens)) {
      files = tree.filter(file -> file.getFileName().toString().startsWith("upstream-")).toList();
    }
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      GeminiFuzz.fuzzerTestOneInput(whole);
      for (int i = 0; i < ROUNDS; i++) {
        GeminiFuzz.fuzzerTestOneInput(damage(whole, random));
      }
    }
  }

  @Test
  void damagedRequestsAreFailuresAndNothingElse() throws IOException {
    new DamagedGoldens().feed("gemini.generate", "client-request", ROUNDS, GeminiFuzz::request);
  }

  private static byte[] damage(byte[] whole, Random random) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (int times = random.nextInt(3); times >= 0 && !text.isEmpty(); times--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      text =
          switch (random.nextInt(4)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> replaceValue(text, from, INSERTS.get(random.nextInt(INSERTS.size())));
            case 2 -> text.substring(0, to) + text.substring(from);
            default -> text.substring(0, from) + (char) random.nextInt(256) + text.substring(to);
          };
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Puts another value after the next colon, so that the text often stays JSON. */
  private static String replaceValue(String text, int from, String value) {
    int start = text.indexOf(':', from) + 1;
    if (start == 0) {
      return text + value;
    }
    int end = start;
    while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, start) + value + text.substring(end);
  }
}
