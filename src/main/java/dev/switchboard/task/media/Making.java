package dev.switchboard.task.media;

import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Vector;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.task.TaskSink;
import dev.switchboard.task.media.Places.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the pictures, sounds and vectors of a draft, all at once. */
final class Making {
  /** The most pictures and sounds that one call makes. */
  static final int MOST_MADE = 16;

  private static final int MOST_VECTORS = 2_048;

  private final MediaCall planned;
  private final Steps steps;
  private final SafeFetcher fetcher;
  private final @Nullable TaskSink sink;
  private final Wishes wishes;

  /**
   * @param sink hears sounds while they are made, if the call wants that; null for nobody
   */
  Making(
      MediaCall planned, Steps steps, SafeFetcher fetcher, @Nullable TaskSink sink, Wishes wishes) {
    this.planned = planned;
    this.steps = steps;
    this.fetcher = fetcher;
    this.sink = sink;
    this.wishes = wishes;
  }

  /**
   * The draft with everything made.
   *
   * @param ready vectors that are there, by pointer
   */
  JsonNode filled(JsonNode draft, Map<String, Vector> ready, List<Intake.Item> items) {
    SchemaTree tree = planned.tree();
    List<Place> places = new ArrayList<>();
    List<Place> empty = new ArrayList<>();
    JsonNode data = draft;
    for (Place place : Places.in(tree, data, "/output_schema")) {
      Vector vector = place.isVector() ? ready.get(place.pointer()) : null;
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
    List<List<JsonNode>> made = work.isEmpty() ? List.of() : steps.all(work);
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
  static JsonNode placed(SchemaTree tree, JsonNode data, String pointer, JsonNode made) {
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
        yield steps.step(
            new Steps.StepName("draw", kind, pointer),
            drawer,
            own ->
                media(maker(own, drawer).draw(text, originals, job.type(), job.places().size())));
      }
      case SOUND -> {
        Choice speaker = needed(roles.speaker(), pointer);
        String manner = roles.writer() == null ? planned.call().definition().instructions() : null;
        boolean plain = manner == null || manner.isBlank();
        yield steps.step(
            new Steps.StepName("speak", "speech", pointer),
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
        yield steps.step(
            new Steps.StepName("embed", "embedding", pointer),
            embedder,
            own ->
                maker(own, embedder).embed(texts, job.dimensions()).stream()
                    .map(Making::numbers)
                    .toList());
      }
    };
  }

  /** A place that lies deeper than schemas are read has nobody who fills it. */
  static Choice needed(@Nullable Choice choice, String pointer) {
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

  Maker maker(CallSession own, Choice choice) {
    return new Maker(own, choice, wishes, fetcher);
  }

  static List<JsonNode> media(List<Blob> blobs) {
    List<JsonNode> nodes = new ArrayList<>();
    for (Blob blob : blobs) {
      nodes.add(Json.object().put("bytes", blob.base64()).put("type", blob.mimeType()));
    }
    return nodes;
  }

  static JsonNode numbers(Vector vector) {
    ArrayNode numbers = Json.array();
    for (int i = 0; i < vector.dimensions(); i++) {
      numbers.add(vector.get(i));
    }
    return numbers;
  }
}
