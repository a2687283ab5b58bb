package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.StreamEvent;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;

/** Events one run after the other with the waits before them, each made when it is asked for. */
final class Timed extends AbstractList<Script.Step> {
  private final List<List<StreamEvent>> runs;
  private final Duration firstToken;
  private final Duration pace;
  private final int size;

  /**
   * Times events.
   *
   * @param runs the first event is said at once
   * @param firstToken wait before the second event, which is the first that says something
   * @param pace wait before each later delta
   */
  Timed(List<List<StreamEvent>> runs, Duration firstToken, Duration pace) {
    this.runs = List.copyOf(runs);
    this.firstToken = firstToken;
    this.pace = pace;
    this.size = runs.stream().mapToInt(List::size).sum();
  }

  @Override
  public Script.Step get(int index) {
    StreamEvent event = event(index);
    Duration later = Script.isDelta(event) ? pace : Duration.ZERO;
    return new Script.Step(
        switch (index) {
          case 0 -> Duration.ZERO;
          case 1 -> firstToken;
          default -> later;
        },
        event);
  }

  private StreamEvent event(int index) {
    int rest = index;
    for (List<StreamEvent> run : runs) {
      if (rest < run.size()) {
        return run.get(rest);
      }
      rest -= run.size();
    }
    throw new IndexOutOfBoundsException(index);
  }

  @Override
  public int size() {
    return size;
  }
}
