package dev.switchboard.provider;

import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.http.WebSocket;
import dev.switchboard.http.WebSocketClose;
import dev.switchboard.http.WebSocketException;
import dev.switchboard.http.WebSocketReply;
import dev.switchboard.http.WebSocketRequest;
import dev.switchboard.http.WebSocketSettings;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.ProviderText;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the WebSockets of voice sessions at one provider, and knows what their ends mean. */
public final class RealtimeDial {
  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private final ProviderConfig config;
  private final UpstreamClient client;
  private final Refusals refusals;
  private final UpstreamFailures failures;
  private final Deadlines deadlines;
  private final Clock clock;

  /** What an answer that is no WebSocket means. */
  @FunctionalInterface
  public interface Refusals {
    /** As {@link dev.switchboard.wire.ClientCodec#decodeFailure}. */
    Failure decode(int status, byte[] body, @Nullable Long retryAfterMillis);
  }

  public RealtimeDial(
      ProviderConfig config, UpstreamClient client, Refusals refusals, Clock clock) {
    this.config = config;
    this.client = client;
    this.refusals = refusals;
    this.failures = new UpstreamFailures(config);
    this.clock = clock;
    this.deadlines = config.timeouts().deadlines();
  }

  /** The configured provider's name. */
  public String name() {
    return config.name();
  }

  /** The address of a WebSocket where HTTP has this one. */
  public static URI socket(String http) {
    return URI.create(http.startsWith("http") ? "ws" + http.substring("http".length()) : http);
  }

  /** The headers without those of a body. */
  public static Headers bare(Headers headers) {
    return headers.without("content-type").without("accept");
  }

  /**
   * Opens a WebSocket.
   *
   * @throws FailureException if there is none
   */
  public WebSocket open(URI address, Headers headers, RealtimeOrder order) {
    WebSocketRequest request =
        new WebSocketRequest(
            address,
            Hops.told(headers, order.options()),
            List.of(),
            deadlines,
            WebSocketSettings.DEFAULT);
    try {
      return switch (client.open(request, order.cancellation())) {
        case WebSocketReply.Opened opened -> opened.socket();
        case WebSocketReply.Refused refused ->
            throw new FailureException(
                failures.named(refused.response(), refusal(refused.response())));
      };
    } catch (UpstreamException e) {
      throw new FailureException(failures.of(e));
    }
  }

  private Failure refusal(UpstreamResponse response) {
    if (response.status() < 300) {
      response.close();
      return failures.failed(
          Failure.ProviderFailed.Kind.UNREADABLE, "answered without opening a WebSocket");
    }
    byte[] body = RefusalBody.of(response, MAX_ERROR_BYTES);
    return refusals.decode(
        response.status(), body, RetryAfter.millis(response.headers(), clock).orElse(null));
  }

  /** How long a session may take to be ready. */
  Duration patience() {
    return config.timeouts().firstEvent();
  }

  /** That it did not become ready in that time. */
  Failure late() {
    return new Failure.ProviderTimeout(
        name(), "first_event", patience(), name() + ": no session in time");
  }

  /** The same failure in this provider's name, without what it was sent as credentials. */
  public Failure named(Failure failure) {
    return failures.named(failure);
  }

  /** What an end means that the provider gave a session by a closing frame. */
  public Failure closed(WebSocketClose end) {
    String said = ProviderText.clean(end.reason());
    return failures.named(
        new Failure.ProviderFailed(
            name(),
            Failure.ProviderFailed.Kind.BROKE_OFF,
            0,
            name()
                + ": it ended the session with code "
                + end.code()
                + (said.isEmpty() ? "" : " (" + said + ")")));
  }

  /** What an end without one means. */
  public Failure broken(WebSocketException e) {
    boolean ours = e.code() != WebSocketClose.ABNORMAL && e.code() != WebSocketClose.GOING_AWAY;
    return ours
        ? failures.failed(
            Failure.ProviderFailed.Kind.UNREADABLE, "what it sent is no WebSocket as we know it")
        : lost();
  }

  /** That the connection was lost. */
  public Failure lost() {
    return failures.failed(
        Failure.ProviderFailed.Kind.BROKE_OFF, "the session's connection was lost");
  }
}
