package dev.switchboard.wire;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;

/**
 * Changes the sampling rate of one channel of sound that comes in pieces: 16 bits, signed,
 * little-endian. How the sound is cut changes no sample. Not for use by several threads at once.
 *
 * <p>A polyphase low-pass: each sample is a weighted sum of its neighbours in time, the weights a
 * sinc under a Kaiser window. Frequencies up to 0.42 of the lower rate keep their level within 0.1
 * dB; what cannot be represented at the lower rate is at least 70 dB quieter. A sample comes out
 * when its later neighbours are there: 2 ms after it went in where the lower rate is 16 kHz.
 *
 * @see <a href="https://ccrma.stanford.edu/~jos/resample/">Digital audio resampling</a>
 */
public final class Resampler {
  /** The rates that sound has; others would need a table of weights out of proportion. */
  private static final Set<Integer> RATES =
      Set.of(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000);

  /** How many zeros of the sinc lie on each side. */
  private static final int ZEROS = 32;

  /** Where the filter has fallen to one half, as part of the lower rate's highest frequency. */
  private static final double CUTOFF = 0.92;

  /** Bounds the stopband; see Kaiser's formula. */
  private static final double BETA = 7.5;

  private final int up;
  private final int down;

  /** How many samples before and after count. */
  private final int reach;

  /** One row of {@code 2 * reach} weights for each position between two samples. */
  private final float[] weights;

  /** The last samples, from {@code first} on; what lies before the start is silence. */
  private float[] samples;

  private int count;

  /** The number of the first sample in {@link #samples}. */
  private long first;

  /** The number of the next sample to come out. */
  private long next;

  /** The first byte of a sample whose second has not come; negative for none. */
  private int half = -1;

  private Resampler(int up, int down) {
    this.up = up;
    this.down = down;
    double scale = Math.min(1.0, (double) up / down);
    this.reach = (int) Math.ceil(ZEROS / scale);
    this.weights = weights(up, reach, scale * CUTOFF);
    this.samples = new float[4 * reach];
    this.first = -reach;
    this.count = reach;
  }

  /** Whether sound of this rate can be changed, in samples per second. */
  public static boolean supports(int rate) {
    return RATES.contains(rate);
  }

  /**
   * Begins a sound.
   *
   * @param fromRate samples per second of what is taken
   * @param toRate samples per second of what comes out
   * @throws IllegalArgumentException for a rate that is not supported
   */
  public static Resampler between(int fromRate, int toRate) {
    check("fromRate", fromRate);
    check("toRate", toRate);
    int common = BigInteger.valueOf(fromRate).gcd(BigInteger.valueOf(toRate)).intValueExact();
    return new Resampler(toRate / common, fromRate / common);
  }

  private static void check(String name, int rate) {
    if (!supports(rate)) {
      throw new IllegalArgumentException(
          name + ": " + rate + " (expected: one of " + RATES.stream().sorted().toList() + ")");
    }
  }

  /** Takes the next piece, of any length, and gives what can be said of it now. */
  public byte[] take(byte[] piece) {
    if (up == down) {
      return whole(piece);
    }
    add(piece);
    return give((first + count - reach) * up - 1);
  }

  /**
   * Ends the sound: gives what was waiting for its neighbours, as if silence followed. Half a
   * sample at the very end is thrown away.
   */
  public byte[] end() {
    half = -1;
    if (up == down) {
      return new byte[0];
    }
    long end = (first + count) * up;
    room(reach);
    Arrays.fill(samples, count, count + reach, 0);
    count += reach;
    return give(end - 1);
  }

  /** All the samples that are complete with this piece, as they came. */
  private byte[] whole(byte[] piece) {
    int bytes = piece.length + (half < 0 ? 0 : 1);
    byte[] out = new byte[bytes & ~1];
    int at = 0;
    if (half >= 0 && out.length > 0) {
      out[at++] = (byte) half;
    }
    System.arraycopy(piece, 0, out, at, out.length - at);
    boolean odd = (bytes & 1) != 0;
    if (piece.length > 0) {
      half = odd ? piece[piece.length - 1] & 0xff : -1;
    }
    return out;
  }

  private void add(byte[] piece) {
    byte[] pcm = whole(piece);
    room(pcm.length / 2);
    for (int i = 0; i < pcm.length; i += 2) {
      samples[count++] = (pcm[i] & 0xff) | (pcm[i + 1] << 8);
    }
  }

  /** Drops what no later sample needs, and makes room for more. */
  private void room(int more) {
    long needed = next * down / up - reach + 1;
    int spent = Math.clamp(needed - first, 0, count);
    int kept = count - spent;
    float[] into = kept + more > samples.length ? new float[2 * (kept + more)] : samples;
    System.arraycopy(samples, spent, into, 0, kept);
    samples = into;
    first += spent;
    count = kept;
  }

  /** Gives the samples whose time, in parts of an input sample, is not after this one. */
  private byte[] give(long last) {
    long until = Math.floorDiv(last, down) + 1;
    int size = (int) Math.max(0, until - next);
    byte[] out = new byte[2 * size];
    for (int i = 0; i < size; i++) {
      long time = next++ * down;
      int phase = (int) (time % up);
      int from = (int) (time / up - reach + 1 - first);
      float sum = 0;
      for (int k = 0, w = phase * 2 * reach; k < 2 * reach; k++, w++) {
        sum += weights[w] * samples[from + k];
      }
      int sample = Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
      out[2 * i] = (byte) sample;
      out[2 * i + 1] = (byte) (sample >> 8);
    }
    return out;
  }

  private static float[] weights(int up, int reach, double cutoff) {
    float[] weights = new float[up * 2 * reach];
    for (int phase = 0; phase < up; phase++) {
      double[] row = new double[2 * reach];
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        double distance = k - reach + 1 - (double) phase / up;
        row[k] = sinc(cutoff * distance) * kaiser(distance / reach);
        sum += row[k];
      }
      for (int k = 0; k < row.length; k++) {
        // Every row lets a constant through unchanged, so that none of them hums.
        weights[phase * row.length + k] = (float) (row[k] / sum);
      }
    }
    return weights;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** The window at a place between -1 and 1. */
  private static double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
  }

  /** The modified Bessel function of order zero, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
