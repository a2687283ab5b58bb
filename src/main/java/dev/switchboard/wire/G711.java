package dev.switchboard.wire;

/**
 * The eight bits per sample of telephones, from and to 16 bits, signed, little-endian.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-G.711">G.711</a>
 */
public enum G711 {
  /** North America and Japan; {@code audio/pcmu}. */
  MU_LAW {
    @Override
    byte compress(int sample) {
      int sign = sample < 0 ? 0x80 : 0;
      int size = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS;
      int segment = TOP_BIT - Integer.numberOfLeadingZeros(size) - 7;
      return (byte) ~(sign | (segment << 4) | ((size >> (segment + 3)) & 0x0f));
    }

    @Override
    int expand(byte code) {
      int bits = ~code;
      int size = ((((bits & 0x0f) << 3) + MU_BIAS) << ((bits >> 4) & 7)) - MU_BIAS;
      return (bits & 0x80) == 0 ? size : -size;
    }
  },
  /** The rest of the world; {@code audio/pcma}. */
  A_LAW {
    @Override
    byte compress(int sample) {
      int mask = sample < 0 ? 0x55 : 0xd5;
      int size = (sample < 0 ? ~sample : sample) >> 3;
      int segment = Math.max(0, TOP_BIT - Integer.numberOfLeadingZeros(size) - 4);
      return (byte) (((segment << 4) | ((size >> Math.max(1, segment)) & 0x0f)) ^ mask);
    }

    @Override
    int expand(byte code) {
      int bits = code ^ 0x55;
      int segment = (bits >> 4) & 7;
      int steps = ((bits & 0x0f) << 4) + 8;
      int size = segment == 0 ? steps : (steps + 0x100) << (segment - 1);
      return (bits & 0x80) == 0 ? -size : size;
    }
  };

  /** Samples per second of a telephone. */
  public static final int RATE = 8_000;

  private static final int MU_BIAS = 0x84;
  private static final int MU_CLIP = 32_635;
  private static final int TOP_BIT = 31;

  abstract byte compress(int sample);

  abstract int expand(byte code);

  /**
   * Compresses whole samples.
   *
   * @param pcm an even number of bytes
   */
  public byte[] compress(byte[] pcm) {
    if ((pcm.length & 1) != 0) {
      throw new IllegalArgumentException(
          "pcm: " + pcm.length + " bytes (expected: an even number)");
    }
    byte[] codes = new byte[pcm.length / 2];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = compress((pcm[2 * i] & 0xff) | (pcm[2 * i + 1] << 8));
    }
    return codes;
  }

  /** Expands samples; two bytes for each. */
  public byte[] expand(byte[] codes) {
    byte[] pcm = new byte[2 * codes.length];
    for (int i = 0; i < codes.length; i++) {
      int sample = expand(codes[i]);
      pcm[2 * i] = (byte) sample;
      pcm[2 * i + 1] = (byte) (sample >> 8);
    }
    return pcm;
  }
}
