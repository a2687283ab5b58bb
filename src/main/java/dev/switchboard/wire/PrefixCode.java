package dev.switchboard.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A prefix code as VP8L has them: the rarer a symbol the longer its word, and the words follow from
 * their lengths.
 *
 * @see <a
 *     href="https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification">source</a>
 */
final class PrefixCode {
  private static final int LONGEST = 15;
  private static final int LONGEST_OF_LENGTHS = 7;

  /** The order in which the lengths of the code for lengths are written. */
  private static final List<Integer> ORDER =
      List.of(17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

  private static final int FEW_ZEROS = 17;
  private static final int MANY_ZEROS = 18;

  private final int[] lengths;
  private final int[] words;
  private final List<Integer> used;

  private PrefixCode(int[] counts, int longest) {
    this.used = new ArrayList<>();
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        used.add(symbol);
      }
    }
    this.lengths = lengths(counts, longest);
    this.words = words(lengths);
  }

  /** The code for symbols that come so often. */
  static PrefixCode of(int[] counts) {
    return new PrefixCode(counts, LONGEST);
  }

  /** Writes a symbol; one that is the only one takes no bits. */
  void put(int symbol, BitSink out) {
    if (used.size() > 1) {
      out.put(words[symbol], lengths[symbol]);
    }
  }

  /** Writes the code itself. */
  void describe(BitSink out) {
    int first = used.isEmpty() ? 0 : used.getFirst();
    if (used.size() > 1 || first > 255) {
      out.put(0, 1);
      describeLengths(out);
      return;
    }
    out.put(1, 1);
    out.put(0, 1);
    out.put(1, 1);
    out.put(first, 8);
  }

  private void describeLengths(BitSink out) {
    List<Run> runs = runs();
    int[] counts = new int[ORDER.size()];
    runs.forEach(run -> counts[run.symbol()]++);
    PrefixCode code = new PrefixCode(counts, LONGEST_OF_LENGTHS);
    out.put(ORDER.size() - 4, 4);
    ORDER.forEach(symbol -> out.put(code.lengths[symbol], 3));
    out.put(0, 1);
    for (Run run : runs) {
      code.put(run.symbol(), out);
      out.put(run.extra(), run.extraBits());
    }
  }

  /** A length, or several that are zero. */
  private record Run(int symbol, int extra, int extraBits) {}

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    int at = 0;
    while (at < lengths.length) {
      int zeros = 0;
      while (at + zeros < lengths.length && zeros < 138 && lengths[at + zeros] == 0) {
        zeros++;
      }
      if (zeros < 3) {
        runs.add(new Run(lengths[at], 0, 0));
        at++;
      } else {
        runs.add(
            zeros < 11 ? new Run(FEW_ZEROS, zeros - 3, 3) : new Run(MANY_ZEROS, zeros - 11, 7));
        at += zeros;
      }
    }
    return runs;
  }

  private record Node(long count, int symbol, List<Node> below) {}

  /** Huffman's; where a word would be too long, with counts that differ less. */
  private static int[] lengths(int[] counts, int longest) {
    int[] scaled = counts.clone();
    while (true) {
      PriorityQueue<Node> open =
          new PriorityQueue<>(Comparator.comparingLong(Node::count).thenComparingInt(Node::symbol));
      for (int symbol = 0; symbol < scaled.length; symbol++) {
        if (scaled[symbol] > 0) {
          open.add(new Node(scaled[symbol], symbol, List.of()));
        }
      }
      int[] found = new int[counts.length];
      if (open.size() == 1) {
        found[open.remove().symbol()] = 1;
        return found;
      }
      int made = counts.length;
      while (open.size() > 1) {
        Node one = open.remove();
        Node other = open.remove();
        open.add(new Node(one.count() + other.count(), made++, List.of(one, other)));
      }
      if (open.isEmpty() || deepest(open.remove(), 0, found) <= longest) {
        return found;
      }
      for (int symbol = 0; symbol < scaled.length; symbol++) {
        scaled[symbol] = (scaled[symbol] + 1) / 2;
      }
    }
  }

  private static int deepest(Node node, int depth, int[] found) {
    if (node.below().isEmpty()) {
      found[node.symbol()] = depth;
      return depth;
    }
    return node.below().stream()
        .mapToInt(below -> deepest(below, depth + 1, found))
        .max()
        .orElse(0);
  }

  /** Counted up by length and symbol, and turned around: the first bit of a word comes first. */
  private static int[] words(int[] lengths) {
    int[] words = new int[lengths.length];
    int next = 0;
    for (int length = 1; length <= LONGEST; length++) {
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          words[symbol] = Integer.reverse(next) >>> (32 - length);
          next++;
        }
      }
      next <<= 1;
    }
    return words;
  }
}
