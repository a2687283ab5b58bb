package dev.switchboard.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes WebP files that lose nothing (VP8L): every pixel is told from its neighbours, and what is
 * told again and again is counted. Files are about as large as PNG files.
 *
 * @see <a
 *     href="https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification">source</a>
 */
public final class Webp {
  /** The most pixels in a row and in a column. */
  public static final int MOST_SIDE = 1 << 14;

  private static final int OPAQUE = 0xFF000000;
  private static final int SIGNATURE = 0x2F;
  private static final int PREDICTOR = 0;
  private static final int SUBTRACT_GREEN = 2;

  /** Left plus above less above left, each kept within a byte. */
  private static final int GRADIENT = 12;

  /** One way to predict for blocks of 512 by 512 pixels. */
  private static final int BLOCK_BITS = 9;

  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int SHORTEST_RUN = 4;
  private static final int LONGEST_RUN = 4_096;

  /** The symbol of the pixel to the left. */
  private static final int LEFT = 1;

  private final int width;
  private final int[] rest;
  private final BitSink out = new BitSink();

  private Webp(int width, int[] rest) {
    this.width = width;
    this.rest = rest;
  }

  /**
   * A file.
   *
   * @param argb one pixel after the other, row by row, 8 bits each of alpha, red, green and blue
   * @throws IllegalArgumentException for sides over {@link #MOST_SIDE}
   */
  public static byte[] lossless(int width, int height, int[] argb) {
    if (width < 1 || height < 1 || width > MOST_SIDE || height > MOST_SIDE) {
      throw new IllegalArgumentException(
          "size: " + width + "x" + height + " (expected: 1 to " + MOST_SIDE + " each)");
    }
    if (argb.length != width * height) {
      throw new IllegalArgumentException(
          "pixels: " + argb.length + " (expected: " + width * height + ")");
    }
    return file(new Webp(width, rests(width, argb)).stream(height, hasAlpha(argb)));
  }

  private static byte[] file(byte[] stream) {
    int padded = stream.length + (stream.length & 1);
    ByteBuffer file = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(12 + padded);
    file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(stream.length).put(stream);
    return file.array();
  }

  private static boolean hasAlpha(int[] argb) {
    for (int pixel : argb) {
      if ((pixel & OPAQUE) != OPAQUE) {
        return true;
      }
    }
    return false;
  }

  private byte[] stream(int height, boolean alpha) {
    out.put(SIGNATURE, 8);
    out.put(width - 1, 14);
    out.put(height - 1, 14);
    out.put(alpha ? 1 : 0, 1);
    out.put(0, 3);
    out.put(1, 1);
    out.put(SUBTRACT_GREEN, 2);
    out.put(1, 1);
    out.put(PREDICTOR, 2);
    out.put(BLOCK_BITS - 2, 3);
    sameEverywhere();
    // No more transforms, no cache of colours, one set of codes for the whole picture.
    out.put(0, 3);
    pixels();
    return out.done();
  }

  /** The small picture that tells how each block is predicted: all its pixels are the same. */
  private void sameEverywhere() {
    out.put(0, 1);
    for (int symbol : List.of(GRADIENT, 0, 0, 0, 0)) {
      int[] counts = new int[LITERALS];
      counts[symbol] = 1;
      PrefixCode.of(counts).describe(out);
    }
  }

  private void pixels() {
    int[] green = new int[LITERALS + LENGTHS];
    int[] red = new int[LITERALS];
    int[] blue = new int[LITERALS];
    int[] alpha = new int[LITERALS];
    int[] distance = new int[DISTANCES];
    for (int at = 0; at < rest.length; ) {
      int run = run(at);
      if (run >= SHORTEST_RUN) {
        green[LITERALS + symbol(run)]++;
        distance[LEFT]++;
        at += run;
      } else {
        int pixel = rest[at++];
        green[pixel >> 8 & 0xFF]++;
        red[pixel >> 16 & 0xFF]++;
        blue[pixel & 0xFF]++;
        alpha[pixel >>> 24]++;
      }
    }
    List<PrefixCode> codes =
        List.of(
            PrefixCode.of(green),
            PrefixCode.of(red),
            PrefixCode.of(blue),
            PrefixCode.of(alpha),
            PrefixCode.of(distance));
    codes.forEach(code -> code.describe(out));
    for (int at = 0; at < rest.length; ) {
      int run = run(at);
      if (run >= SHORTEST_RUN) {
        codes.get(0).put(LITERALS + symbol(run), out);
        out.put(run - 1, extraBits(run));
        codes.get(4).put(LEFT, out);
        at += run;
      } else {
        int pixel = rest[at++];
        codes.get(0).put(pixel >> 8 & 0xFF, out);
        codes.get(1).put(pixel >> 16 & 0xFF, out);
        codes.get(2).put(pixel & 0xFF, out);
        codes.get(3).put(pixel >>> 24, out);
      }
    }
  }

  /** How often the pixel before comes again here. */
  private int run(int at) {
    if (at == 0) {
      return 0;
    }
    int length = 0;
    while (at + length < rest.length && length < LONGEST_RUN && rest[at + length] == rest[at - 1]) {
      length++;
    }
    return length;
  }

  /** The symbol of a length: its highest two bits; the others follow. */
  private static int symbol(int length) {
    int value = length - 1;
    if (value < 4) {
      return value;
    }
    int highest = 31 - Integer.numberOfLeadingZeros(value);
    return 2 * highest + (value >> (highest - 1) & 1);
  }

  private static int extraBits(int length) {
    int value = length - 1;
    return value < 4 ? 0 : 30 - Integer.numberOfLeadingZeros(value);
  }

  /** Of every pixel what its neighbours do not tell. */
  private static int[] rests(int width, int[] argb) {
    int[] rests = new int[argb.length];
    for (int at = 0; at < argb.length; at++) {
      int predicted;
      if (at == 0) {
        predicted = OPAQUE;
      } else if (at < width) {
        predicted = lessGreen(argb[at - 1]);
      } else if (at % width == 0) {
        predicted = lessGreen(argb[at - width]);
      } else {
        predicted =
            gradient(
                lessGreen(argb[at - 1]),
                lessGreen(argb[at - width]),
                lessGreen(argb[at - width - 1]));
      }
      rests[at] = less(lessGreen(argb[at]), predicted);
    }
    return rests;
  }

  private static int lessGreen(int pixel) {
    int green = pixel >> 8 & 0xFF;
    int red = (pixel >> 16 & 0xFF) - green & 0xFF;
    int blue = (pixel & 0xFF) - green & 0xFF;
    return (pixel & 0xFF00FF00) | red << 16 | blue;
  }

  private static int gradient(int left, int above, int corner) {
    int result = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int sum = (left >>> shift & 0xFF) + (above >>> shift & 0xFF) - (corner >>> shift & 0xFF);
      result |= Math.clamp(sum, 0, 255) << shift;
    }
    return result;
  }

  private static int less(int pixel, int predicted) {
    int result = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      result |= ((pixel >>> shift & 0xFF) - (predicted >>> shift & 0xFF) & 0xFF) << shift;
    }
    return result;
  }
}
