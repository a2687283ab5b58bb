package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import java.nio.charset.StandardCharsets;

/**
 * How much a request says in words, its tools and its schema included.
 *
 * @param bytes in UTF-8
 * @param tokens by {@link RoughCount}
 */
record InputSize(long bytes, long tokens) {

  /** The size of all that {@link UsageEstimate#words} gives; the texts are not put together. */
  static InputSize of(ChatRequest request) {
    Sum sum = new Sum();
    UsageEstimate.words(request, sum::add);
    sum.countPending();
    return new InputSize(sum.bytes, sum.tokens);
  }

  /** Texts as if they were one; what may go on in the next text waits for it. */
  private static final class Sum {
    private final StringBuilder pending = new StringBuilder(RoughCount.STRETCH);
    private long bytes;
    private long tokens;

    void add(String text) {
      if (text.isEmpty() || pending.length() + text.length() <= RoughCount.STRETCH) {
        pending.append(text);
        return;
      }
      int from = RoughCount.nextWord(text, 1);
      pending.append(text, 0, from);
      if (from == text.length()) {
        return;
      }
      countPending();
      while (text.length() - from > RoughCount.STRETCH) {
        int to = RoughCount.nextWord(text, from + RoughCount.STRETCH);
        if (to < text.length()) {
          count(text.substring(from, to));
        } else {
          pending.append(text, from, to);
        }
        from = to;
      }
      pending.append(text, from, text.length());
    }

    void countPending() {
      count(pending.toString());
      pending.setLength(0);
    }

    private void count(String stretch) {
      byte[] utf8 = stretch.getBytes(StandardCharsets.UTF_8);
      bytes += utf8.length;
      tokens += RoughCount.ofStretch(stretch, utf8);
    }
  }
}
