package dev.switchboard.ingress;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The traces of the calls that this process has taken last, by their spans: so that a call that
 * names its parent alone joins the parent's trace.
 *
 * <p>Every call is remembered and hardly one is asked for, so that a place in a ring is taken
 * without making anything, and whoever asks looks at all of them.
 */
final class RecentSpans {
  /** 280 KB. */
  private static final int MOST = 10_000;

  private static final int DIGITS = 16;

  private final long[] spans = new long[MOST];
  private final long[] traces = new long[2 * MOST];
  private final String[] projects = new String[MOST];
  private int count;
  private int next;

  /**
   * Remembers a call's span.
   *
   * @param spanId 16 hexadecimal digits in lower case
   * @param traceId 32 of them
   */
  void add(String projectId, String spanId, String traceId) {
    long span = bits(spanId, 0);
    long high = bits(traceId, 0);
    long low = bits(traceId, DIGITS);
    synchronized (spans) {
      spans[next] = span;
      traces[2 * next] = high;
      traces[2 * next + 1] = low;
      projects[next] = projectId;
      count = Math.max(count, next + 1);
      next = (next + 1) % MOST;
    }
  }

  /** The trace of a span of the same project; empty when it is not known here, or not any more. */
  Optional<String> traceOf(String projectId, String spanId) {
    long span = bits(spanId, 0);
    HexFormat hex = HexFormat.of();
    synchronized (spans) {
      for (int back = 1; back <= count; back++) {
        int i = (next - back + MOST) % MOST;
        if (spans[i] == span && projects[i].equals(projectId)) {
          return Optional.of(hex.toHexDigits(traces[2 * i]) + hex.toHexDigits(traces[2 * i + 1]));
        }
      }
    }
    return Optional.empty();
  }

  private static long bits(String digits, int from) {
    return HexFormat.fromHexDigitsToLong(digits, from, from + DIGITS);
  }
}
