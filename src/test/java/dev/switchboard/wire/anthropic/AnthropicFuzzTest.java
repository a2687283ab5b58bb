package dev.switchboard.wire.anthropic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Feeds the goldens, damaged at random but the same way each time, to {@link AnthropicFuzz}. */
class AnthropicFuzzTest {
  private static final int ROUNDS = 15;
  private static final List<String> VALUES =
      List.of("null", "{}", "[]", "\"\"", "-1", "1e999999999", "true", "\"x\"", "{\"a\":[]}");

  @Test
  void damagedMessagesAreFailuresAndNothingElse() throws IOException {
    Random random = new Random(20_261_122);
    Path goldens =
        Path.of(System.getProperty("basedir", "."), "src/test/resources/golden/anthropic.messages");
    List<Path> files;
    try (Stream<Path> tree = Files.walk(goldens)) {
      files = tree.filter(AnthropicFuzzTest::isInput).sorted().toList();
    }
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      AnthropicFuzz.fuzzerTestOneInput(whole);
      for (int i = 0; i < ROUNDS; i++) {
        AnthropicFuzz.fuzzerTestOneInput(damage(whole, random));
      }
    }
  }

  private static boolean isInput(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("upstream-") || name.startsWith("client-request");
  }

  private static byte[] damage(byte[] whole, Random random) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (int times = random.nextInt(3); times >= 0 && !text.isEmpty(); times--) {
      text =
          switch (random.nextInt(4)) {
            case 0 -> replaceValue(text, random);
            case 1 -> moveLine(text, random);
            default -> replaceSome(text, random);
          };
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String replaceSome(String text, Random random) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(12));
    String put = random.nextBoolean() ? "" : String.valueOf((char) random.nextInt(256));
    return text.substring(0, from) + put + text.substring(to);
  }

  /** Puts another value after the next colon, so that the text often stays JSON. */
  private static String replaceValue(String text, Random random) {
    String value = VALUES.get(random.nextInt(VALUES.size()));
    int start = text.indexOf(':', random.nextInt(text.length())) + 1;
    if (start == 0) {
      return text + value;
    }
    int end = start;
    while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, start) + value + text.substring(end);
  }

  /** Takes an event to another place, twice or not at all. */
  private static String moveLine(String text, Random random) {
    int from = text.lastIndexOf('\n', random.nextInt(text.length())) + 1;
    int to = text.indexOf('\n', from) + 1;
    if (to == 0) {
      return text;
    }
    String line = text.substring(from, to);
    String rest = random.nextBoolean() ? text : text.substring(0, from) + text.substring(to);
    int place = rest.lastIndexOf('\n', random.nextInt(rest.length() + 1)) + 1;
    return rest.substring(0, place) + line + rest.substring(place);
  }
}
