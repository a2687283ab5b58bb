package dev.switchboard.task.media;

import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Vector;
import dev.switchboard.ir.Violation;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.TaskSink;
import dev.switchboard.task.media.Places.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of a planned call: its steps in order, those that do not depend on each other at once.
 */
final class Run {
  /** The most pictures and sounds that one call makes. */
  static final int MOST_MADE = 16;

  private static final int MOST_VECTORS = 2_048;

  private final TaskEngine tasks;
  private final SafeFetcher fetcher;
  private final MediaCall planned;
  private final CompiledCall call;
  private final @Nullable TaskSink sink;
  private final Wishes wishes;

  Run(
      TaskEngine tasks,
      SafeFetcher fetcher,
      MediaCall planned,
      CompiledCall call,
      @Nullable TaskSink sink) {
    this.tasks = tasks;
    this.fetcher = fetcher;
    this.planned = planned;
    this.call = call;
    this.sink = sink;
    this.wishes = new Wishes(input(planned));
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

  TaskResult result(List<Intake.Item> items) {
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
    return checked(filled(draft, items), draft.written());
  }

  private JsonNode conversed(Choice converser, List<Intake.Item> items, Inputs inputs) {
    Shape.Slot slot = planned.shape().slots().getFirst();
    Conversing conversing = new Conversing(planned.call(), inputs, contents(items, true), slot);
    Conversing.Said said =
        Together.all(
                List.of(
                    step(
                        new StepName("converse", "audio_chat", ""),
                        converser,
                        own -> conversing.ask(own, converser))),
                true)
            .getFirst();
    JsonNode data = plain(said.text());
    if (planned.shape().plainText() == null) {
      data = new Blank(tree(), new Blank.Words(name -> name, "", List.of(""))).value();
    }
    JsonNode sound = media(List.of(said.sound())).getFirst();
    return placed(tree(), data, slot.pointer(), sound);
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
          step(
              new StepName("transcribe", "transcription", sound.pointer()),
              transcriber,
              own -> maker(own, transcriber).transcribe(sound.blob(), prompt)));
    }
    List<String> texts = Together.all(work, call.isBudgeted());
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
            shape.wantsVectors() ? Wording.texts(input) : List.of());
    return new Draft(new Blank(tree(), words).value(), null, Map.of());
  }

  private SchemaTree tree() {
    ObjectNode schema = planned.call().definition().outputSchema();
    return new SchemaTree(schema == null ? Json.object() : schema);
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
        step(
            new StepName("write", "chat", ""),
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
    Choice embedder = planned.roles().embedder();
    for (Shape.Slot slot : early) {
      String text = Wording.text(inputs.stripped());
      work.add(
          step(
              new StepName("embed", "embedding", slot.pointer()),
              needed(embedder, slot.pointer()),
              own ->
                  maker(own, embedder)
                      .embed(List.of(text), Job.dimensions(slot.schema()))
                      .getFirst()));
    }
    List<Object> results = Together.all(work, call.isBudgeted());
    TaskResult result = (TaskResult) results.getFirst();
    Map<String, Vector> vectors = new HashMap<>();
    for (int i = 0; i < early.size(); i++) {
      vectors.put(early.get(i).pointer(), (Vector) results.get(i + 1));
    }
    return new Draft(result.data().deepCopy(), result, vectors);
  }

  /** The draft with everything made. */
  private JsonNode filled(Draft draft, List<Intake.Item> items) {
    SchemaTree tree = tree();
    List<Place> places = new ArrayList<>();
    List<Place> empty = new ArrayList<>();
    JsonNode data = draft.value();
    for (Place place : Places.in(tree, data, "/output_schema")) {
      Vector vector = place.isVector() ? draft.vectors().get(place.pointer()) : null;
      if (vector != null) {
        data = Places.set(data, place.pointer(), numbers(vector));
      } else if (place.text().isBlank()) {
        empty.add(place);
      } else {
        places.add(place);
      }
    }
    List<Job> jobs = Job.of(places);
    requireSane(jobs);
    List<Callable<List<JsonNode>>> work = new ArrayList<>();
    jobs.forEach(job -> work.add(made(job, items)));
    List<List<JsonNode>> made = work.isEmpty() ? List.of() : Together.all(work, call.isBudgeted());
    for (int i = 0; i < jobs.size(); i++) {
      List<Place> filled = jobs.get(i).places();
      for (int j = 0; j < filled.size(); j++) {
        data = placed(tree, data, filled.get(j).pointer(), made.get(i).get(j));
      }
    }
    for (Place place : empty.reversed()) {
      if (!place.pointer().isEmpty()) {
        Places.remove(data, place.pointer());
      }
    }
    return data;
  }

  /** The thing itself, and its real type beside it where the schema has a place for that. */
  private static JsonNode placed(SchemaTree tree, JsonNode data, String pointer, JsonNode made) {
    if (!(made instanceof ObjectNode media) || pointer.isEmpty()) {
      return Places.set(data, pointer, made instanceof ObjectNode m ? m.get("bytes") : made);
    }
    Places.set(data, pointer, media.get("bytes"));
    if (Places.parent(data, pointer) instanceof ObjectNode parent) {
      String above = pointer.substring(0, pointer.lastIndexOf('/'));
      if (tree.namesType(above)) {
        parent.set(Places.MIME_TYPE, media.get("type"));
      }
    }
    return data;
  }

  private static void requireSane(List<Job> jobs) {
    long things = 0;
    long vectors = 0;
    for (Job job : jobs) {
      boolean vector = job.what() == Job.What.VECTORS;
      vectors += vector ? job.places().size() : 0;
      things += vector ? 0 : job.places().size();
    }
    if (things > MOST_MADE || vectors > MOST_VECTORS) {
      throw new FailureException(
          new Failure.Unsupported(
              "/output_schema",
              "%d pictures and sounds and %d vectors in one call (expected: at most %d and %d)"
                  .formatted(things, vectors, MOST_MADE, MOST_VECTORS)));
    }
  }

  private Callable<List<JsonNode>> made(Job job, List<Intake.Item> items) {
    String pointer = job.places().getFirst().pointer();
    String text = job.places().getFirst().text();
    Roles roles = planned.roles();
    return switch (job.what()) {
      case PICTURES -> {
        Choice drawer = needed(roles.drawer(), pointer);
        List<MediaSource> originals = new ArrayList<>();
        items.stream()
            .filter(i -> roles.edits() && i.kind() == MediaKind.IMAGE)
            .forEach(i -> originals.add(i.inline()));
        String kind = originals.isEmpty() ? "image_generation" : "image_edit";
        yield step(
            new StepName("draw", kind, pointer),
            drawer,
            own ->
                media(maker(own, drawer).draw(text, originals, job.type(), job.places().size())));
      }
      case SOUND -> {
        Choice speaker = needed(roles.speaker(), pointer);
        String manner = roles.writer() == null ? planned.call().definition().instructions() : null;
        boolean plain = manner == null || manner.isBlank();
        yield step(
            new StepName("speak", "speech", pointer),
            speaker,
            own -> {
              Blob sound =
                  maker(own, speaker)
                      .speak(text, job.type(), plain ? null : manner, heard(pointer));
              return media(java.util.Collections.nCopies(job.places().size(), sound));
            });
      }
      case VECTORS -> {
        Choice embedder = needed(roles.embedder(), pointer);
        List<String> texts = job.places().stream().map(Place::text).toList();
        yield step(
            new StepName("embed", "embedding", pointer),
            embedder,
            own ->
                maker(own, embedder).embed(texts, job.dimensions()).stream()
                    .map(Run::numbers)
                    .toList());
      }
    };
  }

  /** A place that lies deeper than schemas are read has nobody who fills it. */
  private static Choice needed(@Nullable Choice choice, String pointer) {
    if (choice == null) {
      throw Shape.unsupported("/output_schema", "what stands at " + pointer, "it less deep");
    }
    return choice;
  }

  private @Nullable Consumer<Blob> heard(String pointer) {
    TaskSink listener = sink;
    return listener == null || !planned.call().streamed().media()
        ? null
        : piece -> listener.audioDelta(pointer, piece);
  }

  private Maker maker(CallSession own, Choice choice) {
    return new Maker(own, choice, wishes, fetcher);
  }

  private static List<JsonNode> media(List<Blob> blobs) {
    List<JsonNode> nodes = new ArrayList<>();
    for (Blob blob : blobs) {
      nodes.add(Json.object().put("bytes", blob.base64()).put("type", blob.mimeType()));
    }
    return nodes;
  }

  private static JsonNode numbers(Vector vector) {
    ArrayNode numbers = Json.array();
    for (int i = 0; i < vector.dimensions(); i++) {
      numbers.add(vector.get(i));
    }
    return numbers;
  }

  /** The one text of the output, in its place. */
  private JsonNode plain(String text) {
    String pointer = planned.shape().plainText();
    JsonNode blank = new Blank(tree(), new Blank.Words(name -> name, "", List.of(""))).value();
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

  /**
   * A step that is admitted now and runs when it is called.
   *
   * @throws FailureException naming the step, now and then
   */
  private <T> Callable<T> step(StepName name, Choice choice, Function<CallSession, T> work) {
    if (choice.remark() != null) {
      call.note(new Note(Note.Kind.APPROXIMATED, "model", choice.remark()));
    }
    CallSession own;
    try {
      own = call.step(name.text(), choice.names(), Map.of("kind", name.kind()));
    } catch (FailureException e) {
      throw new FailureException(StepFailures.named(name.text(), e.failure()));
    }
    return () -> {
      try (own) {
        return ended(own, name, work);
      }
    };
  }

  private static <T> T ended(CallSession own, StepName name, Function<CallSession, T> work) {
    try {
      T result = work.apply(own);
      own.complete(() -> "", "");
      return result;
    } catch (FailureException e) {
      own.fail(e.failure());
      throw new FailureException(StepFailures.named(name.text(), e.failure()));
    }
  }

  /**
   * What a step is called.
   *
   * @param kind of work, as the plan shows it
   * @param pointer of what it is about; empty for all
   */
  record StepName(String verb, String kind, String pointer) {
    String text() {
      return pointer.isEmpty() ? verb : verb + " " + pointer;
    }
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
