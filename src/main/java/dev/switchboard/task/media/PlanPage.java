package dev.switchboard.task.media;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.routing.Asking;
import dev.switchboard.routing.Target;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.media.Places.Place;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.Usd;
import dev.switchboard.wire.Wav;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows what a call would do, and what that would cost about, without doing it. */
public final class PlanPage {
  /** What a model is taken to write where the call does not bound it. */
  private static final int USUAL_OUTPUT_TOKENS = 500;

  /** What a narration is taken to have where it is not written yet. */
  private static final int USUAL_CHARACTERS = 500;

  private static final long TOKENS_OF_A_PICTURE = 1_500;

  private final Pipeline pipeline;
  private final VirtualKey key;
  private final TaskCall call;
  private final Asking asking;
  private final ArrayNode steps = Json.array();
  private final ArrayNode warnings = Json.array();
  private @Nullable Long sum = 0L;

  /**
   * @param key who would call; steps that it may not make are refused
   * @param asking what routes would look at
   */
  public PlanPage(Pipeline pipeline, VirtualKey key, TaskCall call, Asking asking) {
    this.pipeline = pipeline;
    this.key = key;
    this.call = call;
    this.asking = asking;
  }

  /** A step as it is shown. */
  private record Line(
      String id,
      String kind,
      Choice choice,
      List<String> after,
      List<String> in,
      List<String> out) {}

  /** The plan of a conversation: one step. */
  public ObjectNode conversation(Choice choice) {
    line(new Line("write", "chat", choice, List.of(), List.of(""), List.of("")), written(0));
    return page();
  }

  /** The plan of a call with media. */
  public ObjectNode of(MediaCall media) {
    Roles roles = media.roles();
    List<String> all = media.places().stream().map(Place::pointer).toList();
    List<String> before = new ArrayList<>();
    for (Place place : media.places()) {
      if (roles.transcriber() != null && Intake.kind(place) == MediaKind.AUDIO) {
        String id = "transcribe " + place.pointer();
        line(
            new Line(
                id,
                "transcription",
                roles.transcriber(),
                List.of(),
                List.of(place.pointer()),
                List.of()),
            heard(place));
        before.add(id);
      }
    }
    if (roles.converser() != null) {
      List<String> out = new ArrayList<>(media.shape().texts());
      media.shape().slots().forEach(slot -> out.add(slot.pointer()));
      line(
          new Line("converse", "audio_chat", roles.converser(), List.of(), all, out),
          Optional.empty());
    }
    List<String> ready = before;
    if (roles.writer() != null) {
      long pictures =
          media.places().stream().filter(p -> Intake.kind(p) == MediaKind.IMAGE).count();
      boolean known =
          media.places().stream()
              .map(Intake::kind)
              .allMatch(k -> k == MediaKind.IMAGE || (k == MediaKind.AUDIO && !roles.hears()));
      line(
          new Line("write", "chat", roles.writer(), before, all, media.shape().texts()),
          known ? written(pictures * TOKENS_OF_A_PICTURE) : Optional.empty());
      ready = List.of("write");
    }
    for (Shape.Slot slot : media.shape().slots()) {
      made(media, slot, ready);
    }
    return page();
  }

