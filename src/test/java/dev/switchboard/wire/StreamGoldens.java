package dev.switchboard.wire;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.StreamEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the streams of all goldens mean, for tests of those who tell it on. */
public final class StreamGoldens {
  /** A head for answers that are told on. */
  public static final AnswerHead HEAD = new AnswerHead("answer-1", "m", 1, Delivery.STREAM);

  private StreamGoldens() {}

  /** One stream. */
  public record Case(String name, List<StreamEvent> events) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Every stream of every dialect. */
  public static Stream<Case> all() {
    return Arrays.stream(Dialect.values())
        .filter(dialect -> dialect != Dialect.NATIVE)
        .filter(dialect -> GoldenFolder.exists(dialect.label()))
        .flatMap(dialect -> GoldenFolder.of(dialect.label()).stream())
        .filter(folder -> folder.has("ir-events.json"))
        .map(folder -> new Case(folder.path().toString(), events(folder)));
  }

  private static List<StreamEvent> events(GoldenFolder folder) {
    List<StreamEvent> events = new ArrayList<>();
    for (Object event : (List<?>) IrJson.read(folder.text("ir-events.json"), Goldens.EVENTS)) {
      events.add((StreamEvent) event);
    }
    return events;
  }
}
