package dev.switchboard.ingress;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids of traces and spans as callers write them: plain, or as UUIDs. */
final class TraceWords {
  static final String EXPECTED_TRACE = "32 hexadecimal digits or a UUID";
  static final String EXPECTED_SPAN = "16 hexadecimal digits or a UUID";

  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private TraceWords() {}

  /** A trace's id; empty for what is none. */
  static Optional<String> trace(String given) {
    String id = given.toLowerCase(Locale.ROOT);
    String plain = UUID.matcher(id).matches() ? id.replace("-", "") : id;
    return Optional.of(plain).filter(text -> TRACE.matcher(text).matches());
  }

  /** A span's id, or of a UUID the last 16 digits; empty for what is neither. */
  static Optional<String> span(String given) {
    String id = given.toLowerCase(Locale.ROOT);
    if (UUID.matcher(id).matches()) {
      return Optional.of(id.replace("-", "").substring(16));
    }
    return Optional.of(id).filter(text -> SPAN.matcher(text).matches());
  }
}
