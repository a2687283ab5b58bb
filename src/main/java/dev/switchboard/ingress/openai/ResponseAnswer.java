package dev.switchboard.ingress.openai;

import dev.switchboard.conversation.Turn;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.EventFeed;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.responses.ResponseGaps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The bytes of one response, which is kept just before its last byte goes out.
 *
 * <p>A provider's own bytes go on as they are but for what only we know: which response this one
 * continues, that it runs in the background, and then its id. What strict clients require and a
 * provider left out is added.
 */
final class ResponseAnswer implements StreamFraming {
  private static final Set<String> LIFECYCLE =
      Set.of("response.created", "response.queued", "response.in_progress");
  private static final Set<String> TERMINAL =
      Set.of("response.completed", "response.incomplete", "response.failed");

  private final KeptTurns kept;
  private final ResponsePlan plan;
  private final ResponseGaps gaps;
  private final @Nullable EventFeed feed;
  private final @Nullable SessionTurns session;
  private long told;
  private @Nullable String id;

  /**
   * @param feed also told every event; null when nobody else listens
   */
  ResponseAnswer(KeptTurns kept, ResponsePlan plan, ResponseGaps gaps, @Nullable EventFeed feed) {
    this(kept, plan, gaps, feed, null);
  }

  private ResponseAnswer(
      KeptTurns kept,
      ResponsePlan plan,
      ResponseGaps gaps,
      @Nullable EventFeed feed,
      @Nullable SessionTurns session) {
    this.kept = kept;
    this.plan = plan;
    this.gaps = gaps;
    this.feed = feed;
    this.session = session;
    this.id = plan.background() ? plan.id() : null;
  }

  /** An answer in records for a {@link SocketExchange}, which its connection may continue. */
  static ResponseAnswer within(
      SessionTurns turns, KeptTurns kept, ResponsePlan plan, ResponseGaps gaps) {
    return new ResponseAnswer(kept, plan, gaps, null, turns);
  }

  @Override
  public String contentType() {
    return StreamFraming.serverSentEvents().contentType();
  }

  @Override
  public byte[] filler() {
    return session == null ? StreamFraming.comment() : new byte[0];
  }

  @Override
  public byte[] close() {
    return new byte[0];
  }

  @Override
  public byte[] frame(WireEvent event) {
    String type = Objects.requireNonNullElseGet(event.event(), () -> type(event.data()));
    String data =
        LIFECYCLE.contains(type) || TERMINAL.contains(type)
            ? lifecycle(type, event.data())
            : ResponseGaps.event(type, event.data(), told);
    told++;
    if (feed != null) {
      feed.add(new WireEvent(type, data));
    }
    if (session != null) {
      return SocketExchange.separated(data);
    }
    return SseEncoder.event(type, data);
  }

  @Override
  public byte[] whole(byte[] body) {
    try {
      TopLevel response = TopLevel.scanReply(body, 0, body.length);
      JsonPatch patch = patch(response, "");
      byte[] patched = patch.isEmpty() ? body : patch.apply(response);
      if (keep(new String(patched, StandardCharsets.UTF_8)) || !plan.store()) {
        return patched;
      }
      return JsonPatch.none().set("/store", false).apply(scan(patched));
    } catch (InvalidJsonException | InvalidFieldException e) {
      return body;
    }
  }

  private String lifecycle(String type, String data) {
    try {
      byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
      TopLevel event = scan(bytes);
      Optional<TopLevel> response = event.object("response");
      if (response.isEmpty()) {
        return data;
      }
      JsonPatch patch = patch(response.get(), "/response");
      // A failure of ours after a provider's own events goes on counting where those ended.
      if (event.integer("sequence_number").orElse(-1) < told) {
        patch = patch.set("/sequence_number", Json.tree(told));
      }
      byte[] patched = patch.isEmpty() ? bytes : patch.apply(event);
      if (TERMINAL.contains(type)) {
        JsonNode whole = scan(patched).node("response").orElseThrow();
        if (!keep(Json.text(whole)) && plan.store()) {
          patched = JsonPatch.none().set("/response/store", false).apply(scan(patched));
        }
      }
      return new String(patched, StandardCharsets.UTF_8);
    } catch (InvalidJsonException | InvalidFieldException e) {
      return data;
    }
  }

  private JsonPatch patch(TopLevel response, String at) {
    JsonPatch patch = JsonPatch.none();
    String given = response.text("id").orElse("");
    String known = id;
    if (known == null) {
      id = given;
    } else if (!given.equals(known)) {
      patch = patch.set(at + "/id", known);
    }
    if (plan.previousId() != null
        && !response.text("previous_response_id").equals(Optional.of(plan.previousId()))) {
      patch = patch.set(at + "/previous_response_id", plan.previousId());
    }
    if (plan.background() && !response.boolOr("background", false)) {
      patch = patch.set(at + "/background", true);
    }
    return gaps.fill(patch, response, at);
  }

  private boolean keep(String answer) {
    SessionTurns turns = session;
    if (!plan.store() && turns == null) {
      return false;
    }
    JsonNode response = Json.parseReply(answer);
    String ownId = response.path("id").asString("");
    if (ownId.isEmpty()) {
      return false;
    }
    ArrayNode input = Json.array();
    List<String> itemIds = new ArrayList<>();
    if (!plan.store()) {
      plan.earlier().forEach(input::add);
    }
    plan.items()
        .forEach(item -> {
          input.add(item);
          itemIds.add(item.path("id").asString(""));
        });
    response.path("output").forEach(item -> itemIds.add(item.path("id").asString("")));
    itemIds.removeIf(String::isEmpty);
    Turn turn =
        kept.turn(
            kept.key(plan.owner(), ownId),
            plan.store() ? plan.previousId() : null,
            Turn.State.DONE,
            Json.text(input),
            answer);
    if (!plan.store() && turns != null) {
      if (!response.path("status").asString("").equals("failed")) {
        turns.remember(turn);
      } else if (plan.previousId() != null) {
        turns.forget(plan.previousId());
      }
      return false;
    }
    return plan.background() ? kept.turns().finish(turn, itemIds) : kept.keep(turn, itemIds);
  }

  private static TopLevel scan(byte[] bytes) {
    return TopLevel.scanReply(bytes, 0, bytes.length);
  }

  private static String type(String data) {
    try {
      return scan(data.getBytes(StandardCharsets.UTF_8)).text("type").orElse("");
    } catch (InvalidJsonException | InvalidFieldException e) {
      return "";
    }
  }
}
