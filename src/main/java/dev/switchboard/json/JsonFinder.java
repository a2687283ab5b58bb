package dev.switchboard.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One search for JSON in a text; the rules are at {@link JsonExtraction}. */
final class JsonFinder {
  private static final JsonMapper RELAXED = Mappers.relaxed(Json.MAX_TOKENS);

  /** Brackets in prose that turned out to open nothing, before the search is given up. */
  private static final int MAX_FAILURES = 200;

  /** A value in prose, and how many bytes it takes. */
  private record Candidate(JsonNode value, int length) {}

  private final byte[] text;
  private int failures;
  private @Nullable InvalidJsonException mistake;
  private boolean truncated;

  JsonFinder(String text) {
    this.text = Surrogates.utf8(text);
  }

  JsonExtraction find() {
    Optional<JsonNode> whole = value(0, text.length);
    if (whole.isPresent()) {
      return new JsonExtraction.Found(whole.get(), List.of());
    }
    List<Candidate> fenced = new ArrayList<>();
    List<Candidate> loose = new ArrayList<>();
    List<FencedText.Span> spans = FencedText.split(text);
    for (FencedText.Span span : spans) {
      if (span.kind() == FencedText.Kind.PROSE) {
        prose(span, loose);
      } else if (span.kind() == FencedText.Kind.JSON) {
        Optional<JsonNode> value = value(span.start(), span.end());
        value.ifPresent(v -> fenced.addFirst(new Candidate(v, span.end() - span.start())));
        if (value.isEmpty()) {
          prose(span, loose);
        }
      }
    }
    loose.sort(Comparator.comparingInt(Candidate::length).reversed());
    return result(fenced, loose);
  }

  private JsonExtraction result(List<Candidate> fenced, List<Candidate> loose) {
    if (truncated) {
      return new JsonExtraction.Missing(
          JsonExtraction.Reason.TRUNCATED, "the text ends inside a JSON value");
    }
    List<JsonNode> all = new ArrayList<>();
    fenced.forEach(candidate -> all.add(candidate.value()));
    loose.forEach(candidate -> all.add(candidate.value()));
    if (!all.isEmpty()) {
      return new JsonExtraction.Found(all.getFirst(), all.subList(1, all.size()));
    }
    InvalidJsonException first = mistake;
    return first == null
        ? new JsonExtraction.Missing(
            JsonExtraction.Reason.ABSENT, "the text holds no JSON object or array")
        : new JsonExtraction.Missing(JsonExtraction.Reason.MALFORMED, first.getMessage());
  }

  /** The value that a part of the text is as a whole. */
  private Optional<JsonNode> value(int start, int end) {
    int from = Json.hasByteOrderMark(text, start, end) ? start + 3 : start;
    try {
      new Scanner(text, from, end, Scanner.Leniency.ALL).document();
      return Optional.of(Json.build(RELAXED, text, from, end));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  private void prose(FencedText.Span span, List<Candidate> into) {
    int at = span.start();
    while (at < span.end() && !truncated && failures < MAX_FAILURES) {
      if (text[at] != '{' && text[at] != '[') {
        at++;
        continue;
      }
      Scanner scanner = new Scanner(text, at, span.end(), Scanner.Leniency.ALL);
      try {
        int end = scanner.value(at);
        into.add(new Candidate(Json.build(RELAXED, text, at, end), end - at));
        at = end;
      } catch (InvalidJsonException e) {
        at = after(at, span, e);
      }
    }
  }

  /**
   * Where the search goes on after a bracket that opens no value. What looks like JSON is skipped
   * up to its closing bracket, so that a part of a wrong value never passes for the value.
   */
  private int after(int open, FencedText.Span span, InvalidJsonException problem) {
    failures++;
    Optional<Integer> close = Brackets.close(text, open, span.end());
    if (!Brackets.looksLikeJson(text, open, span.end())) {
      return close.map(end -> end + 1).orElse(open + 1);
    }
    if (close.isEmpty()) {
      truncated = true;
      return span.end();
    }
    if (mistake == null) {
      mistake = problem;
    }
    return close.get() + 1;
  }
}
