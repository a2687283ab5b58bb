package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.Turn;
import dev.switchboard.http.Query;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.BackgroundRuns;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.EventFeed;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/compat/responses/{id}} and below: kept responses of the key's project. */
final class ResponseRoutes {
  private static final int MAX_PAGE = 100;

  private final Credentials credentials;
  private final KeptTurns kept;
  private final BackgroundRuns runs;

  ResponseRoutes(Credentials credentials, KeptTurns kept, BackgroundRuns runs) {
    this.credentials = credentials;
    this.kept = kept;
    this.runs = runs;
  }

  /** Answers {@code GET /responses/{id}}, as a stream where {@code ?stream=true} asks for it. */
  void retrieve(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn turn = kept.require(key, id);
    Query query = incoming.exchange().query();
    boolean stream =
        Parameters.word(query, "stream", Map.of("true", true, "false", false)).orElse(false);
    if (!stream) {
      incoming.json(200, answer(turn).getBytes(StandardCharsets.UTF_8));
      return;
    }
    long after = Parameters.integer(query, "starting_after", -1, -1, Integer.MAX_VALUE);
    Optional<BackgroundRuns.Run> run = runs.find(turn.key());
    if (run.isPresent()) {
      run.get().feed().follow(incoming, (int) after + 1, ResponseCreation.NOTHING);
    } else if (turn.state() == Turn.State.RUNNING && !kept.isDead(turn)) {
      throw new FailureException(
          new Failure.Conflict(
              "response "
                  + id
                  + " is made by another process (expected: to be retrieved without stream)"));
    } else {
      replay(incoming, Json.parseReply(answer(turn)), after);
    }
  }

  /** The last event is always told, because what came before it may have been told otherwise. */
  private static void replay(Incoming incoming, JsonNode response, long after) {
    List<WireEvent> events = OpenAiResponsesServer.replay(response);
    int from = (int) Math.min(after + 1, events.size() - 1L);
    try (ResponseStream out = incoming.exchange().stream(200, EventFeed.streamHeaders(incoming))) {
      for (WireEvent event : events.subList(from, events.size())) {
        String data = event.data();
        if (after >= events.size() - 1L) {
          ObjectNode last = (ObjectNode) Json.parse(data);
          data = Json.text(last.put("sequence_number", after + 1));
        }
        out.write(SseEncoder.event(Objects.requireNonNull(event.event()), data));
      }
      out.end();
    }
  }

  /** The response as it stands; one that nobody works on any more has failed. */
  private String answer(Turn turn) {
    if (!kept.isDead(turn)) {
      return turn.answer();
    }
    ObjectNode failed = (ObjectNode) Json.parseReply(turn.answer());
    failed.put("status", "failed");
    failed
        .putObject("error")
        .put("code", "server_error")
        .put("message", "the process that made the response has stopped");
    return Json.text(failed);
  }

  /** Answers {@code DELETE /responses/{id}}. */
  void delete(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn.Key wanted = kept.key(key, id);
    runs.find(wanted).ifPresent(BackgroundRuns.Run::cancel);
    if (!kept.turns().delete(wanted)) {
      throw kept.notFound(id);
    }
    incoming.json(
        200,
        Json.write(Json.object().put("id", id).put("object", "response").put("deleted", true)));
  }

  /** Answers {@code POST /responses/{id}/cancel}; a response that is whole stays as it is. */
  void cancel(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn turn = kept.require(key, id);
    ObjectNode response = (ObjectNode) Json.parseReply(answer(turn));
    if (!response.path("background").asBoolean(false)) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/response_id", "response " + id + " does not run in the background"));
    }
    if (turn.state() == Turn.State.RUNNING) {
      response.put("status", "cancelled");
      Turn cancelled = turn.answered(Turn.State.DONE, Json.text(response));
      boolean ended = kept.turns().finish(cancelled, List.of());
      runs.find(turn.key()).ifPresent(BackgroundRuns.Run::cancel);
      if (!ended) {
        incoming.json(200, answer(kept.require(key, id)).getBytes(StandardCharsets.UTF_8));
        return;
      }
    }
    incoming.json(200, Json.write(response));
  }

  /** Answers {@code GET /responses/{id}/input_items}, the newest first unless asked otherwise. */
  void inputItems(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Query query = incoming.exchange().query();
    int limit = Parameters.integer(query, "limit", 20, 1, MAX_PAGE);
    boolean ascending =
        Parameters.word(query, "order", Map.of("asc", true, "desc", false)).orElse(false);
    List<ObjectNode> items = new ResponseInput(kept, key).itemsBefore(kept.require(key, id));
    if (!ascending) {
      items = items.reversed();
    }
    int from = place(items, query, "after").map(place -> place + 1).orElse(0);
    int to = place(items, query, "before").orElse(items.size());
    List<ObjectNode> wanted = items.subList(Math.min(from, to), to);
    List<ObjectNode> page = wanted.subList(0, Math.min(limit, wanted.size()));
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    page.forEach(data::add);
    list.put("first_id", page.isEmpty() ? null : page.getFirst().path("id").asString(""));
    list.put("last_id", page.isEmpty() ? null : page.getLast().path("id").asString(""));
    list.put("has_more", page.size() < wanted.size());
    incoming.json(200, Json.write(list));
  }

  private static Optional<Integer> place(List<ObjectNode> items, Query query, String name) {
    Optional<String> id = query.first(name).filter(given -> !given.isEmpty());
    if (id.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).path("id").asString("").equals(id.get())) {
        return Optional.of(i);
      }
    }
    throw Parameters.wrong(name, id.get(), "the id of one of the items");
  }
}
