package dev.switchboard.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.wire.SoundConverter;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is heard of the caller: the sound that nothing was said about yet, and whether there is
 * speech in it. Not safe for use by several threads.
 */
final class Listening {
  /** So much is looked at before the next change is acted upon. */
  private static final int SLICE_MILLIS = 20;

  /** A caller who sends rarely sends so long pieces at most. */
  private static final long LONGEST_PIECE_MILLIS = 2_000;

  /** What the way from the caller may take longer than before. */
  private static final long JITTER_MILLIS = 200;

  private final AudioFormat format;
  private final SoundConverter reader;
  private final TurnDetection.@Nullable Energy settings;
  private final @Nullable SpeechDetector detector;
  private final OpenSessions.Part held;
  private final SoundBuffer sound = new SoundBuffer();
  private int counted;
  private long totalBytes;
  private long quietAtNanos;

  /**
   * Listens to a caller.
   *
   * @param held what the session may hold, of which the sound that waits takes its part
   */
  Listening(RealtimeConfig config, OpenSessions.Part held) {
    this.held = held;
    this.format = new AudioFormat(AudioFormat.Encoding.PCM16, config.input().rate());
    this.reader = SoundConverter.between(config.input(), format);
    this.settings =
        switch (config.turns()) {
          case TurnDetection.Manual _ -> null;
          case TurnDetection.Energy energy -> energy;
          case TurnDetection.Semantic semantic ->
              new TurnDetection.Energy(null, null, patience(semantic), semantic.reaction());
        };
    this.detector = settings == null ? null : new SpeechDetector(format.rate(), settings);
  }

  /** The more eager, the shorter is the silence that ends a speech. */
  private static int patience(TurnDetection.Semantic semantic) {
    return switch (semantic.eagerness()) {
      case "low" -> 1_200;
      case "high" -> 300;
      case null, default -> 700;
    };
  }

  /** How the sound that waits is written: 16 bits at the rate at which it comes. */
  AudioFormat format() {
    return format;
  }

  /** How many bytes wait. */
  int size() {
    return sound.size();
  }

  /** How much was heard in all. */
  long heardMillis() {
    return format.millis(totalBytes);
  }

  /** How much of the sound before its first loud moment belongs to a speech. */
  int prefixMillis() {
    return settings == null || settings.prefixMillis() == null
        ? SpeechDetector.DEFAULT_PREFIX_MILLIS
        : settings.prefixMillis();
  }

  private int silenceMillis() {
    return settings == null || settings.silenceMillis() == null
        ? SpeechDetector.DEFAULT_SILENCE_MILLIS
        : settings.silenceMillis();
  }

  /**
   * Hears more, and says at each change what it is; the sound until then waits at that moment.
   *
   * @throws FailureException with {@link Failure.Overloaded} when there is no room in all sessions
   */
  void hear(byte[] written, Consumer<SpeechDetector.Change> changed) {
    byte[] bytes = reader.take(written);
    held.require(bytes.length);
    counted += bytes.length;
    try {
      add(bytes, changed);
    } finally {
      recount();
    }
  }

  private void recount() {
    held.give((long) counted - sound.size());
    counted = sound.size();
  }

  private void add(byte[] bytes, Consumer<SpeechDetector.Change> changed) {
    totalBytes += bytes.length;
    long piece = Math.min(format.millis(bytes.length), LONGEST_PIECE_MILLIS);
    quietAtNanos = System.nanoTime() + (piece + silenceMillis() + JITTER_MILLIS) * 1_000_000;
    if (detector == null) {
      sound.add(bytes);
      return;
    }
    int slice = (int) format.bytes(SLICE_MILLIS);
    for (int from = 0; from < bytes.length; from += slice) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + slice));
      sound.add(part);
      detector.hear(part).forEach(changed);
      if (!detector.speaking()) {
        sound.keepLast((int) format.bytes(prefixMillis() + 3L * SLICE_MILLIS));
      }
    }
  }

  /** In how many milliseconds a caller who sends nothing more counts as silent. */
  long silentInMillis() {
    return (quietAtNanos - System.nanoTime()) / 1_000_000;
  }

  /** Takes the sound that waits; a speech in it is over. */
  byte[] take() {
    if (detector != null) {
      detector.end();
    }
    byte[] taken = sound.take();
    recount();
    return taken;
  }

  /** Forgets the sound that waits. */
  void clear() {
    take();
  }
}
