package dev.switchboard.http;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What the connections of one event loop share: scratch memory, the date line and one coarse clock
 * that looks at each of them in turn. Confined to its event loop.
 */
final class LoopState {
  /** Deadlines are noticed at most this late. */
  static final int TICK_MILLIS = 25;

  /** One entry of the coarse clock. */
  static final class Watch {
    private final LongConsumer tick;
    private int index;

    private Watch(LongConsumer tick, int index) {
      this.tick = tick;
      this.index = index;
    }
  }

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT'\r\n")
          .withLocale(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final HeadParser.HeadScratch headScratch = new HeadParser.HeadScratch();
  final HeadWriter headWriter = new HeadWriter();
  private final List<Watch> watched = new ArrayList<>();
  private final Clock clock;
  private long dateSecond = -1;
  private byte[] dateLine = new byte[0];

  LoopState(EventLoop loop, Clock clock) {
    this.clock = clock;
    var _ =
        loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Calls {@code tick} with {@link System#nanoTime} at every tick, until {@link #unwatch}. */
  Watch watch(LongConsumer tick) {
    Watch watch = new Watch(tick, watched.size());
    watched.add(watch);
    return watch;
  }

  void unwatch(Watch watch) {
    if (watch.index < 0) {
      return;
    }
    Watch last = watched.removeLast();
    if (last != watch) {
      watched.set(watch.index, last);
      last.index = watch.index;
    }
    watch.index = -1;
  }

  /** The {@code Date} line of this second. */
  byte[] dateLine() {
    long second = clock.millis() / 1000;
    if (second != dateSecond) {
      dateSecond = second;
      dateLine = DATE.format(clock.instant()).getBytes(StandardCharsets.US_ASCII);
    }
    return dateLine;
  }

  private void tick() {
    long now = System.nanoTime();
    // Backwards, because an item that gives up leaves the list during its own turn.
    for (int i = watched.size() - 1; i >= 0; i--) {
      if (i < watched.size()) {
        watched.get(i).tick.accept(now);
      }
    }
  }
}