  private void made(MediaCall media, Shape.Slot slot, List<String> ready) {
    Roles roles = media.roles();
    List<String> out = List.of(slot.pointer());
    String words = text(media);
    if (slot.vector() && roles.embedder() != null) {
      boolean ofInput = roles.writer() != null && media.vectorsFromInput() && !slot.repeated();
      Usage usage = Usage.of(pipeline.estimate(words), 0).asEstimate();
      line(
          new Line(
              "embed " + slot.pointer(),
              "embedding",
              roles.embedder(),
              ofInput ? List.of() : ready,
              List.of(""),
              out),
          Optional.of(usage));
    } else if (slot.is(MediaKind.AUDIO) && roles.speaker() != null) {
      long characters = roles.writer() == null ? words.length() : USUAL_CHARACTERS;
      Usage usage =
          Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.CHARACTER, "", characters)));
      line(
          new Line("speak " + slot.pointer(), "speech", roles.speaker(), ready, List.of(), out),
          Optional.of(usage));
    } else if (slot.is(MediaKind.IMAGE) && roles.drawer() != null) {
      boolean edits = roles.edits();
      Usage usage = Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.IMAGE, "", 1)));
      line(
          new Line(
              "draw " + slot.pointer(),
              edits ? "image_edit" : "image_generation",
              roles.drawer(),
              ready,
              edits ? media.places().stream().map(Place::pointer).toList() : List.of(),
              out),
          Optional.of(usage));
    }
  }

  private static String text(MediaCall media) {
    JsonNode input = media.call().input();
    if (input == null) {
      return "";
    }
    JsonNode plain = input.deepCopy();
    for (Place place : media.places().reversed()) {
      if (!place.pointer().isEmpty()) {
        Places.remove(plain, place.pointer());
      }
    }
    return Wording.text(plain);
  }

  private Optional<Usage> written(long ofMedia) {
    StringBuilder text = new StringBuilder();
    String instructions = call.definition().instructions();
    text.append(instructions == null ? "" : instructions).append('\n');
    JsonNode input = call.input();
    if (input != null && ofMedia == 0) {
      text.append(Json.text(input));
    }
    ObjectNode schema = call.definition().outputSchema();
    text.append(schema == null ? "" : Json.text(schema));
    Integer most = call.options().maxTokens();
    return Optional.of(
        Usage.of(
                pipeline.estimate(text.toString()) + ofMedia,
                most == null ? USUAL_OUTPUT_TOKENS : most)
            .asEstimate());
  }

  /** How long a WAV file lasts that is in the call itself; nobody knows it of others. */
  private static Optional<Usage> heard(Place place) {
    String text = place.text().strip();
    try {
      byte[] bytes =
          Base64.getMimeDecoder()
              .decode(text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text);
      OptionalLong millis = Wav.millis(new Blob(place.type(), bytes).bytes());
      return millis.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Usage.UNKNOWN.withMetered(
                  List.of(new Metered(Metered.Unit.HEARD_MILLI, "", millis.getAsLong()))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void line(Line line, Optional<Usage> usage) {
    List<Target> targets = pipeline.outline(key, line.choice().names(), asking);
    ObjectNode node = steps.addObject();
    node.put("id", line.id());
    node.put("kind", line.kind());
    ArrayNode models = node.putArray("models");
    targets.forEach(target -> models.add(target.id()));
    node.put("why", line.choice().why());
    strings(node.putArray("after"), line.after());
    strings(node.putArray("input"), line.in());
    strings(node.putArray("output"), line.out());
    node.put("repeated", line.out().stream().anyMatch(pointer -> pointer.contains("/*")));
    Optional<Cost> cost = usage.flatMap(u -> pipeline.price(targets.getFirst(), u));
    boolean known = cost.isPresent() && !node.path("repeated").booleanValue();
    if (known) {
      node.put("estimated_cost", Usd.ofPicos(cost.get().picos()));
    } else {
      node.putNull("estimated_cost");
    }
    sum = known && sum != null ? Long.valueOf(sum + cost.get().picos()) : null;
    if (line.choice().remark() != null) {
      warnings.add(line.choice().remark());
    }
  }

  private static void strings(ArrayNode to, List<String> values) {
    values.forEach(to::add);
  }

  private ObjectNode page() {
    ObjectNode page = Json.object();
    page.put("function_name", call.name());
    page.set("steps", steps);
    if (sum == null) {
      page.putNull("estimated_cost");
    } else {
      page.put("estimated_cost", Usd.ofPicos(sum));
    }
    call.warnings().forEach(warnings::add);
    page.set("warnings", warnings);
    return page;
  }
}
