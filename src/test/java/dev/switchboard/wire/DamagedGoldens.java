package dev.switchboard.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Goldens damaged at random, but the same way each time: hostile input that looks familiar. */
public final class DamagedGoldens {
  private static final List<String> VALUES =
      List.of(
          "null", "{}", "[]", "\"\"", "-1", "1e999999999", "true", "\"x\"", "{\"a\":[]}", "[[]]");

  private final Random random = new Random(20_261_122);

  /**
   * Feeds each file of a dialect whose name starts with {@code prefix}, whole and then damaged.
   *
   * @param rounds how often each file is damaged
   */
  public void feed(String dialect, String prefix, int rounds, Consumer<byte[]> target)
      throws IOException {
    Path root =
        Path.of(System.getProperty("basedir", "."), "src/test/resources/golden").resolve(dialect);
    List<Path> files;
    try (Stream<Path> tree = Files.walk(root)) {
      files =
          tree.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      target.accept(whole);
      for (int i = 0; i < rounds; i++) {
        target.accept(damage(whole));
      }
    }
  }

  private byte[] damage(byte[] whole) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (int times = random.nextInt(3); times >= 0 && !text.isEmpty(); times--) {
      text =
          switch (random.nextInt(4)) {
            case 0, 1 -> replaceValue(text);
            case 2 -> moveLine(text);
            default -> replaceSome(text);
          };
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String replaceSome(String text) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(12));
    String put = random.nextBoolean() ? "" : String.valueOf((char) random.nextInt(256));
    return text.substring(0, from) + put + text.substring(to);
  }

  /** Puts another value after the next colon, so that the text often stays JSON. */
  private String replaceValue(String text) {
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

  /** Takes a line to another place, twice or not at all. */
  private String moveLine(String text) {
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
