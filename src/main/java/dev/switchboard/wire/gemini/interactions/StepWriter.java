package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the steps of one answer as they grow.
 *
 * <p>Words and media of one stretch are one {@code model_output}. The dialect has no signature on a
 * call: it stands in the {@code thought} right before.
 *
 * <p>Not safe for use by several threads.
 */
final class StepWriter {
  private final EventSink events;
  private final boolean showsThoughts;
  private final ArrayNode steps = Json.array();
  private final Map<Integer, OpenCall> calls = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private @Nullable OpenOutput output;
  private @Nullable OpenThought thought;
  private int nextWholeCall = Integer.MIN_VALUE;
  private int codeRuns;
  private boolean called;

  /**
   * @param showsThoughts whether what was thought may be read
   */
  StepWriter(EventSink events, boolean showsThoughts) {
    this.events = events;
    this.showsThoughts = showsThoughts;
  }

  /** All steps so far; open ones are not whole. */
  ArrayNode steps() {
    return steps;
  }

  /** Whether the caller's functions were called. */
  boolean calls() {
    return called;
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }

  void text(String delta) {
    if (!delta.isEmpty()) {
      openOutput().text(delta);
    }
  }

  void think(String delta) {
    if (!delta.isEmpty()) {
      openThought().grow(delta);
    }
  }

  /** Closes the thought, or is one that nobody may read. */
  void sign(Signature signature) {
    openThought().sign(signature);
    closeThought();
  }

  void startCall(int index, String id, String name, @Nullable Signature signature) {
    closeOutput();
    if (signature != null) {
      sign(signature);
    }
    closeThought();
    called = true;
    calls.put(index, new OpenCall(events, steps, id, name));
  }

  void growCall(int index, String arguments) {
    OpenCall call = calls.get(index);
    if (call != null) {
      call.grow(arguments);
    }
  }

  void endCall(int index) {
    OpenCall call = calls.remove(index);
    if (call != null) {
      call.close();
    }
  }

  /** Ends what is open. */
  void close() {
    closeOutput();
    closeThought();
    List.copyOf(calls.keySet()).forEach(this::endCall);
  }

  /** Writes a part that came whole. */
  void part(Content part) {
    switch (part) {
      case Content.Text text -> text(text.text());
      case Content.Refusal refusal -> text(refusal.text());
      case Content.Reasoning reasoning -> {
        think(reasoning.text());
        if (reasoning.signature() != null) {
          sign(reasoning.signature());
        }
      }
      case Content.ToolCall call -> {
        int index = nextWholeCall++;
        startCall(index, call.id(), call.name(), call.signature());
        growCall(index, call.arguments());
        endCall(index);
      }
      case Content.Image image -> media("image", image.source(), part);
      case Content.Audio audio -> media("audio", audio.source(), part);
      case Content.Video video -> media("video", video.source(), part);
      case Content.Document document -> media("document", document.source(), part);
      case Content.Opaque opaque -> opaque(opaque);
      case Content.ToolResult _, Content.CachePoint _ -> omitted(part);
    }
  }

  private void media(String type, MediaSource source, Content part) {
    ObjectNode content = Json.object().put("type", type);
    switch (source) {
      case MediaSource.Inline inline ->
          content.put("mime_type", inline.mimeType()).put("data", inline.base64());
      case MediaSource.Url url -> content.put("uri", url.url());
      case MediaSource.FileId id when id.dialect() == Dialect.GEMINI_GENERATE ->
          content.put("uri", id.id());
      case MediaSource.FileId _ -> {
        omitted(part);
        return;
      }
    }
    openOutput().media(content);
  }

  private void opaque(Content.Opaque opaque) {
    Optional<ObjectNode> step =
        opaque.dialect() == Dialect.GEMINI_GENERATE
            ? CodeSteps.write(opaque.json(), "code_" + codeRuns)
            : Optional.empty();
    if (step.isEmpty()) {
      omitted(opaque);
      return;
    }
    closeOutput();
    closeThought();
    if (step.get().path("type").asString("").equals(CodeSteps.RESULT)) {
      codeRuns++;
    }
    events.start(steps.size(), step.get());
    events.stop(steps.size());
    steps.add(step.get());
  }

  private void omitted(Content part) {
    notes.add(
        new Note(
            Note.Kind.OMITTED,
            "steps",
            "a part of the answer ("
                + part.getClass().getSimpleName()
                + ") has no place in this dialect"));
  }

  private OpenOutput openOutput() {
    closeThought();
    if (output == null) {
      output = new OpenOutput(events, steps);
    }
    return output;
  }

  private void closeOutput() {
    if (output != null) {
      output.close();
      output = null;
    }
  }

  private OpenThought openThought() {
    closeOutput();
    if (thought == null) {
      thought = new OpenThought(events, steps, showsThoughts);
    }
    return thought;
  }

  private void closeThought() {
    if (thought != null) {
      thought.close();
      thought = null;
    }
  }
}
