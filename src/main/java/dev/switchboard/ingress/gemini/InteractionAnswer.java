package dev.switchboard.ingress.gemini;

import dev.switchboard.conversation.Turn;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.EventFeed;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of one interaction, which is kept just before its last byte goes out. */
final class InteractionAnswer implements StreamFraming {
  private final KeptTurns kept;
  private final InteractionPlan plan;
  private final @Nullable EventFeed feed;
  private ObjectNode begun = Json.object();

  /**
   * @param feed also told every event; null when nobody else listens
   */
  InteractionAnswer(KeptTurns kept, InteractionPlan plan, @Nullable EventFeed feed) {
    this.kept = kept;
    this.plan = plan;
    this.feed = feed;
  }

  /** What stands behind the last event. */
  static byte[] sentinel() {
    return SseEncoder.event("done", "[DONE]");
  }

  @Override
  public String contentType() {
    return StreamFraming.serverSentEvents().contentType();
  }

  @Override
  public byte[] filler() {
    return StreamFraming.comment();
  }

  @Override
  public byte[] close() {
    return sentinel();
  }

  @Override
  public byte[] frame(WireEvent event) {
    String type = Objects.requireNonNull(event.event());
    if (plan.store()) {
      keep(type, event.data());
    }
    if (feed != null) {
      feed.add(event);
    }
    return SseEncoder.event(type, event.data());
  }

  @Override
  public byte[] whole(byte[] body) {
    if (plan.store()) {
      keep(new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  private void keep(String type, String data) {
    switch (type) {
      case "interaction.created" -> {
        if (Json.parseReply(data).path("interaction") instanceof ObjectNode interaction) {
          begun = interaction;
        }
      }
      case "interaction.completed" -> keep(Json.text(Json.parseReply(data).path("interaction")));
      case "error" -> keep(Json.text(failed(begun, Json.parseReply(data).path("error"))));
      default -> {}
    }
  }

  /** An interaction that failed with an error. */
  static ObjectNode failed(ObjectNode interaction, JsonNode error) {
    ObjectNode failed = interaction.deepCopy().put("status", "failed");
    failed.putArray("errors").add(error);
    return failed;
  }

  private void keep(String answer) {
    Turn turn =
        kept.turn(
            kept.key(plan.owner(), plan.id()),
            plan.previousId(),
            Turn.State.DONE,
            input(plan),
            answer);
    if (plan.background()) {
      kept.turns().finish(turn, List.of());
    } else {
      kept.keep(turn, List.of());
    }
  }

  /** What a turn keeps of its request. */
  static String input(InteractionPlan plan) {
    ArrayNode steps = Json.array();
    plan.steps().forEach(steps::add);
    return Json.text(steps);
  }
}
