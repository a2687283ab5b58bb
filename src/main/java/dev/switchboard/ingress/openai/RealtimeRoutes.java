package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketRefused;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.VoiceDialect;
import dev.switchboard.ingress.VoiceLine;
import dev.switchboard.ingress.VoiceTickets;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.realtime.RealtimeSession;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.wire.openai.realtime.RealtimeServerCommands;
import dev.switchboard.wire.openai.realtime.RealtimeServerEvents;
import dev.switchboard.wire.openai.realtime.RealtimeServerSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/compat/realtime} as a WebSocket, and {@code POST …/realtime/client_secrets}. */
public final class RealtimeRoutes {
  private static final String ROOT = "/realtime";
  private static final String SECRET_PREFIX = "ek_";
  private static final long USUAL_SECRET_SECONDS = 600;
  private static final long LONGEST_SECRET_SECONDS = 7_200;

  private final RealtimeSessions sessions;
  private final Credentials credentials;
  private final VoiceTickets tickets;
  private final CallHeaders callHeaders;

  public RealtimeRoutes(
      RealtimeSessions sessions,
      Credentials credentials,
      VoiceTickets tickets,
      CallHeaders callHeaders) {
    this.sessions = sessions;
    this.credentials = credentials;
    this.tickets = tickets;
    this.callHeaders = callHeaders;
  }

  /** Whether a path below the base is one of these. */
  static boolean owns(String route) {
    return route.equals(ROOT) || route.startsWith(ROOT + "/");
  }

  void handle(Incoming incoming, String route) {
    String method = incoming.exchange().method();
    switch (route.substring(ROOT.length())) {
      case "" -> {
        OpenAiSurface.require(method, "GET", route);
        open(incoming);
      }
      case "/client_secrets" -> {
        OpenAiSurface.require(method, "POST", route);
        secret(incoming);
      }
      default ->
          throw new FailureException(
              new Failure.NotFound("not_found", "no route " + method + " " + route));
    }
  }

  /**
   * Who asks for a session.
   *
   * @param config what its secret sets the session to; empty for a key
   */
  private record Bearer(Supplier<VirtualKey> key, ObjectNode config) {}

  private Bearer bearer(Exchange exchange) {
    String presented = Credentials.presented(exchange).orElse("");
    if (presented.startsWith(SECRET_PREFIX)) {
      VoiceTickets.Ticket ticket =
          tickets
              .redeem(presented)
              .orElseThrow(() ->
                  new FailureException(
                      new Failure.Unauthorized(
                          "invalid_key", "the client secret is not known, or has expired")));
      return new Bearer(ticket.key(), ticket.config());
    }
    return new Bearer(() -> credentials.authenticate(presented), Json.object());
  }

