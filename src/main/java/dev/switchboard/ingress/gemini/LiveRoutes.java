package dev.switchboard.ingress.gemini;

import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
import dev.switchboard.http.WebSocketRefused;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.VoiceLine;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.realtime.RealtimeLimits;
import dev.switchboard.realtime.RealtimeSession;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.wire.gemini.live.LiveServerEvents;
import dev.switchboard.wire.gemini.live.LiveServerSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Gemini's voice sessions, on the paths that Google's SDKs ask for: {@code
 * /ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent}, in any version,
 * constrained or not, with slashes doubled where a base address ends in one.
 *
 * <p>The model is named by the first frame. So the key is checked before the answer to the
 * handshake, and the rest, once it is known what is wanted: who may not is told by how the session
 * is closed.
 */
public final class LiveRoutes {
  private static final Pattern PATH =
      Pattern.compile(
          "/+ws/+google\\.ai\\.generativelanguage\\.v1(?:alpha|beta)?\\.GenerativeService"
              + "\\.BidiGenerateContent(?:Constrained)?/*");

  /** How long a caller may take to say what the session is to be. */
  private static final Duration SETUP = Duration.ofSeconds(30);

  private final RealtimeSessions sessions;
  private final RealtimeLimits limits;
  private final LiveTokens tokens;
  private final CallHeaders headers;

  public LiveRoutes(
      RealtimeSessions sessions, RealtimeLimits limits, LiveTokens tokens, CallHeaders headers) {
    this.sessions = sessions;
    this.limits = limits;
    this.tokens = tokens;
    this.headers = headers;
  }

  /**
   * Whether a path is one of these.
   *
   * @param path without the base
   */
  static boolean owns(String path) {
    return PATH.matcher(path).matches();
  }

  /** What a caller of these paths may ask for, as in the description of the API. */
  static List<String> operations() {
    return List.of(
        "POST /v3/compat/v1alpha/" + LiveTokens.RESOURCE,
        "GET /v3/compat/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent");
  }

  /** Makes a token with which sessions are opened. */
  void createToken(Incoming incoming) {
    GeminiSurface.require(incoming.exchange(), "POST");
    tokens.create(incoming);
  }

  void handle(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    GeminiSurface.require(exchange, "GET");
    if (!exchange.asksForWebSocket()) {
      throw invalid(
          "header Upgrade: "
              + exchange.header("upgrade").orElse("missing")
              + " (expected: websocket)");
    }
    LiveTokens.Bearer bearer = tokens.bearer(exchange);
    bearer.key().get().require(Scope.CALL);
    CallOptions options = CallHeaders.options(exchange);
    WebSocket socket = accept(incoming);
    try {
      Optional<String> first = first(socket);
      if (first.isPresent()) {
        String setup = bearer.constraints().apply(first.get());
        serve(incoming, socket, setup, bearer.key(), options);
      }
    } catch (WebSocketException _) {
      // The caller has left; the record says how far the session came.
    } catch (FailureException e) {
      LiveServerEvents.Closing closing = LiveServerEvents.closing(e.failure());
      socket.close(closing.code(), closing.reason());
    }
  }

  private void serve(
      Incoming incoming,
      WebSocket socket,
      String first,
      Supplier<VirtualKey> key,
      CallOptions options) {
    LiveServerSetup setup = LiveServerSetup.read(first);
    CallContext context =
        headers.context(
            incoming,
            key.get(),
            "gemini.live",
            new CallContext.Work("live", null, List.of(setup.config().model()), true, options),
            CallHeaders.Said.NOTHING);
    try (RealtimeSession session = sessions.admit(context, key)) {
      LiveDialect dialect = new LiveDialect(setup, first, socket);
      VoiceLine line = new VoiceLine(session, socket, dialect, incoming.requestId());
      dialect.speaksOver(line);
      line.open(setup.config(), false);
      line.serve();
    }
  }

  private WebSocket accept(Incoming incoming) {
    try {
      return incoming
          .exchange()
          .webSocket(
              new WebSocketAccept(
                  Optional.empty(),
                  Headers.of("x-request-id", incoming.requestId()),
                  VoiceLine.settings(limits)));
    } catch (WebSocketRefused e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  /** The first frame; where none comes in time the connection is closed. */
  private static Optional<String> first(WebSocket socket) {
    Optional<WebSocketMessage> first = socket.receive(SETUP);
    if (first.isEmpty()) {
      socket.close(
          WebSocketClose.POLICY_VIOLATION,
          "setup: missing (expected: within " + SETUP.toSeconds() + " s)");
    }
    return first.map(message ->
        switch (message) {
          case WebSocketMessage.Text text -> text.text();
          case WebSocketMessage.Binary binary -> new String(binary.bytes(), StandardCharsets.UTF_8);
        });
  }

  private static FailureException invalid(String message) {
    return new FailureException(new Failure.InvalidRequest("invalid_request", "", message));
  }
}
