package dev.switchboard.ingress.anthropic;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.LimitDialect;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import dev.switchboard.wire.anthropic.AnthropicServer;
import java.util.List;

/**
 * The routes of Anthropic's API under {@code /v3/compat}.
 *
 * <p>{@code /v1/messages} is nobody else's. Other paths below {@code /v1} are taken when the
 * request names an edition of this dialect, which all SDKs do; the models also when the key is in
 * the header in which only this dialect's clients put it.
 */
public final class AnthropicSurface implements Surface {
  private static final String BASE = "/v3/compat";
  private static final String MESSAGES = "/v1/messages";
  private static final String COUNT = MESSAGES + "/count_tokens";

  private final AnthropicServer codec;
  private final Messages messages;
  private final ModelRoutes models;

  public AnthropicSurface(AnthropicServer codec, Messages messages, ModelRoutes models) {
    this.codec = codec;
    this.messages = messages;
    this.models = models;
  }

  @Override
  public boolean owns(Exchange exchange) {
    if (!exchange.path().startsWith(BASE + "/v1/")) {
      return false;
    }
    String route = route(exchange);
    return route.equals(MESSAGES)
        || route.startsWith(MESSAGES + "/")
        || exchange.headers().contains(AnthropicHeaders.VERSION_HEADER)
        || (isModels(route) && exchange.headers().contains(AnthropicHeaders.KEY_HEADER));
  }

  /** Google's methods of a model stand after a colon. */
  private static boolean isModels(String route) {
    return (route.equals("/v1/models") || route.startsWith("/v1/models/")) && !route.contains(":");
  }

  @Override
  public void handle(Incoming incoming) {
    String route = route(incoming.exchange());
    String method = incoming.exchange().method();
    if (route.equals(MESSAGES)) {
      require(method, "POST", route);
      messages.handle(incoming);
    } else if (route.equals(COUNT)) {
      require(method, "POST", route);
      messages.count(incoming);
    } else if (route.equals("/v1/models")) {
      require(method, "GET", route);
      models.list(incoming);
    } else if (route.startsWith("/v1/models/")) {
      require(method, "GET", route);
      models.retrieve(incoming, route.substring("/v1/models/".length()));
    } else {
      throw new FailureException(
          new Failure.NotFound("not_found", "no route " + method + " " + BASE + route));
    }
  }

  @Override
  public List<String> operations() {
    return List.of(
        "POST /v3/compat/v1/messages",
        "POST /v3/compat/v1/messages/count_tokens",
        "GET /v3/compat/v1/models",
        "GET /v3/compat/v1/models/{model}");
  }

  @Override
  public LimitDialect limitDialect() {
    return LimitDialect.ANTHROPIC;
  }

  @Override
  public int failureStatus(Failure failure) {
    return codec.failureStatus(failure);
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return codec.encodeFailure(failure, requestId);
  }

  @Override
  public String requestIdHeader() {
    return AnthropicHeaders.REQUEST_ID_HEADER;
  }

  /** The path below the base; SDKs add {@code /v1} to a base that may have it already. */
  private static String route(Exchange exchange) {
    String path = exchange.path().substring(BASE.length());
    return path.startsWith("/v1/v1/") ? path.substring(3) : path;
  }

  private static void require(String method, String allowed, String path) {
    if (!method.equals(allowed)) {
      throw new FailureException(
          new Failure.MethodNotAllowed(
              allowed, method + " " + BASE + path + " (expected: " + allowed + ")"));
    }
  }
}
