package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Call records of any shape: everything that may be absent, empty, large or odd is at times. */
final class RandomCalls {
  private static final List<String> PIECES =
      List.of(
          "a",
          "openai/gpt-4.1",
          "\"",
          "\\",
          "/",
          "\n",
          "\r\t\b\f",
          "\u0000",
          "\u001f",
          "\u007f",
          "ä",
          "\u07ff",
          "世界",
          "\uffff",
          "😀",
          " ",
          "?",
          "'",
          "{\"a\":[1,2]}",
          "\u2028");

  private final Random random;
  private final boolean halves;

  /**
   * @param halves whether half surrogate pairs stand in texts
   */
  RandomCalls(long seed, boolean halves) {
    this.random = new Random(seed);
    this.halves = halves;
  }

  String text() {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> "x".repeat(random.nextInt(300));
      case 2 -> "plain";
      default -> odd();
    };
  }

  private String odd() {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(30); left > 0; left--) {
      text.append(
          halves && random.nextInt(8) == 0
              ? Character.toString(0xD800 + random.nextInt(0x800))
              : PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  CallRecord call() {
    return new CallRecord(
        new CallRecord.Identity(text(), text(), maybe(this::text), text()),
        new CallRecord.Caller(text(), text(), text(), texts(), maybe(this::text)),
        new CallRecord.Task(text(), maybe(random::nextInt), text(), random.nextBoolean(), text()),
        instant(),
        number(),
        new CallRecord.Outcome(
            one(CallRecord.Status.values()),
            random.nextInt(),
            maybe(this::text),
            maybe(this::text),
            maybe(this::text)),
        new CallRecord.Bill(usage(), maybe(this::number), list(this::text), maybe(this::text)),
        list(this::span),
        list(() -> new Note(one(Note.Kind.values()), text(), text())),
        CallRecord.Content.of(maybe(this::text), maybe(this::text)));
  }

  private Span span() {
    return new Span(
        text(),
        text(),
        one(Span.Kind.values()),
        text(),
        instant(),
        number(),
        maybe(this::number),
        maybe(this::text),
        maybe(this::attempt),
        texts());
  }

  private Span.Attempt attempt() {
    return new Span.Attempt(
        text(),
        text(),
        text(),
        random.nextInt(),
        random.nextBoolean(),
        usage(),
        maybe(this::number),
        maybe(this::text),
        maybe(() -> new Cost(count(), text())));
  }

  private Usage usage() {
    return new Usage(
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        one(Usage.Source.values()),
        maybe(this::number),
        list(() -> new Metered(one(Metered.Unit.values()), text(), count())));
  }

  /** Whole microseconds, as records have them. */
  private Instant instant() {
    return Instant.EPOCH.plus(random.nextLong() >> random.nextInt(8, 40), ChronoUnit.MICROS);
  }

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  private long count() {
    return random.nextBoolean() ? 0 : number() & Long.MAX_VALUE;
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (int left = random.nextInt(4) - 1; left > 0; left--) {
      texts.put(text(), text());
    }
    return texts;
  }

  private <T> List<T> list(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int left = random.nextInt(4) - 1; left > 0; left--) {
      items.add(item.get());
    }
    return items;
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? null : value.get();
  }

  private <E> E one(E[] values) {
    return values[random.nextInt(values.length)];
  }
}
