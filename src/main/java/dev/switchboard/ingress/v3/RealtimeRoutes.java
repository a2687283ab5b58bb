package dev.switchboard.ingress.v3;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketRefused;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.VoiceLine;
import dev.switchboard.ingress.VoiceTickets;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.realtime.RealtimeSession;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v3/realtime}, on a function's own path too, and {@code POST /v3/realtime-sessions}.
 */
public final class RealtimeRoutes {
  private static final String PREFIX = "rt_";
  private static final String TICKET = "opper-ticket.";
  private static final long USUAL_TTL_SECONDS = 60;
  private static final long LONGEST_TTL_SECONDS = 300;

  private final RealtimeSessions sessions;
  private final Functions functions;
  private final Credentials credentials;
  private final VoiceTickets tickets;
  private final CallHeaders callHeaders;
  private final DefaultModel defaultModel;

  public RealtimeRoutes(
      RealtimeSessions sessions,
      Functions functions,
      Credentials credentials,
      VoiceTickets tickets,
      CallHeaders callHeaders,
      DefaultModel defaultModel) {
    this.sessions = sessions;
    this.functions = functions;
    this.credentials = credentials;
    this.tickets = tickets;
    this.callHeaders = callHeaders;
    this.defaultModel = defaultModel;
  }

  List<NativeRoute> routes() {
    return List.of(
        new NativeRoute("GET", "/v3/realtime", (in, _) -> open(in, null)),
        new NativeRoute(
            "GET", "/v3/realtime/{function}", (in, names) -> open(in, names.getFirst())),
        new NativeRoute("POST", "/v3/realtime-sessions", (in, _) -> ticket(in)));
  }

  /**
   * Who asks for a session, and what a ticket says of it.
   *
   * @param key as it is now, at each call
   * @param subprotocol what the answer chooses; null for none
   */
  private record Bearer(
      Supplier<VirtualKey> key,
      ObjectNode config,
      Set<String> locked,
      @Nullable String subprotocol) {}

