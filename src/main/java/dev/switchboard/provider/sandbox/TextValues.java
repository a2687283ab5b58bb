package dev.switchboard.provider.sandbox;

import com.github.curiousoddman.rgxgen.RgxGen;
import com.github.curiousoddman.rgxgen.config.RgxGenOption;
import com.github.curiousoddman.rgxgen.config.RgxGenProperties;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Strings that a flat schema allows. */
final class TextValues {
  private static final int LONGEST = 100_000;
  private static final int VARIANTS = 64;
  private static final Pattern COUNT = Pattern.compile("\\{\\s*(\\d+)\\s*(?:,\\s*(\\d*)\\s*)?\\}");
  private static final List<String> SHAPES =
      List.of(
          "a",
          "A",
          "1",
          "12",
          "123",
          "1234",
          "12345",
          "123456",
          "AB",
          "SE",
          "EUR",
          "en-US",
          "AB-1234",
          "ABC-123",
          "ABC123",
          "1.0.0",
          "v1.0.0",
          "2025-01-15",
          "2025-01",
          "12:30",
          "12:30:00",
          "2025-01-15T12:30:00Z",
          "+46701234567",
          "070-123 45 67",
          "#336699",
          "19.90",
          "user@example.com",
          "https://example.com/",
          "example-item",
          "example_item",
          "exampleItem",
          "ExampleItem",
          "EXAMPLE_ITEM",
          "0f8fad5b-d9cb-469f-a165-70867728950e");

  private final Judge judge;
  private final ObjectNode schema;
  private final ObjectNode rules = Json.object();
  private final int least;
  private final int most;

  TextValues(Judge judge, ObjectNode schema) {
    this.judge = judge;
    this.schema = schema;
    this.least = count(schema, "minLength", 0);
    this.most = count(schema, "maxLength", LONGEST);
    for (String word : List.of("pattern", "format", "minLength", "maxLength")) {
      if (schema.has(word)) {
        rules.set(word, schema.get(word));
      }
    }
  }

  /**
   * Allowed strings.
   *
   * @param preferred plausible ones, best first; at least one
   */
  Stream<JsonNode> like(List<String> preferred) {
    if (least > LONGEST || least > most) {
      return Stream.empty();
    }
    if (!rules.has("pattern") && !rules.has("format")) {
      return Stream.concat(preferred.stream(), varied(preferred.getFirst()))
          .map(this::fitted)
          .map(JsonNodeFactory.instance::stringNode);
    }
    Stream<String> candidates =
        Stream.of(
                FormatValues.of(schema.path("format").asString("")),
                preferred.stream().limit(8),
                preferred.stream().limit(2).map(this::fitted),
                SHAPES.stream(),
                generated(),
                generated().limit(2).flatMap(TextValues::lengthened),
                varied(preferred.getFirst()).map(this::fitted))
            .flatMap(stream -> stream);
    return candidates
        .<JsonNode>map(JsonNodeFactory.instance::stringNode)
        .filter(text -> judge.allows(rules, text));
  }

  private static Stream<String> varied(String text) {
    return Stream.concat(
        IntStream.range(2, VARIANTS).mapToObj(i -> i + " " + text),
        IntStream.range(0, 26).mapToObj(i -> String.valueOf((char) ('a' + i))));
  }

  private static Stream<String> lengthened(String text) {
    return IntStream.range(1, VARIANTS).boxed().flatMap(i -> Stream.of(text + i, i + text));
  }

  /** The text made as long or short as it must be. */
  private String fitted(String text) {
    StringBuilder fitted = new StringBuilder(text.isEmpty() ? "text" : text);
    while (fitted.codePointCount(0, fitted.length()) < least) {
      fitted.append(' ').append(text.isEmpty() ? "text" : text);
    }
    int length = fitted.codePointCount(0, fitted.length());
    return fitted.substring(0, fitted.offsetByCodePoints(0, Math.min(most, length)));
  }

  private Stream<String> generated() {
    String regex = schema.path("pattern").asString("");
    if (regex.isEmpty() || size(regex) > LONGEST) {
      return Stream.empty();
    }
    return IntStream.of(4, 1, 12, Math.clamp(least, 1, 1_000), Math.clamp(most, 1, 1_000), 40)
        .distinct()
        .boxed()
        .flatMap(repetitions -> generated(regex, repetitions));
  }

  private static Stream<String> generated(String regex, int repetitions) {
    RgxGenProperties properties = new RgxGenProperties();
    RgxGenOption.INFINITE_PATTERN_REPETITION.setInProperties(properties, repetitions);
    try {
      RgxGen generator = RgxGen.parse(properties, regex);
      return IntStream.range(0, 12)
          .mapToObj(seed -> generator.generate(new SplittableRandom(seed)));
    } catch (RuntimeException _) {
      // The library does not read every expression that the validator reads.
      return Stream.empty();
    }
  }

  /** An upper bound of what the counted repetitions of an expression can multiply to. */
  private static double size(String regex) {
    double size = 1;
    Matcher matcher = COUNT.matcher(regex);
    while (matcher.find()) {
      boolean bounded = matcher.group(2) != null && !matcher.group(2).isEmpty();
      size *= Math.max(1, Double.parseDouble(matcher.group(bounded ? 2 : 1)));
    }
    return size;
  }

  private static int count(ObjectNode schema, String word, int otherwise) {
    JsonNode count = schema.get(word);
    return count == null || !count.isNumber()
        ? otherwise
        : (int) Math.min(count.doubleValue(), LONGEST + 1.0);
  }
}
