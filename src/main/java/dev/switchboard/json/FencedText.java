package dev.switchboard.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A text split at its fenced blocks.
 *
 * @see <a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">CommonMark, 4.5</a>
 */
final class FencedText {
  enum Kind {
    /** Outside of fences. */
    PROSE,
    /** Inside a fence that may hold JSON. */
    JSON,
    /** Inside a fence of another language. */
    OTHER
  }

  /** A part of the text; fences themselves belong to none. */
  record Span(Kind kind, int start, int end) {}

  private static final Set<String> LANGUAGES =
      Set.of("", "json", "jsonc", "json5", "javascript", "js");

  private final byte[] text;
  private final List<Span> spans = new ArrayList<>();
  private Kind kind = Kind.PROSE;
  private int start;
  private byte fence;
  private int fenceLength;

  private FencedText(byte[] text) {
    this.text = text;
  }

  /** The parts in order; a block that is not closed goes on to the end. */
  static List<Span> split(byte[] text) {
    FencedText splitter = new FencedText(text);
    int line = 0;
    while (line < text.length) {
      int next = splitter.nextLine(line);
      splitter.line(line, next);
      line = next;
    }
    splitter.cut(text.length, text.length, Kind.PROSE);
    return splitter.spans;
  }

  private void line(int from, int next) {
    int at = from;
    while (at < next && (text[at] == ' ' || text[at] == '\t')) {
      at++;
    }
    int run = at;
    while (run < next && text[run] == text[at] && (text[at] == '`' || text[at] == '~')) {
      run++;
    }
    if (run - at < 3) {
      return;
    }
    String info = new String(text, run, next - run, StandardCharsets.UTF_8).strip();
    if (kind == Kind.PROSE) {
      fence = text[at];
      fenceLength = run - at;
      cut(from, next, LANGUAGES.contains(info.toLowerCase(Locale.ROOT)) ? Kind.JSON : Kind.OTHER);
    } else if (text[at] == fence && run - at >= fenceLength && info.isEmpty()) {
      cut(from, next, Kind.PROSE);
    }
  }

  private void cut(int end, int next, Kind then) {
    if (end > start) {
      spans.add(new Span(kind, start, end));
    }
    start = next;
    kind = then;
  }

  private int nextLine(int from) {
    int at = from;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    return Math.min(text.length, at + 1);
  }
}
