package dev.switchboard.pipeline;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tokens with OpenAI's {@code o200k_base}, which is near enough for other vendors' text.
 *
 * <p>The tables take 35 MB and a second of CPU, and most processes never need them: they are read
 * in the background after the first count that finds room for them: many streams that break off
 * together fill the heap. No count waits for them; until they are there, and if they cannot be
 * read, {@link RoughCount} stands in.
 */
public final class TokenCounter implements TokenEstimator {
  private static final Logger LOG = LoggerFactory.getLogger(TokenCounter.class);
  private static final int MAX_COUNTED = 400_000;

  /** The tables, and what reading them leaves behind. */
  private static final long ROOM_BYTES = 110L << 20;

  private final Supplier<Encoding> tables;
  private final BooleanSupplier room;
  private final Executor background;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private volatile @Nullable Encoding encoding;

  public TokenCounter() {
    this(
        () -> Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE),
        TokenCounter::hasRoom,
        task -> Thread.ofPlatform().daemon().name("token-tables").start(task));
  }

  /**
   * @param tables reads them
   * @param room whether they may be read now
   * @param background where that is done
   */
  TokenCounter(Supplier<Encoding> tables, BooleanSupplier room, Executor background) {
    this.tables = tables;
    this.room = room;
    this.background = background;
  }

  @Override
  public long estimate(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.length() > MAX_COUNTED) {
      long counted = count(text.substring(0, MAX_COUNTED));
      return counted * text.length() / MAX_COUNTED;
    }
    return count(text);
  }

  private long count(String text) {
    Encoding loaded = encoding;
    if (loaded != null) {
      return loaded.countTokensOrdinary(text);
    }
    if (!wanted.get() && room.getAsBoolean() && wanted.compareAndSet(false, true)) {
      background.execute(this::load);
    }
    return RoughCount.of(text);
  }

  private static boolean hasRoom() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory()) > ROOM_BYTES;
  }

  private void load() {
    try {
      encoding = tables.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.warn(
          "the tables for counting tokens cannot be read, counts stay rough: {}", e.toString());
    }
  }
}
