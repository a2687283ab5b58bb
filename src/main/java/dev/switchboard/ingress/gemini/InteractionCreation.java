package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.Turn;
import dev.switchboard.ingress.BackgroundRuns;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.DetachedExchange;
import dev.switchboard.ingress.EventFeed;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.gemini.interactions.InteractionCall;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST …/interactions}: any model behind Google's Interactions API. */
final class InteractionCreation {
  private static final String ID_PREFIX = "int_";

  private final CompatChat chat;
  private final Credentials credentials;
  private final KeptTurns kept;
  private final BackgroundRuns runs;

  InteractionCreation(
      CompatChat chat, Credentials credentials, KeptTurns kept, BackgroundRuns runs) {
    this.chat = chat;
    this.credentials = credentials;
    this.kept = kept;
    this.runs = runs;
  }

  /** One request, read as far as it must be. */
  private record Asked(
      String model, boolean stream, InteractionPlan plan, RawBody body, InteractionCall call) {
    Asked {
      Objects.requireNonNull(model);
      Objects.requireNonNull(plan);
      Objects.requireNonNull(body);
      Objects.requireNonNull(call);
    }

    InteractionsServer codec() {
      return new InteractionsServer(call);
    }

    CompatChat.Manner manner() {
      return new CompatChat.Manner(codec(), ID_PREFIX, "x-request-id", "interactions");
    }
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Asked asked = read(incoming, key);
    if (asked.plan().background()) {
      background(incoming, asked);
    } else {
      serve(incoming, asked, asked.stream(), null);
    }
  }

  private void serve(Incoming incoming, Asked asked, boolean stream, @Nullable EventFeed feed) {
    chat.serve(
        incoming,
        asked.plan().owner(),
        asked.manner(),
        new CompatChat.Ask(
            asked.body(),
            asked.model(),
            stream ? Delivery.STREAM : Delivery.WHOLE,
            new InteractionAnswer(kept, asked.plan(), feed),
            CallHeaders.Said.NOTHING));
  }

  private Asked read(Incoming incoming, VirtualKey key) {
    TopLevel fields = TopLevel.scan(incoming.body());
    if (fields.has("agent") && !fields.has("model")) {
      throw new FailureException(
          new Failure.Unsupported("agent", "agent: not offered (expected: a model)"));
    }
    String model =
        fields
            .text("model")
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> invalid("/model", "missing or not a text", "a model's name"));
    boolean background = fields.boolOr("background", false);
    boolean store = fields.boolOr("store", true) && kept.allowed();
    if (background && !store) {
      throw invalid(
          "/background",
          kept.allowed() ? "true beside store: false" : "true, but no content is kept here",
          "an interaction that is kept");
    }
    if (fields.field("input").isEmpty()) {
      throw invalid("/input", "missing", "a text, or a list of contents or steps");
    }
    InteractionInput.Resolved resolved = new InteractionInput(kept, key).resolve(fields, store);
    InteractionPlan plan =
        new InteractionPlan(
            key,
            ID_PREFIX + incoming.requestId(),
            resolved.previousId(),
            resolved.steps(),
            store,
            background);
    return new Asked(
        named(model),
        fields.boolOr("stream", false),
        plan,
        new RawBody(Dialect.GEMINI_INTERACTIONS, resolved.body()),
        new InteractionCall(
            resolved.previousId(), showsThoughts(fields), () -> kept.now().getEpochSecond()));
  }

  /** As Google's other routes name it. */
  private static String named(String model) {
    return model.startsWith("models/") ? model.substring("models/".length()) : model;
  }

  /** A thought is a step of its own, so that it is left out only where nobody wants it. */
  private static boolean showsThoughts(TopLevel fields) {
    return !fields
        .object("generation_config")
        .flatMap(config -> config.text("thinking_summaries"))
        .orElse("")
        .equals("none");
  }

  private static FailureException invalid(String pointer, String what, String expected) {
    return new FailureException(
        Failure.InvalidRequest.at(
            pointer, pointer.substring(1) + ": " + what + " (expected: " + expected + ")"));
  }

  /** Made as a stream in any case, so that it can be followed. */
  private void background(Incoming incoming, Asked asked) {
    InteractionsServer codec = asked.codec();
    // What cannot be read is refused now, as it is for a caller who waits.
    codec.decodeRequest(asked.body().bytes());
    AnswerHead head =
        new AnswerHead(
            asked.plan().id(),
            asked.model(),
            incoming.arrival().at().getEpochSecond(),
            Delivery.STREAM);
    byte[] begun = codec.encodeBegun(head);
    Turn turn =
        kept.turn(
            kept.key(asked.plan().owner(), asked.plan().id()),
            asked.plan().previousId(),
            Turn.State.RUNNING,
            InteractionAnswer.input(asked.plan()),
            text(begun));
    kept.turns().insert(turn, List.of());
    EventFeed feed = new EventFeed();
    DetachedExchange detached = new DetachedExchange(incoming.exchange(), asked.body().bytes());
    Incoming later = new Incoming(detached, incoming.requestId(), incoming.arrival());
    BackgroundRuns.Run run =
        runs.begin(
            turn.key(),
            detached,
            feed,
            new BackgroundRuns.Work() {
              @Override
              public void run() {
                serve(later, asked, true, feed);
              }

              @Override
              public void failed(Failure failure) {
                String answer = text(codec.encodeFailed(head, failure));
                kept.turns().finish(turn.answered(Turn.State.DONE, answer), List.of());
                InteractionsServer.replay(Json.parse(answer)).forEach(feed::add);
              }
            });
    if (asked.stream()) {
      run.feed().follow(incoming, 0, InteractionAnswer.sentinel());
    } else {
      incoming.json(200, begun);
    }
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
