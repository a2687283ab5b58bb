package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.StreamEvent;
import java.util.AbstractList;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The deltas of one text, each made when it is asked for: scripts wait for their pace, ten thousand
 * at once, and a text is a tenth of its deltas.
 */
final class Spoken extends AbstractList<StreamEvent> {
  /** A word with its blanks; a long run of letters is said in pieces. */
  private static final Pattern PIECE = Pattern.compile("\\S{1,12}\\s*|\\s+");

  private final String text;
  private final int[] ends;

  private final Function<String, StreamEvent> delta;

  /**
   * Cuts a text.
   *
   * @param delta makes an event of a piece
   */
  Spoken(String text, Function<String, StreamEvent> delta) {
    this.text = text;
    this.ends = PIECE.matcher(text).results().mapToInt(piece -> piece.end()).toArray();
    this.delta = delta;
  }

  @Override
  public StreamEvent get(int index) {
    return delta.apply(text.substring(index == 0 ? 0 : ends[index - 1], ends[index]));
  }

  @Override
  public int size() {
    return ends.length;
  }
}
