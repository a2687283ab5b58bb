package dev.switchboard.realtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a spoken answer with the times at which its sentences end, so that it can be cut to
 * what was heard. Safe for use by several threads.
 */
final class SpokenText {
  /** What a person needs to say a letter. */
  private static final long MILLIS_PER_CHARACTER = 66;

  private static final Mark START = new Mark(0, 0);

  private final StringBuilder text = new StringBuilder();
  private final List<Mark> marks = new ArrayList<>();
  private long heardMillis = Long.MAX_VALUE;

  /** That the text up to here was spoken by then. */
  private record Mark(int characters, long millis) {}

  synchronized void add(String delta) {
    text.append(delta);
  }

  /**
   * A sentence is being spoken; how long it is, is guessed until it is known.
   *
   * @param characters of the text, up to its end
   */
  synchronized void speaking(int characters) {
    Mark before = marks.isEmpty() ? START : marks.getLast();
    long guess = (characters - before.characters()) * MILLIS_PER_CHARACTER;
    marks.add(new Mark(characters, before.millis() + guess));
  }

  /**
   * The sentence was spoken.
   *
   * @param millis of the speech, up to its end
   */
  synchronized void spoken(long millis) {
    marks.set(marks.size() - 1, new Mark(marks.getLast().characters(), millis));
  }

  /** No more than so much was heard. */
  synchronized void cut(long millis) {
    heardMillis = millis;
  }

  /** How much speech there is. */
  synchronized long millis() {
    return marks.isEmpty() ? 0 : marks.getLast().millis();
  }

  /** All of the text. */
  synchronized String whole() {
    return text.toString();
  }

  /** The text that was heard: whole words, by their share of their sentence's time. */
  synchronized String heard() {
    if (heardMillis == Long.MAX_VALUE) {
      return text.toString();
    }
    Mark before = START;
    for (Mark mark : marks) {
      if (mark.millis() > heardMillis) {
        return text.substring(0, within(before, mark));
      }
      before = mark;
    }
    return text.substring(0, Math.min(before.characters(), text.length()));
  }

  private int within(Mark from, Mark to) {
    double share = (double) (heardMillis - from.millis()) / (to.millis() - from.millis());
    int end =
        Math.min(
            text.length(),
            from.characters() + (int) (share * (to.characters() - from.characters())));
    while (end > from.characters()
        && end < text.length()
        && !Character.isWhitespace(text.charAt(end))) {
      end--;
    }
    return end;
  }
}
