package dev.switchboard.task.media;

import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Vector;
import dev.switchboard.ir.Violation;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.TaskSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of a planned call: its steps in order, those that do not depend on each other at once.
 */
final class Run {
  private final TaskEngine tasks;
  private final MediaCall planned;
  private final Steps steps;
  private final Making making;
  private final @Nullable TaskSink sink;

  Run(
      TaskEngine tasks,
      SafeFetcher fetcher,
      MediaCall planned,
      CompiledCall call,
      @Nullable TaskSink sink) {
    this.tasks = tasks;
    this.planned = planned;
    this.steps = new Steps(call);
    this.sink = sink;
    this.making = new Making(planned, steps, fetcher, sink, new Wishes(input(planned)));
  }

  private static JsonNode input(MediaCall planned) {
    JsonNode input = planned.call().input();
    if (input == null) {
      throw new IllegalStateException("a call without input");
    }
    return input;
  }

  /** What the writer wrote, or what stands in its place. */
  private record Draft(JsonNode value, @Nullable TaskResult written, Map<String, Vector> vectors) {}

  /** Does it. */
  TaskResult result(List<Intake.Item> items) {
    try (steps) {
      return made(items);
    }
  }

  private TaskResult made(List<Intake.Item> items) {
    Roles roles = planned.roles();
    Map<String, String> transcripts = transcripts(items);
    Inputs inputs = new Inputs(input(planned), items, transcripts, roles.hears());
    if (roles.converser() != null) {
      return checked(conversed(roles.converser(), items, inputs), null);
    }
    if (onlyTranscribes(roles)) {
      return checked(plain(String.join("\n\n", transcripts.values())), null);
    }
    Draft draft = roles.writer() == null ? blank(inputs) : written(roles.writer(), inputs);
    if (draft.value().isNull()) {
      return draft.written() == null ? nothing() : draft.written();
    }
    return checked(making.filled(draft.value(), draft.vectors(), items), draft.written());
  }

  private JsonNode conversed(Choice converser, List<Intake.Item> items, Inputs inputs) {
    Shape.Slot slot = planned.shape().slots().getFirst();
    SpokenDraft draft =
        sink == null
            ? null
            : new SpokenDraft(
                sink, planned.call().streamed(), planned.shape().plainText(), slot.pointer());
    Conversing conversing =
        new Conversing(planned.call(), inputs, contents(items, true), slot, draft);
    Conversing.Said said =
        steps
            .all(
                List.of(
                    steps.step(
                        new Steps.StepName("converse", "audio_chat", ""),
                        converser,
                        own -> conversing.ask(own, converser))))
            .getFirst();
    JsonNode data = plain(said.text());
    if (planned.shape().plainText() == null) {
      data = new Blank(planned.tree(), new Blank.Words(name -> name, "", List.of(""))).value();
    }
    JsonNode sound = Making.media(List.of(said.sound())).getFirst();
    return Making.placed(planned.tree(), data, slot.pointer(), sound);
  }

  private static boolean onlyTranscribes(Roles roles) {
    return roles.writer() == null
        && roles.speaker() == null
        && roles.drawer() == null
        && roles.embedder() == null;
  }

  private static TaskResult nothing() {
    throw new IllegalStateException("an output of nothing");
  }

  private Map<String, String> transcripts(List<Intake.Item> items) {
    Choice transcriber = planned.roles().transcriber();
    Map<String, String> transcripts = new java.util.LinkedHashMap<>();
    if (transcriber == null) {
      return transcripts;
    }
    boolean alone = onlyTranscribes(planned.roles());
    String instructions = planned.call().definition().instructions();
    String prompt = alone && instructions != null && !instructions.isBlank() ? instructions : null;
    List<Intake.Item> sounds = items.stream().filter(i -> i.kind() == MediaKind.AUDIO).toList();
    List<Callable<String>> work = new ArrayList<>();
    for (Intake.Item sound : sounds) {
      work.add(
          steps.step(
              new Steps.StepName("transcribe", "transcription", sound.pointer()),
              transcriber,
              own -> making.maker(own, transcriber).transcribe(sound.blob(), prompt)));
    }
    List<String> texts = steps.all(work);
    for (int i = 0; i < sounds.size(); i++) {
      transcripts.put(sounds.get(i).pointer(), texts.get(i));
    }
    return transcripts;
  }

