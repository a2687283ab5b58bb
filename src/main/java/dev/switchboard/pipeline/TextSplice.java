package dev.switchboard.pipeline;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goes on with an answer of text, or of nothing visible yet, as the words come. */
final class TextSplice implements Splice {
  private final TextSeam seam;
  private final SpareIds ids;
  private final boolean keepsThoughts;
  private final boolean keepsSignatures;
  private final Map<Integer, Integer> indices = new HashMap<>();
  private boolean lostThoughts;

  /** An answer of which this much was told. */
  TextSplice(Told told, RescueWay way) {
    this.seam = new TextSeam(told.text(), way);
    this.ids = new SpareIds(told);
    this.keepsThoughts = told.isEmpty();
    this.keepsSignatures = !told.isSigned();
  }

  @Override
  public List<StreamEvent> take(StreamEvent event) {
    return switch (event) {
      case StreamEvent.TextDelta delta -> text(seam.add(delta.text()));
      case StreamEvent.ReasoningDelta _, StreamEvent.ReasoningSigned _ -> {
        lostThoughts |= !keepsThoughts;
        yield keepsThoughts ? List.of(event) : List.of();
      }
      case StreamEvent.RefusalDelta _ -> {
        if (seam.isOpen()) {
          throw new FailureException(TextSeam.contradiction("refused to go on"));
        }
        yield List.of(event);
      }
      case StreamEvent.ToolCallStarted call -> {
        indices.put(call.index(), ids.next());
        yield after(
            new StreamEvent.ToolCallStarted(
                index(call.index()),
                ids.spare(call.id()),
                call.name(),
                keepsSignatures ? call.signature() : null));
      }
      case StreamEvent.ToolCallDelta delta ->
          List.of(new StreamEvent.ToolCallDelta(index(delta.index()), delta.arguments()));
      case StreamEvent.ToolCallEnded end ->
          List.of(new StreamEvent.ToolCallEnded(index(end.index())));
      case StreamEvent.Part _ -> after(event);
      case StreamEvent.Started _, StreamEvent.Finished _, StreamEvent.Failed _ -> List.of();
    };
  }

  private int index(int theirs) {
    return indices.getOrDefault(theirs, theirs);
  }

  private List<StreamEvent> after(StreamEvent event) {
    List<StreamEvent> events = new ArrayList<>(text(seam.end()));
    events.add(event);
    return events;
  }

  private static List<StreamEvent> text(String text) {
    return text.isEmpty() ? List.of() : List.of(new StreamEvent.TextDelta(text));
  }

  @Override
  public List<StreamEvent> finish(StreamEvent.Finished end) {
    return after(end);
  }

  @Override
  public List<Note> notes() {
    return lostThoughts ? List.of(LOST_THOUGHTS) : List.of();
  }

  static final Note LOST_THOUGHTS =
      new Note(
          Note.Kind.OMITTED,
          "reasoning",
          "the thoughts of the model that went on with the answer are left out");
}
