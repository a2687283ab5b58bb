package dev.switchboard.ingress.gemini;

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
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code …/interactions/{id}} and below: kept interactions of the key's project. */
final class InteractionRoutes {
  private static final Map<String, Boolean> WORDS = Map.of("true", true, "false", false);

  private final Credentials credentials;
  private final KeptTurns kept;
  private final BackgroundRuns runs;

  InteractionRoutes(Credentials credentials, KeptTurns kept, BackgroundRuns runs) {
    this.credentials = credentials;
    this.kept = kept;
    this.runs = runs;
  }

  /** Answers {@code GET}, as a stream where {@code ?stream=true} asks for it. */
  void retrieve(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn turn = kept.require(key, id);
    Query query = incoming.exchange().query();
    if (!asks(query, "stream")) {
      ObjectNode interaction = answer(turn);
      if (asks(query, "include_input")) {
        interaction.set("input", Json.parseReply(turn.input()));
      }
      incoming.json(200, Json.write(interaction));
      return;
    }
    // An event's id is how many events there were when it was told.
    int from = Parameters.integer(query, "last_event_id", 0, 0, Integer.MAX_VALUE);
    Optional<BackgroundRuns.Run> run = runs.find(turn.key());
    if (run.isPresent()) {
      run.get().feed().follow(incoming, from, InteractionAnswer.sentinel());
    } else if (turn.state() == Turn.State.RUNNING && !kept.isDead(turn)) {
      throw new FailureException(
          new Failure.Conflict(
              "interaction "
                  + id
                  + " is made by another process (expected: to be asked for without stream)"));
    } else {
      replay(incoming, answer(turn), from);
    }
  }

  private static boolean asks(Query query, String name) {
    return Parameters.word(query, name, WORDS).orElse(false);
  }

  /** The last event is always told, because what came before it may have been told otherwise. */
  private static void replay(Incoming incoming, JsonNode interaction, int from) {
    List<WireEvent> events = InteractionsServer.replay(interaction);
    try (ResponseStream out = incoming.exchange().stream(200, EventFeed.streamHeaders(incoming))) {
      for (WireEvent event : events.subList(Math.min(from, events.size() - 1), events.size())) {
        out.write(SseEncoder.event(Objects.requireNonNull(event.event()), event.data()));
      }
      out.end(InteractionAnswer.sentinel());
    }
  }

  /** The interaction as it stands; one that nobody works on any more has failed. */
  private ObjectNode answer(Turn turn) {
    ObjectNode interaction = (ObjectNode) Json.parseReply(turn.answer());
    return kept.isDead(turn)
        ? InteractionAnswer.failed(
            interaction,
            Json.object()
                .put("code", "INTERNAL")
                .put("message", "the process that made the interaction has stopped"))
        : interaction;
  }

  /** Answers {@code DELETE}. */
  void delete(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn.Key wanted = kept.key(key, id);
    runs.find(wanted).ifPresent(BackgroundRuns.Run::cancel);
    if (!kept.turns().delete(wanted)) {
      throw kept.notFound(id);
    }
    incoming.json(200, Json.write(Json.object()));
  }

  /** Answers {@code POST …/cancel}; an interaction that is whole stays as it is. */
  void cancel(Incoming incoming, String id) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Turn turn = kept.require(key, id);
    if (turn.state() == Turn.State.RUNNING) {
      ObjectNode cancelled = answer(turn).put("status", "cancelled");
      kept.turns().finish(turn.answered(Turn.State.DONE, Json.text(cancelled)), List.of());
      runs.find(turn.key()).ifPresent(BackgroundRuns.Run::cancel);
    }
    incoming.json(200, Json.write(answer(kept.require(key, id))));
  }
}