  private void open(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    if (!exchange.asksForWebSocket()) {
      throw invalid("header Upgrade: missing (expected: websocket)");
    }
    Bearer bearer = bearer(exchange);
    VirtualKey key = bearer.key().get();
    RealtimeConfig config = config(exchange, bearer.config());
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            Dialect.OPENAI_REALTIME.label(),
            new CallContext.Work(
                "realtime", null, List.of(config.model()), true, CallHeaders.options(exchange)),
            CallHeaders.Said.NOTHING);
    try (RealtimeSession session = sessions.admit(context, bearer.key())) {
      WebSocket socket = accept(incoming, session);
      VoiceLine line =
          new VoiceLine(
              session, socket, new Speaker(config, bearer.config()), incoming.requestId());
      try {
        line.open(config, false);
      } catch (FailureException e) {
        line.refuse(e.failure());
        return;
      }
      line.serve();
    }
  }

  private static RealtimeConfig config(Exchange exchange, ObjectNode secret) {
    Optional<String> intent = exchange.query().first("intent");
    if (intent.isPresent() && !intent.get().equals("conversation")) {
      throw new FailureException(
          new Failure.Unsupported(
              "intent", "intent: " + intent.get() + " (expected: none, sessions converse)"));
    }
    String model =
        exchange
            .query()
            .first("model")
            .or(() -> exchange.query().first("deployment"))
            .filter(name -> !name.isBlank())
            .orElse(secret.path("model").asString(""));
    if (model.isEmpty()) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/model", "model: missing (expected: ?model=, such as sandbox/chat)"));
    }
    return RealtimeServerSession.read(RealtimeConfig.of(model, null), Fields.of(secret));
  }

  private WebSocket accept(Incoming incoming, RealtimeSession session) {
    // A browser offers its key beside the protocol; the key is never said again.
    Optional<String> chosen =
        incoming.exchange().subprotocols().stream()
            .filter(name -> !name.startsWith("openai-"))
            .findFirst();
    try {
      return incoming
          .exchange()
          .webSocket(
              new WebSocketAccept(
                  chosen,
                  Headers.builder()
                      .add("x-request-id", incoming.requestId())
                      .add("x-opper-trace-id", session.context().identity().traceId())
                      .build(),
                  VoiceLine.settings(session.limits())));
    } catch (WebSocketRefused e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static FailureException invalid(String message) {
    return new FailureException(new Failure.InvalidRequest("invalid_request", "", message));
  }

  private void secret(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    credentials.authenticate(exchange);
    Fields body = Fields.of(Json.parse(incoming.body()));
    ObjectNode session = body.optionalObject("session").map(Fields::node).orElse(Json.object());
    RealtimeConfig config =
        RealtimeServerSession.read(RealtimeConfig.of("", null), Fields.of(session));
    long seconds =
        body.optionalObject("expires_after")
            .map(after ->
                after
                    .optionalInteger("seconds", 10, LONGEST_SECRET_SECONDS)
                    .orElse(USUAL_SECRET_SECONDS))
            .orElse(USUAL_SECRET_SECONDS);
    VoiceTickets.Issued issued =
        tickets.issue(
            SECRET_PREFIX,
            new VoiceTickets.Wish(
                Credentials.presented(exchange).orElse(""),
                session,
                Set.of(),
                0,
                Duration.ofSeconds(seconds)));
    ObjectNode answer =
        Json.object()
            .put("value", issued.secret())
            .put("expires_at", issued.expiresAt().getEpochSecond());
    answer.set("session", RealtimeServerSession.write(config, "sess_" + incoming.requestId()));
    incoming.json(200, Json.write(answer));
  }

  /** One caller's dialect. */
  private static final class Speaker implements VoiceDialect {
    private final RealtimeServerEvents events;
    private final @Nullable String first;
    private RealtimeConfig config;

    /**
     * @param secret what a client secret sets the session to; empty for nothing
     */
    Speaker(RealtimeConfig config, ObjectNode secret) {
      this.config = config;
      this.first = secret.isEmpty() ? null : RealtimeServerSession.update(secret);
      this.events = new RealtimeServerEvents(config);
    }

    @Override
    public RealtimeOrder.Passing passing() {
      return new RealtimeOrder.Passing(Dialect.OPENAI_REALTIME, first);
    }

    @Override
    public void received(String message, VoiceLine line) {
      RealtimeCommand command = RealtimeServerCommands.read(Fields.of(Json.parse(message)), config);
      line.send(command);
      if (command instanceof RealtimeCommand.Configure configure) {
        config = configure.config();
      }
    }

    @Override
    public List<String> told(RealtimeEvent event) {
      synchronized (events) {
        return events.write(event);
      }
    }

    @Override
    public List<String> failed(Failure failure, @Nullable String message) {
      synchronized (events) {
        return List.of(events.failed(failure, message == null ? null : eventId(message)));
      }
    }

    private static @Nullable String eventId(String message) {
      try {
        return Fields.of(Json.parse(message)).optionalText("event_id").orElse(null);
      } catch (InvalidJsonException | InvalidFieldException _) {
        return null;
      }
    }
  }
}
