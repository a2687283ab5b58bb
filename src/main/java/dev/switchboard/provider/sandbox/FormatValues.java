package dev.switchboard.provider.sandbox;

import java.time.LocalDate;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Strings of the formats that JSON Schema names. */
final class FormatValues {
  private static final int VARIANTS = 28;
  private static final LocalDate DAY = LocalDate.of(2025, 1, 15);

  private FormatValues() {}

  /** Some, each different; empty for a format that is not known. */
  static Stream<String> of(String format) {
    return switch (format) {
      case "date" -> some(FormatValues::day);
      case "date-time" -> some(i -> day(i) + "T12:30:00Z");
      case "time" -> some(i -> "12:" + (10 + i) + ":00Z");
      case "duration" -> some(i -> "P" + (i + 1) + "D");
      case "email", "idn-email" -> some(i -> "user" + suffix(i) + "@example.com");
      case "hostname", "idn-hostname" -> some(i -> "host" + suffix(i) + ".example.com");
      case "ipv4" -> some(i -> "192.0.2." + (i + 1));
      case "ipv6" -> some(i -> "2001:db8::" + Integer.toHexString(i + 1));
      case "uri", "iri", "uri-reference", "iri-reference" ->
          some(i -> "https://example.com/" + (i == 0 ? "" : i + 1));
      case "uri-template" -> some(i -> "https://example.com/{item" + suffix(i) + "}");
      case "uuid" -> some(i -> "0f8fad5b-d9cb-469f-a165-7086772895" + (10 + i));
      case "json-pointer" -> some(i -> "/items/" + i);
      case "relative-json-pointer" -> some(i -> i + "/name");
      case "regex" -> some(i -> "^[a-z]{" + (i + 1) + "}$");
      default -> Stream.empty();
    };
  }

  private static String day(int number) {
    return DAY.plusDays(number).toString();
  }

  private static String suffix(int number) {
    return number == 0 ? "" : String.valueOf(number + 1);
  }

  private static Stream<String> some(IntFunction<String> text) {
    return IntStream.range(0, VARIANTS).mapToObj(text);
  }
}
