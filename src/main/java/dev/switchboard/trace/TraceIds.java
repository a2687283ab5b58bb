package dev.switchboard.trace;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Ids of traces, spans and requests.
 *
 * <p>A trace id is a version 7 UUID without its dashes: 48 bits of milliseconds, then random bits,
 * so that new ids stand side by side in an index and the last 62 bits are fit for sampling. They
 * are unique, not secret.
 */
public final class TraceIds {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final Clock clock;
  private final LongSupplier random;

  /**
   * @param random 64 random bits at each call, from any thread
   */
  public TraceIds(Clock clock, LongSupplier random) {
    this.clock = Objects.requireNonNull(clock);
    this.random = Objects.requireNonNull(random);
  }

  /** Ids from each thread's own generator, salted so that two processes never run in step. */
  public static TraceIds fast(Clock clock) {
    long salt = new SecureRandom().nextLong();
    return new TraceIds(clock, () -> ThreadLocalRandom.current().nextLong() ^ salt);
  }

  /** A new trace id: 32 hexadecimal digits, never all zero. */
  public String traceId() {
    char[] text = new char[32];
    hex(text, 0, (clock.millis() << 16) | 0x7000 | (random.getAsLong() & 0xFFF));
    hex(text, 16, (random.getAsLong() >>> 2) | 0x8000_0000_0000_0000L);
    return new String(text);
  }

  /** A new span id: 16 hexadecimal digits, never all zero. */
  public String spanId() {
    long bits = random.getAsLong();
    while (bits == 0) {
      bits = random.getAsLong();
    }
    char[] text = new char[16];
    hex(text, 0, bits);
    return new String(text);
  }

  /** A new request id: {@code req_} and 32 hexadecimal digits, in the order of time. */
  public String requestId() {
    return "req_" + traceId();
  }

  private static void hex(char[] text, int from, long bits) {
    for (int i = 0; i < 16; i++) {
      text[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xF];
    }
  }
}
