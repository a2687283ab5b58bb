package dev.switchboard.provider.sandbox;

/**
 * The sandbox's way to speak: each half of a text's UTF-8 bytes is one of sixteen tones, with a
 * short silence behind it; a seventeenth tone says that a text begins.
 *
 * <p>At the usual speed a byte takes as long as a person needs to say a letter.
 */
final class Tones {
  static final int RATE = 24_000;

  /** The tone that begins a text. */
  static final int START = 16;

  static final int COUNT = 17;

  /** Samples of a tone and its silence, at the usual speed: a thirtieth of a second. */
  static final int STEP = 800;

  private static final double LOWEST_HERTZ = 600;
  private static final double APART_HERTZ = 160;

  private Tones() {}

  static double hertz(int tone) {
    return LOWEST_HERTZ + APART_HERTZ * tone;
  }
}
