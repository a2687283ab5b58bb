package dev.switchboard.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lossless WebP files by the specification, as far as simple ones go: the gradient predictor,
 * subtracted green, no cache of colours, one set of codes. What is beyond that is an error.
 */
public final class Vp8lReader {
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final byte[] bytes;
  private int at;

  private Vp8lReader(byte[] stream) {
    this.bytes = stream;
  }

  /** A picture's pixels, 8 bits each of alpha, red, green and blue, row by row. */
  public record Picture(int width, int height, boolean alpha, List<Integer> argb) {
    public Picture {
      argb = List.copyOf(argb);
    }
  }

  /** Reads a file whose every length must be right. */
  public static Picture read(byte[] file) {
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    require(text(file, 0).equals("RIFF") && text(file, 8).equals("WEBP"), "no WebP file");
    require(text(file, 12).equals("VP8L"), "not lossless");
    require(head.getInt(4) + 8 == file.length, "the length of the file");
    int length = head.getInt(16);
    require(20 + length + (length & 1) == file.length, "the length of the chunk");
    byte[] stream = new byte[length];
    head.get(20, stream);
    return new Vp8lReader(stream).picture();
  }

  private static String text(byte[] file, int from) {
    return new String(file, from, 4, StandardCharsets.US_ASCII);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      require(at < bytes.length * 8, "bits beyond the end");
      value |= (bytes[at >> 3] >> (at & 7) & 1) << i;
      at++;
    }
    return value;
  }

  private Picture picture() {
    require(bits(8) == 0x2F, "signature");
    int width = bits(14) + 1;
    int height = bits(14) + 1;
    boolean alpha = bits(1) == 1;
    require(bits(3) == 0, "version");
    List<Integer> transforms = new ArrayList<>();
    while (bits(1) == 1) {
      int kind = bits(2);
      transforms.addFirst(kind);
      if (kind == 0) {
        int size = bits(3) + 2;
        int[] modes = pixels(blocks(width, size), blocks(height, size), false);
        for (int mode : modes) {
          require((mode >> 8 & 0xFF) == 12, "predictor " + (mode >> 8 & 0xFF));
        }
      } else {
        require(kind == 2, "transform " + kind);
      }
    }
    int[] argb = pixels(width, height, true);
    require(bytes.length * 8 - at < 8, "bytes behind the picture");
    transforms.forEach(kind -> undo(kind, width, argb));
    return new Picture(width, height, alpha, java.util.Arrays.stream(argb).boxed().toList());
  }

  private static int blocks(int pixels, int bits) {
    return (pixels + (1 << bits) - 1) >> bits;
  }

  private int[] pixels(int width, int height, boolean main) {
    require(bits(1) == 0, "a cache of colours");
    require(!main || bits(1) == 0, "several sets of codes");
    List<Code> codes = new ArrayList<>();
    for (int alphabet : List.of(280, 256, 256, 256, 40)) {
      codes.add(code(alphabet));
    }
    int[] argb = new int[width * height];
    int done = 0;
    while (done < argb.length) {
      int symbol = codes.get(0).next();
      if (symbol < 256) {
        int red = codes.get(1).next();
        int blue = codes.get(2).next();
        argb[done++] = codes.get(3).next() << 24 | red << 16 | symbol << 8 | blue;
      } else {
        int length = amount(symbol - 256);
        int distance = amount(codes.get(4).next());
        require(distance == 2, "a distance other than the pixel to the left");
        for (int i = 0; i < length; i++, done++) {
          argb[done] = argb[done - 1];
        }
      }
    }
    return argb;
  }

  private int amount(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << extra) + bits(extra) + 1;
  }

  private Code code(int alphabet) {
    int[] lengths = new int[alphabet];
    if (bits(1) == 1) {
      require(bits(1) == 0, "a simple code of two symbols");
      lengths[bits(bits(1) == 1 ? 8 : 1)] = 1;
      return new Code(lengths);
    }
    int[] ofLengths = new int[19];
    int count = 4 + bits(4);
    for (int i = 0; i < count; i++) {
      ofLengths[ORDER[i]] = bits(3);
    }
    Code inner = new Code(ofLengths);
    require(bits(1) == 0, "a shorter alphabet");
    int symbol = 0;
    while (symbol < alphabet) {
      int length = inner.next();
      switch (length) {
        case 16 -> throw new AssertionError("a repeated length");
        case 17 -> symbol += 3 + bits(3);
        case 18 -> symbol += 11 + bits(7);
        default -> lengths[symbol++] = length;
      }
    }
    require(symbol == alphabet, "lengths beyond the alphabet");
    return new Code(lengths);
  }

  /** A prefix code: words are counted up by length, then by symbol. */
  private final class Code {
    private final int[] lengths;
    private final int[] words;
    private final int only;

    Code(int[] lengths) {
      this.lengths = lengths;
      this.words = new int[lengths.length];
      int used = 0;
      int last = 0;
      double share = 0;
      int next = 0;
      for (int length = 1; length <= 15; length++) {
        for (int symbol = 0; symbol < lengths.length; symbol++) {
          if (lengths[symbol] == length) {
            words[symbol] = next++;
            used++;
            last = symbol;
            share += Math.pow(2, -length);
          }
        }
        next <<= 1;
      }
      this.only = used == 1 ? last : -1;
      require(used == 1 || share == 1, "a code that is not complete");
    }

    int next() {
      if (only >= 0) {
        return only;
      }
      int word = 0;
      for (int length = 1; length <= 15; length++) {
        word = word << 1 | bits(1);
        for (int symbol = 0; symbol < lengths.length; symbol++) {
          if (lengths[symbol] == length && words[symbol] == word) {
            return symbol;
          }
        }
      }
      throw new AssertionError("no such word");
    }
  }

  private static void undo(int kind, int width, int[] argb) {
    for (int i = 0; i < argb.length; i++) {
      if (kind == 2) {
        int green = argb[i] >> 8 & 0xFF;
        argb[i] = plus(argb[i], green << 16 | green);
      } else {
        int left = i == 0 ? 0xFF000000 : argb[i - 1];
        boolean edge = i < width || i % width == 0;
        int predicted =
            i < width
                ? left
                : edge ? argb[i - width] : clamped(left, argb[i - width], argb[i - width - 1]);
        argb[i] = plus(argb[i], predicted);
      }
    }
  }

  private static int plus(int a, int b) {
    int sum = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      sum |= ((a >>> shift) + (b >>> shift) & 0xFF) << shift;
    }
    return sum;
  }

  private static int clamped(int left, int above, int corner) {
    int sum = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = (left >>> shift & 255) + (above >>> shift & 255) - (corner >>> shift & 255);
      sum |= Math.max(0, Math.min(255, value)) << shift;
    }
    return sum;
  }
}
