package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;

/** Passes a usage on the line of a record, and adds its tokens up. */
final class UsageLine {
  private static final byte[] START = LineCursor.piece(",\"usage\":{\"source\":\"");
  private static final byte[][] INPUT = {
    LineCursor.value("uncachedInput"),
    LineCursor.value("cacheRead"),
    LineCursor.value("cacheWrite"),
    LineCursor.value("cacheWriteLong"),
    LineCursor.value("audioInput"),
    LineCursor.value("imageInput")
  };
  private static final byte[][] OUTPUT = {
    LineCursor.value("output"),
    LineCursor.value("reasoning"),
    LineCursor.value("audioOutput"),
    LineCursor.value("imageOutput")
  };
  private static final byte[] REPORTED_COST = LineCursor.value("reportedCostPicos");
  private static final byte[] METERED = LineCursor.piece(",\"metered\":[{\"unit\":\"");
  private static final byte[] NEXT_METERED = LineCursor.piece(",{\"unit\":\"");
  private static final byte[] VARIANT = LineCursor.text("variant");
  private static final byte[] AMOUNT = LineCursor.value("amount");
  private static final byte[][] SOURCES = LineCursor.words(Usage.Source.values());
  private static final byte[][] UNITS = LineCursor.words(Metered.Unit.values());

  private final LineCursor line;
  private long inputTokens;
  private long outputTokens;

  UsageLine(LineCursor line) {
    this.line = line;
  }

  /** Of the one passed last. */
  long inputTokens() {
    return inputTokens;
  }

  /** Of the one passed last. */
  long outputTokens() {
    return outputTokens;
  }

  void pass() {
    line.take(START);
    line.word(SOURCES);
    inputTokens = sum(INPUT);
    outputTokens = sum(OUTPUT);
    if (line.passes(REPORTED_COST)) {
      line.number();
    }
    metered();
    line.take('}');
  }

  private void metered() {
    if (line.passes(METERED)) {
      do {
        line.word(UNITS);
        line.take(VARIANT);
        line.passText();
        line.take(AMOUNT);
        line.count();
        line.take('}');
      } while (line.passes(NEXT_METERED));
      line.take(']');
    }
  }

  private long sum(byte[][] counts) {
    long sum = 0;
    for (byte[] count : counts) {
      if (line.passes(count)) {
        sum += line.count();
      }
    }
    return sum;
  }
}
