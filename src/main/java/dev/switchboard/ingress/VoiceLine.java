package dev.switchboard.ingress;

import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketMessage;
import dev.switchboard.http.WebSocketSettings;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.realtime.RealtimeLimits;
import dev.switchboard.realtime.RealtimeSession;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A caller's WebSocket and the voice session behind it: what is received becomes commands, what the
 * session says becomes messages, and how it ends becomes a closing frame.
 */
public final class VoiceLine implements AutoCloseable {
  private static final int MAX_WAITING_BYTES = 64 * 1024;
  private static final int MAX_REASON = 110;

  /** Ends that are nobody's mistake. */
  private static final Set<String> GOING_AWAY =
      Set.of("session_idle", "session_expired", "gateway_stopping");

  private final RealtimeSession session;
  private final WebSocket socket;
  private final VoiceDialect dialect;
  private final String requestId;
  private @Nullable RealtimeLink link;

  public VoiceLine(
      RealtimeSession session, WebSocket socket, VoiceDialect dialect, String requestId) {
    this.session = session;
    this.socket = socket;
    this.dialect = dialect;
    this.requestId = requestId;
  }

  /** What a voice session's WebSocket puts up with; the session ends before these times do. */
  public static WebSocketSettings settings(RealtimeLimits limits) {
    return WebSocketSettings.DEFAULT
        .withSizes(limits.messageBytes(), limits.messageBytes(), MAX_WAITING_BYTES)
        .withTimes(
            limits.idle().plusMinutes(1),
            WebSocketSettings.DEFAULT.closeWithin(),
            limits.total().plusMinutes(1));
  }

  /** The session that it leads to. */
  public RealtimeSession session() {
    return session;
  }

  /** Whether the session was opened. */
  public boolean isOpen() {
    return link != null;
  }

  /**
   * Opens the session.
   *
   * @param paced whether the caller cannot be told to stop playing
   * @throws FailureException for what its model cannot be set to
   */
  public void open(RealtimeConfig config, boolean paced) {
    link = session.open(config, paced, new Teller(), dialect.passing());
  }

  /**
   * Tells the session something.
   *
   * @throws FailureException for what is wrong with it
   * @throws IllegalStateException before it is open
   */
  public void send(RealtimeCommand command) {
    RealtimeLink open = link;
    if (open == null) {
      throw new IllegalStateException("a command before the session is open");
    }
    open.send(command);
  }

  /** Receives until either end has had enough. */
  public void serve() {
    session.watch(this::end);
    try {
      for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
        switch (got.get()) {
          case WebSocketMessage.Text text -> received(text.text());
          case WebSocketMessage.Binary binary ->
              // Some libraries send JSON as bytes.
              received(new String(binary.bytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (WebSocketException _) {
      // The caller has left; the record says how far the session came.
    }
  }

  /** Tells events, and frames of the caller's own dialect. */
  private final class Teller implements RealtimeListener {
    @Override
    public void on(RealtimeEvent event) {
      tell(event);
    }

    @Override
    public void passed(String frame, List<RealtimeEvent> meaning) {
      try {
        socket.send(frame);
      } catch (WebSocketException _) {
        // Nobody is there to be told; who receives will see it.
      }
    }
  }

  private void received(String message) {
    try {
      if (!session.arrived()) {
        return;
      }
      RealtimeLink open = link;
      if (open != null && open.passes()) {
        open.pass(message);
        return;
      }
      dialect.received(message, this);
    } catch (WebSocketException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      send(dialect.failed(failure(e), message));
    }
  }

  private Failure failure(Throwable thrown) {
    return switch (thrown) {
      case InvalidFieldException e ->
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage()));
      case InvalidJsonException e ->
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage()));
      default -> Mistake.of(thrown, requestId);
    };
  }

  private void tell(RealtimeEvent event) {
    try {
      send(dialect.told(event));
      if (event instanceof RealtimeEvent.Ended ended) {
        end(ended.failure());
      }
    } catch (WebSocketException _) {
      // Nobody is there to be told; who receives will see it.
    } catch (RuntimeException | Error e) {
      socket.close(WebSocketClose.INTERNAL_ERROR, Mistake.of(e, requestId).code());
    }
  }

  private void send(List<String> messages) {
    messages.forEach(socket::send);
  }

  /** Tells why a session could not begin, and closes. */
  public void refuse(Failure failure) {
    tell(new RealtimeEvent.Ended(failure));
  }

  private void end(@Nullable Failure failure) {
    if (failure == null) {
      socket.close();
      return;
    }
    String reason = failure.code() + ": " + failure.message();
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    socket.close(code(failure), bytes.length <= MAX_REASON ? reason : failure.code());
  }

  private static int code(Failure failure) {
    return switch (failure) {
      case Failure.InvalidRequest invalid when GOING_AWAY.contains(invalid.code()) ->
          WebSocketClose.GOING_AWAY;
      case Failure.InvalidRequest _,
          Failure.Unauthorized _,
          Failure.BudgetExhausted _,
          Failure.Forbidden _,
          Failure.ModelNotFound _,
          Failure.NotFound _,
          Failure.MethodNotAllowed _,
          Failure.Conflict _,
          Failure.InputInvalid _,
          Failure.Unsupported _,
          Failure.RateLimited _,
          Failure.LoopDetected _ ->
          WebSocketClose.POLICY_VIOLATION;
      case Failure.TooLarge _ -> WebSocketClose.TOO_BIG;
      case Failure.Overloaded _, Failure.NoTarget _, Failure.ProviderLimited _ ->
          WebSocketClose.TRY_AGAIN_LATER;
      case Failure.OutputInvalid _,
          Failure.ProviderRejected _,
          Failure.ProviderFailed _,
          Failure.ProviderAuth _,
          Failure.ProviderTimeout _,
          Failure.CallerGone _,
          Failure.Internal _ ->
          WebSocketClose.INTERNAL_ERROR;
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