  /**
   * Opens a session.
   *
   * @param function the function's name; null for a session of no function
   */
  private void open(Incoming incoming, @Nullable String function) {
    Exchange exchange = incoming.exchange();
    if (!exchange.asksForWebSocket()) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "invalid_request",
              "",
              "header Upgrade: "
                  + exchange.header("upgrade").orElse("missing")
                  + " (expected: websocket)"));
    }
    Bearer bearer = bearer(exchange);
    VirtualKey key = bearer.key().get();
    Optional<FunctionRevision> revision = revision(key, function);
    List<String> models = models(exchange, bearer.config(), revision);
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            "native.realtime",
            new CallContext.Work(
                function == null ? "realtime" : function,
                revision.map(FunctionRevision::number).orElse(null),
                models,
                true,
                CallHeaders.options(exchange)),
            CallHeaders.Said.NOTHING);
    try (RealtimeSession session = sessions.admit(context, bearer.key())) {
      RealtimeConfig usual =
          RealtimeConfig.of(
                  models.getFirst(), revision.map(r -> r.definition().instructions()).orElse(null))
              .withTranscription(RealtimeConfig.Transcription.USUAL);
      VoiceEvents dialect =
          new VoiceEvents(usual, bearer.config(), bearer.locked(), incoming.requestId());
      WebSocket socket = accept(incoming, session, bearer.subprotocol());
      new VoiceLine(session, socket, dialect, incoming.requestId()).serve();
    }
  }

  private WebSocket accept(
      Incoming incoming, RealtimeSession session, @Nullable String subprotocol) {
    try {
      return incoming
          .exchange()
          .webSocket(
              new WebSocketAccept(
                  Optional.ofNullable(subprotocol),
                  Headers.builder()
                      .add("x-request-id", incoming.requestId())
                      .add("x-opper-trace-id", session.context().identity().traceId())
                      .build(),
                  VoiceLine.settings(session.limits())));
    } catch (WebSocketRefused e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_request", "", String.valueOf(e.getMessage())));
    }
  }

  private Bearer bearer(Exchange exchange) {
    Optional<String> offered =
        exchange.subprotocols().stream().filter(name -> name.startsWith(TICKET)).findFirst();
    Optional<String> ticket =
        offered
            .map(name -> name.substring(TICKET.length()))
            .or(() -> exchange.query().first("ticket").filter(text -> !text.isBlank()));
    if (ticket.isPresent()) {
      VoiceTickets.Ticket redeemed =
          ticket
              // What was made for another dialect holds settings of that one.
              .filter(text -> text.startsWith(PREFIX))
              .flatMap(tickets::redeem)
              .orElseThrow(() ->
                  new FailureException(
                      new Failure.Unauthorized(
                          "invalid_key",
                          "the ticket is not known, was used, or has expired (expected: a fresh one"
                              + " of POST /v3/realtime-sessions)")));
      return new Bearer(redeemed.key(), redeemed.config(), redeemed.locked(), offered.orElse(null));
    }
    credentials.authenticate(exchange);
    String presented = Credentials.presented(exchange).orElse("");
    Optional<String> chosen =
        exchange.subprotocols().stream().filter(name -> !name.contains("key")).findFirst();
    return new Bearer(
        () -> credentials.authenticate(presented), Json.object(), Set.of(), chosen.orElse(null));
  }

  private Optional<FunctionRevision> revision(VirtualKey key, @Nullable String function) {
    if (function == null) {
      return Optional.empty();
    }
    Optional<FunctionRevision> found = functions.find(key.projectId(), function);
    if (found.isEmpty()) {
      throw new FailureException(
          new Failure.NotFound(
              "function_not_found",
              "function "
                  + function
                  + ": not declared (expected: POST /v3/call with its name and instructions first)"));
    }
    return found;
  }

  private List<String> models(
      Exchange exchange, ObjectNode config, Optional<FunctionRevision> revision) {
    Optional<String> asked =
        Optional.ofNullable(config.get("model"))
            .map(model -> model.asString())
            .or(() -> exchange.query().first("model").filter(model -> !model.isBlank()));
    if (asked.isPresent()) {
      return List.of(asked.get());
    }
    List<String> own = revision.map(Functions::models).orElse(List.of());
    return own.isEmpty() ? List.of(defaultModel.model()) : own;
  }

  /** Makes a ticket for a browser. */
  private void ticket(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Fields body = Fields.of(Json.parse(incoming.body()));
    ObjectNode config = body.optionalObject("config").map(Fields::node).orElse(Json.object());
    VoiceSettings.read(RealtimeConfig.of("", null), Fields.of(config), true);
    Set<String> locked = new LinkedHashSet<>(body.optionalTexts("locked_fields"));
    String function = body.optionalText("function").orElse(null);
    revision(key, function);
    long seconds =
        body.optionalInteger("ttl_seconds", 1, LONGEST_TTL_SECONDS).orElse(USUAL_TTL_SECONDS);
    VoiceTickets.Issued issued =
        tickets.issue(
            PREFIX,
            new VoiceTickets.Wish(
                Credentials.presented(incoming.exchange()).orElse(""),
                config,
                locked,
                1,
                Duration.ofSeconds(seconds)));
    incoming.json(
        200,
        Json.write(
            Json.object()
                .put("client_secret", issued.secret())
                .put("ticket", issued.secret())
                .put("expires_at", issued.expiresAt().toString())
                .put("ws_url", address(incoming.exchange(), function))));
  }

  private static String address(Exchange exchange, @Nullable String function) {
    boolean tls = exchange.header("x-forwarded-proto").orElse("http").equals("https");
    String host =
        exchange.header("x-forwarded-host").or(() -> exchange.header("host")).orElse("localhost");
    String path =
        function == null
            ? ""
            : "/" + URLEncoder.encode(function, StandardCharsets.UTF_8).replace("%2F", "/");
    return (tls ? "wss://" : "ws://") + host + "/v3/realtime" + path;
  }
}
