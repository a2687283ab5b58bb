package dev.switchboard.ingress.openai;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketAccept;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
import dev.switchboard.http.WebSocketRefused;
import dev.switchboard.http.WebSocketSettings;
import dev.switchboard.ingress.CallExchange;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Mistake;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v3/compat/responses} as a WebSocket: each message {@code response.create} is a call
 * of its own, its events are the answer. Calls are answered one after the other, in the order in
 * which they came, whatever their {@code stream_id}.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/websocket-mode">source</a>
 */
final class ResponseSocket {
  private static final String CREATE = "response.create";
  private static final Pattern STREAM_ID = Pattern.compile("[A-Za-z0-9_.-]{1,256}");

  private final ResponseCreation creation;
  private final Credentials credentials;
  private final ServerCodec codec = new OpenAiChatServer();
  private final Function<Exchange, Incoming> arrivals;

  /**
   * @param arrivals gives a request that arrives now an id of its own
   */
  ResponseSocket(
      ResponseCreation creation, Credentials credentials, Function<Exchange, Incoming> arrivals) {
    this.creation = creation;
    this.credentials = credentials;
    this.arrivals = arrivals;
  }

  void handle(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    credentials.authenticate(exchange);
    // The first one that is no carrier of secrets.
    Optional<String> chosen =
        exchange.subprotocols().stream().filter(name -> !name.startsWith("openai-")).findFirst();
    WebSocket socket;
    try {
      socket =
          exchange.webSocket(
              new WebSocketAccept(
                  chosen,
                  Headers.of("x-request-id", incoming.requestId()),
                  WebSocketSettings.DEFAULT));
    } catch (WebSocketRefused e) {
      refuse(incoming, e);
      return;
    }
    try {
      new Session(exchange, socket).serve();
    } catch (WebSocketException _) {
      // The caller left without a word between two calls.
    }
  }

  private void refuse(Incoming incoming, WebSocketRefused refused) {
    Failure failure =
        new Failure.InvalidRequest("invalid_request", "", String.valueOf(refused.getMessage()));
    Headers.Builder headers =
        Headers.builder()
            .add("content-type", "application/json")
            .add("x-request-id", incoming.requestId());
    if (refused.status() == 426) {
      headers.add("sec-websocket-version", "13").add("upgrade", "websocket");
    }
    incoming
        .exchange()
        .respond(
            refused.status(), headers.build(), codec.encodeFailure(failure, incoming.requestId()));
  }

  /** One connection. */
  private final class Session {
    private final Exchange origin;
    private final WebSocket socket;
    private final SessionTurns turns;
    private final ResponseCreation own;
    private final AtomicReference<@Nullable SocketExchange> current = new AtomicReference<>();

    Session(Exchange origin, WebSocket socket) {
      this.origin = origin;
      this.socket = socket;
      this.turns = creation.sessionTurns();
      this.own = creation.within(turns);
    }

    void serve() {
      socket.onEnd(() -> {
        SocketExchange under = current.get();
        if (under != null) {
          under.leave();
        }
      });
      for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
        switch (got.get()) {
          case WebSocketMessage.Text text -> answer(text.text().getBytes(StandardCharsets.UTF_8));
          case WebSocketMessage.Binary _ ->
              socket.close(WebSocketClose.UNSUPPORTED_DATA, "bytes (expected: JSON as text)");
        }
      }
    }

    private void answer(byte[] message) {
      String lane = null;
      String previous = null;
      Incoming arrived = arrivals.apply(origin);
      try {
        TopLevel fields = TopLevel.scan(message);
        lane = lane(fields);
        previous = fields.text("previous_response_id").orElse(null);
        SocketExchange exchange = new SocketExchange(origin, socket, body(fields), dressed(lane));
        current.set(exchange);
        if (socket.ended().isPresent()) {
          return;
        }
        own.handle(new Incoming(exchange, arrived.requestId(), arrived.arrival()));
        if (!exchange.isWhole()) {
          throw new FailureException(new Failure.Internal("the answer was cut short"));
        }
      } catch (CallerGoneException _) {
        // Nobody is there to be answered; the call's record says so.
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        if (previous != null) {
          turns.forget(previous);
        }
        Failure failure = CallExchange.told(origin, failure(e, arrived.requestId()));
        tell(failed(failure, arrived.requestId(), lane));
      } finally {
        current.set(null);
      }
    }

    private void tell(String error) {
      try {
        socket.send(error);
      } catch (WebSocketException _) {
        // Nobody is there to be answered.
      }
    }
  }

  private static @Nullable String lane(TopLevel fields) {
    if (!fields.has("stream_id")) {
      return null;
    }
    return fields
        .text("stream_id")
        .filter(id -> STREAM_ID.matcher(id).matches())
        .orElseThrow(() -> invalid("stream_id", "not valid", "1 to 256 of A-Z a-z 0-9 _ . -"));
  }

  /** The call as a POST would have it. */
  private static byte[] body(TopLevel fields) {
    if (!fields.text("type").equals(Optional.of(CREATE))) {
      throw invalid(
          "type", fields.text("type").map(t -> "\"" + t + "\"").orElse("missing"), CREATE);
    }
    if (fields.boolOr("background", false)) {
      throw invalid("background", "true", "false, as the events come over the WebSocket");
    }
    if (!fields.boolOr("stream", true)) {
      throw invalid("stream", "false", "left out, as a WebSocket carries events");
    }
    JsonPatch patch = JsonPatch.none().remove("/type").set("/stream", true);
    if (fields.has("stream_id")) {
      patch = patch.remove("/stream_id");
    }
    return patch.apply(fields);
  }

  private static FailureException invalid(String field, String what, String expected) {
    String shown = what.length() > 80 ? what.substring(0, 80) + "…" : what;
    return new FailureException(
        Failure.InvalidRequest.at(
            "/" + field, field + ": " + shown + " (expected: " + expected + ")"));
  }

  private static UnaryOperator<String> dressed(@Nullable String lane) {
    if (lane == null) {
      return UnaryOperator.identity();
    }
    return data -> {
      byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
      TopLevel event = TopLevel.scanReply(bytes, 0, bytes.length);
      return new String(
          JsonPatch.none().set("/stream_id", lane).apply(event), StandardCharsets.UTF_8);
    };
  }

  private static Failure failure(Throwable thrown, String requestId) {
    return switch (thrown) {
      case InvalidFieldException e ->
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage()));
      case InvalidJsonException e ->
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage()));
      default -> Mistake.of(thrown, requestId);
    };
  }

  private String failed(Failure failure, String requestId, @Nullable String lane) {
    ObjectNode event = Json.object().put("type", "error").put("status", failure.status());
    event.setAll((ObjectNode) Json.parse(codec.encodeFailure(failure, requestId)));
    if (lane != null) {
      event.put("stream_id", lane);
    }
    if (event.get("error") instanceof ObjectNode error && !error.path("code").isString()) {
      error.put("code", failure.code());
    }
    return Json.text(event);
  }
}
