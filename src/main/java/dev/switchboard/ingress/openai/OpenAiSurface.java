package dev.switchboard.ingress.openai;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.LimitDialect;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.ServerCodec;
import java.util.List;

/** The routes of OpenAI's API under {@code /v3/compat}. */
public final class OpenAiSurface implements Surface {
  private static final String BASE = "/v3/compat";

  private final ServerCodec codec;
  private final ChatCompletions chat;
  private final WorkRoutes work;
  private final ModelRoutes models;
  private final Responses responses;
  private final RealtimeRoutes realtime;

  public OpenAiSurface(
      ServerCodec codec,
      ChatCompletions chat,
      WorkRoutes work,
      ModelRoutes models,
      Responses responses,
      RealtimeRoutes realtime) {
    this.codec = codec;
    this.chat = chat;
    this.work = work;
    this.models = models;
    this.responses = responses;
    this.realtime = realtime;
  }

  @Override
  public boolean owns(Exchange exchange) {
    String path = exchange.path();
    return path.startsWith(BASE)
        && (path.length() == BASE.length() || path.charAt(BASE.length()) == '/');
  }

  @Override
  public void handle(Incoming incoming) {
    String path = AzurePaths.plain(incoming.exchange().path().substring(BASE.length()));
    String method = incoming.exchange().method();
    // A base URL that ends in /v1 is common; the paths behind it are the same.
    String route = otherwise(path.startsWith("/v1/") ? path.substring(3) : path);
    if (route.equals("/chat/completions")) {
      require(method, "POST", path);
      chat.handle(incoming);
    } else if (Responses.owns(route)) {
      responses.handle(incoming, route);
    } else if (RealtimeRoutes.owns(route)) {
      realtime.handle(incoming, route);
    } else if (work.owns(route)) {
      require(method, "POST", path);
      work.handle(incoming, route);
    } else if (route.equals("/models")) {
      require(method, "GET", path);
      models.list(incoming);
    } else if (route.startsWith("/models/")) {
      require(method, "GET", path);
      models.retrieve(incoming, route.substring("/models/".length()));
    } else {
      throw new FailureException(
          new Failure.NotFound("not_found", "no route " + method + " " + BASE + path));
    }
  }

  /** The Responses API has a second name, without routes of its own behind it. */
  private static String otherwise(String route) {
    return route.equals("/openresponses") ? "/responses" : route;
  }

  @Override
  public List<String> operations() {
    return List.of(
        "POST /v3/compat/chat/completions",
        "POST /v3/compat/responses",
        "GET /v3/compat/responses",
        "POST /v3/compat/openresponses",
        "POST /v3/compat/responses/input_tokens",
        "POST /v3/compat/responses/compact",
        "GET /v3/compat/responses/{id}",
        "DELETE /v3/compat/responses/{id}",
        "POST /v3/compat/responses/{id}/cancel",
        "GET /v3/compat/responses/{id}/input_items",
        "POST /v3/compat/embeddings",
        "POST /v3/compat/images/generations",
        "POST /v3/compat/images/edits",
        "POST /v3/compat/audio/speech",
        "POST /v3/compat/audio/transcriptions",
        "POST /v3/compat/audio/translations",
        "POST /v3/compat/moderations",
        "GET /v3/compat/realtime",
        "POST /v3/compat/realtime/client_secrets",
        "GET /v3/compat/models",
        "GET /v3/compat/models/{model}");
  }

  @Override
  public LimitDialect limitDialect() {
    return LimitDialect.OPENAI;
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return codec.encodeFailure(failure, requestId);
  }

  static void require(String method, String allowed, String path) {
    if (!method.equals(allowed)) {
      throw new FailureException(
          new Failure.MethodNotAllowed(
              allowed, method + " " + BASE + path + " (expected: " + allowed + ")"));
    }
  }
}