  private Draft blank(Inputs inputs) {
    Shape shape = planned.shape();
    JsonNode input = inputs.stripped();
    String instructions = planned.call().definition().instructions();
    String prompt =
        shape.wants(MediaKind.IMAGE)
            ? Wording.prompt(instructions == null ? "" : instructions, input)
            : "";
    long pictures = shape.slots().stream().filter(slot -> slot.is(MediaKind.IMAGE)).count();
    Blank.Words words =
        new Blank.Words(
            name -> pictures > 1 ? prompt + "\n\nThis picture: " + name : prompt,
            shape.wants(MediaKind.AUDIO) ? Wording.spoken(input) : "",
            embedded(shape, input));
    return new Draft(new Blank(planned.tree(), words).value(), null, Map.of());
  }

  /** Where vectors stand in an array there is one for each text; else one of all that is given. */
  private static List<String> embedded(Shape shape, JsonNode input) {
    List<Shape.Slot> vectors = shape.slots().stream().filter(Shape.Slot::vector).toList();
    if (vectors.isEmpty()) {
      return List.of();
    }
    return vectors.stream().anyMatch(Shape.Slot::repeated)
        ? Wording.texts(input)
        : List.of(Wording.oneText(input));
  }

  /** The writer and the vectors of the input, which do not wait for it. */
  private Draft written(Choice writer, Inputs inputs) {
    ObjectNode schema = planned.call().definition().outputSchema();
    TaskCall.Definition definition =
        new TaskCall.Definition(
            planned.call().definition().instructions(),
            null,
            schema == null ? null : DraftSchema.of(schema, planned.vectorsFromInput()),
            writer.models());
    TaskEngine.Prepared prepared =
        tasks
            .prepare(
                planned
                    .call()
                    .withExamples(Shortened.examples(planned.call()))
                    .withDefinition(definition)
                    .withInput(inputs.marked()))
            .with(inputs.attachments());
    List<Callable<Object>> work = new ArrayList<>();
    work.add(
        steps.step(
            new Steps.StepName("write", "chat", ""),
            writer,
            own -> {
              TaskResult result = tasks.run(prepared, own, sink);
              result.warnings().forEach(w -> own.note(new Note(Note.Kind.APPROXIMATED, "text", w)));
              return result;
            }));
    List<Shape.Slot> early =
        planned.vectorsFromInput()
            ? planned.shape().slots().stream().filter(s -> s.vector() && !s.repeated()).toList()
            : List.of();
    for (Shape.Slot slot : early) {
      Choice embedder = Making.needed(planned.roles().embedder(), slot.pointer());
      String text = Wording.text(inputs.stripped());
      work.add(
          steps.step(
              new Steps.StepName("embed", "embedding", slot.pointer()),
              embedder,
              own ->
                  making
                      .maker(own, embedder)
                      .embed(List.of(text), Job.dimensions(slot.schema()))
                      .getFirst()));
    }
    List<Object> results = steps.all(work);
    TaskResult result = (TaskResult) results.getFirst();
    Map<String, Vector> vectors = new HashMap<>();
    for (int i = 0; i < early.size(); i++) {
      vectors.put(early.get(i).pointer(), (Vector) results.get(i + 1));
    }
    return new Draft(result.data().deepCopy(), result, vectors);
  }

  /** The one text of the output, in its place. */
  private JsonNode plain(String text) {
    String pointer = planned.shape().plainText();
    JsonNode blank =
        new Blank(planned.tree(), new Blank.Words(name -> name, "", List.of(""))).value();
    return Places.set(blank, pointer == null ? "" : pointer, Json.tree(text));
  }

  private TaskResult checked(JsonNode data, @Nullable TaskResult written) {
    Schema schema = planned.schema();
    if (schema != null) {
      List<Violation> violations =
          schema.validate(data).stream()
              .map(v -> new Violation(v.pointer(), v.keyword(), v.message()))
              .toList();
      if (!violations.isEmpty()) {
        throw new FailureException(
            new Failure.OutputInvalid(
                "",
                violations,
                "what was made does not follow output_schema: "
                    + violations.getFirst().pointer()
                    + ": "
                    + violations.getFirst().message()));
      }
    }
    return written == null
        ? new TaskResult(data, null, List.of(), "media", false, "", List.of())
        : written.withData(data);
  }

  static List<Content> contents(List<Intake.Item> items, boolean sounds) {
    List<Content> contents = new ArrayList<>();
    for (Intake.Item item : items) {
      switch (item.kind()) {
        case IMAGE -> contents.add(new Content.Image(item.inline(), null));
        case VIDEO -> contents.add(new Content.Video(item.inline()));
        case DOCUMENT -> contents.add(new Content.Document(item.inline(), null));
        case AUDIO -> {
          if (sounds) {
            contents.add(new Content.Audio(item.inline()));
          }
        }
      }
    }
    return contents;
  }
}
