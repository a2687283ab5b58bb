package dev.switchboard.ingress.openai;

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
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.responses.OpenAiCompactionServer;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import dev.switchboard.wire.openai.responses.ResponseCall;
import dev.switchboard.wire.openai.responses.ResponseGaps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** {@code POST /v3/compat/responses}: any model behind OpenAI's Responses API. */
final class ResponseCreation {
  private static final String ID_PREFIX = "resp_";

  /** The dialect ends its streams without a word. */
  static final byte[] NOTHING = {};

  private final CompatChat chat;
  private final Credentials credentials;
  private final KeptTurns kept;
  private final BackgroundRuns runs;

  /** The turns of the WebSocket that the calls come from. */
  private final @Nullable SessionTurns session;

  ResponseCreation(CompatChat chat, Credentials credentials, KeptTurns kept, BackgroundRuns runs) {
    this(chat, credentials, kept, runs, null);
  }

  private ResponseCreation(
      CompatChat chat,
      Credentials credentials,
      KeptTurns kept,
      BackgroundRuns runs,
      @Nullable SessionTurns session) {
    this.chat = chat;
    this.credentials = credentials;
    this.kept = kept;
    this.runs = runs;
    this.session = session;
  }

  /** The turns of a new WebSocket. */
  SessionTurns sessionTurns() {
    return new SessionTurns(kept.turns());
  }

  /** The same for the calls of one WebSocket. */
  ResponseCreation within(SessionTurns turns) {
    return new ResponseCreation(chat, credentials, kept.over(turns), runs, turns);
  }

  /** One request, read as far as it must be. */
  private record Asked(
      String model, boolean stream, ResponsePlan plan, RawBody body, ResponseCall call) {
    Asked {
      Objects.requireNonNull(model);
      Objects.requireNonNull(plan);
      Objects.requireNonNull(body);
      Objects.requireNonNull(call);
    }

    ResponseGaps gaps() {
      return new ResponseGaps(call);
    }

    CompatChat.Manner manner() {
      return new CompatChat.Manner(
          new OpenAiResponsesServer(call), ID_PREFIX, "x-request-id", "responses");
    }

    CompatChat.Ask ask(StreamFraming framing) {
      return new CompatChat.Ask(
          body,
          model,
          stream ? Delivery.STREAM : Delivery.WHOLE,
          framing,
          CallHeaders.Said.NOTHING);
    }
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Asked asked = read(incoming, key);
    if (asked.plan().background()) {
      background(incoming, asked);
    } else {
      chat.serve(incoming, key, asked.manner(), asked.ask(answer(asked)));
    }
  }

  private ResponseAnswer answer(Asked asked) {
    SessionTurns turns = session;
    return turns == null
        ? new ResponseAnswer(kept, asked.plan(), asked.gaps(), null)
        : ResponseAnswer.within(turns, kept, asked.plan(), asked.gaps());
  }

  /**
   * Answers {@code POST /responses/compact}: the conversation as one item to go on from.
   *
   * <p>Always asked of the model in our words, so that the item means the same to every provider.
   */
  void compact(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    TopLevel fields = TopLevel.scan(incoming.body());
    String model = model(fields);
    byte[] body = new ResponseInput(kept, key).resolve(fields, false, "").body();
    OpenAiCompactionServer codec = new OpenAiCompactionServer();
    codec.decodeRequest(body);
    chat.serve(
        incoming,
        key,
        new CompatChat.Manner(codec, ID_PREFIX, "x-request-id", "responses.compact"),
        new CompatChat.Ask(
            new RawBody(Dialect.NATIVE, body),
            model,
            Delivery.WHOLE,
            StreamFraming.serverSentEvents(),
            CallHeaders.Said.NOTHING));
  }

  private static String model(TopLevel fields) {
    return fields
        .text("model")
        .filter(name -> !name.isBlank())
        .orElseThrow(() -> invalid("/model", "missing or not a text", "a model's name"));
  }

  private Asked read(Incoming incoming, VirtualKey key) {
    byte[] body = incoming.body();
    TopLevel fields = TopLevel.scan(body);
    String model = model(fields);
    boolean background = fields.boolOr("background", false);
    boolean store = fields.boolOr("store", true) && kept.allowed();
    if (background && !store) {
      throw invalid(
          "/background",
          kept.allowed() ? "true beside store: false" : "true, but no content is kept here",
          "a response that is kept");
    }
    if (fields.field("input").isEmpty() && fields.field("previous_response_id").isEmpty()) {
      throw invalid("/input", "missing", "a text or an array of items");
    }
    String base = incoming.requestId().substring(incoming.requestId().lastIndexOf('_') + 1);
    ResponseInput.Resolved resolved =
        new ResponseInput(kept, key).resolve(fields, store || session != null, base);
    ResponsePlan plan =
        new ResponsePlan(
            key,
            ID_PREFIX + incoming.requestId(),
            resolved.previousId(),
            resolved.items(),
            resolved.earlier(),
            store,
            background);
    ResponseCall call =
        new ResponseCall(
            resolved.body(),
            new ResponseCall.Keeping(resolved.previousId(), store, background),
            () -> kept.now().getEpochSecond());
    return new Asked(
        model,
        fields.boolOr("stream", false),
        plan,
        new RawBody(Dialect.OPENAI_RESPONSES, resolved.body()),
        call);
  }

  private static FailureException invalid(String pointer, String what, String expected) {
    return new FailureException(
        Failure.InvalidRequest.at(
            pointer, pointer.substring(1) + ": " + what + " (expected: " + expected + ")"));
  }

  private void background(Incoming incoming, Asked asked) {
    OpenAiResponsesServer codec = new OpenAiResponsesServer(asked.call());
    // What cannot be read is refused now, as it is for a caller who waits.
    codec.decodeRequest(asked.body().bytes());
    AnswerHead head =
        new AnswerHead(
            asked.plan().id(),
            asked.model(),
            incoming.arrival().at().getEpochSecond(),
            asked.stream() ? Delivery.STREAM : Delivery.WHOLE);
    Turn turn = running(asked, text(codec.encodeBegun(head, "in_progress")));
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
                chat.serve(
                    later,
                    asked.plan().owner(),
                    asked.manner(),
                    asked.ask(new ResponseAnswer(kept, asked.plan(), asked.gaps(), feed)));
              }

              @Override
              public void failed(Failure failure) {
                String answer = text(codec.encodeFailed(head, failure));
                kept.turns().finish(turn.answered(Turn.State.DONE, answer), List.of());
                List<WireEvent> told = OpenAiResponsesServer.replay(Json.parse(answer));
                told.forEach(feed::add);
              }
            });
    if (asked.stream()) {
      run.feed().follow(incoming, 0, NOTHING);
    } else {
      incoming.json(200, codec.encodeBegun(head, "queued"));
    }
  }

  private Turn running(Asked asked, String answer) {
    ArrayNode items = Json.array();
    asked.plan().items().forEach(items::add);
    return kept.turn(
        kept.key(asked.plan().owner(), asked.plan().id()),
        asked.plan().previousId(),
        Turn.State.RUNNING,
        Json.text(items),
        answer);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
