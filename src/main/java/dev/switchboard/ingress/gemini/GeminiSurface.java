package dev.switchboard.ingress.gemini;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.gemini.GeminiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The routes of Google's Gemini API under {@code /v3/compat}.
 *
 * <p>Nobody else has versions such as {@code v1beta}, interactions, or paths that end in one of the
 * methods. What is left below {@code v1} (the list of models) is told from Anthropic's and OpenAI's
 * by the headers that Google's SDKs send.
 */
public final class GeminiSurface implements Surface {
  private static final String BASE = "/v3/compat";
  private static final Set<String> METHODS =
      Set.of(
          "generateContent",
          "streamGenerateContent",
          "countTokens",
          "embedContent",
          "batchEmbedContents",
          "predict");

  private final ServerCodec codec = new GeminiServer(false);
  private final GenerateContent generate;
  private final CountTokens count;
  private final ModelWork work;
  private final ModelRoutes models;
  private final Interactions interactions;
  private final LiveRoutes live;

  public GeminiSurface(
      GenerateContent generate,
      CountTokens count,
      ModelWork work,
      ModelRoutes models,
      Interactions interactions,
      LiveRoutes live) {
    this.generate = generate;
    this.count = count;
    this.work = work;
    this.models = models;
    this.interactions = interactions;
    this.live = live;
  }

  @Override
  public boolean owns(Exchange exchange) {
    if (!exchange.path().startsWith(BASE + "/") || isOthers(exchange.path())) {
      return false;
    }
    GeminiPath path = path(exchange);
    return LiveRoutes.owns(below(exchange))
        || path.isGooglesVersion()
        || METHODS.contains(path.method())
        || Interactions.owns(path)
        || (path.version().equals("v1") && comesFromGoogle(exchange));
  }

  /**
   * Whether a look at the path will do: without a method, nothing of ours begins otherwise than
   * with a version, {@code ws} or {@code interactions}.
   */
  private static boolean isOthers(String path) {
    int first = BASE.length() + 1;
    return path.length() > first
        && "vwi/".indexOf(path.charAt(first)) < 0
        && path.indexOf(':') < 0
        && path.indexOf('%') < 0;
  }

  private static boolean comesFromGoogle(Exchange exchange) {
    return exchange.header("anthropic-version").isEmpty()
        && (exchange.header("x-goog-api-key").isPresent()
            || exchange.header("x-goog-api-client").isPresent());
  }

  @Override
  public void handle(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    if (LiveRoutes.owns(below(exchange))) {
      live.handle(incoming);
      return;
    }
    GeminiPath path = path(exchange);
    switch (path.method()) {
      case "generateContent" -> {
        require(exchange, "POST");
        generate.handle(incoming, path.model(), false);
      }
      case "streamGenerateContent" -> {
        require(exchange, "POST");
        generate.handle(incoming, path.model(), true);
      }
      case "countTokens" -> {
        require(exchange, "POST");
        count.handle(incoming, path.model());
      }
      case "embedContent" -> {
        require(exchange, "POST");
        work.embed(incoming, path.model());
      }
      case "batchEmbedContents" -> {
        require(exchange, "POST");
        work.embedBatch(incoming, path.model());
      }
      case "predict" -> {
        require(exchange, "POST");
        work.predict(incoming, path.model());
      }
      case "" -> handleResource(incoming, path);
      default -> throw noRoute(exchange);
    }
  }

  private void handleResource(Incoming incoming, GeminiPath path) {
    if (Interactions.owns(path)) {
      interactions.handle(incoming, path);
    } else if (path.resource().equals(LiveTokens.RESOURCE)) {
      live.createToken(incoming);
    } else if (path.resource().equals("models")) {
      require(incoming.exchange(), "GET");
      models.list(incoming);
    } else if (path.namedModel().isPresent()) {
      require(incoming.exchange(), "GET");
      models.retrieve(incoming, path.namedModel().get());
    } else {
      throw noRoute(incoming.exchange());
    }
  }

  @Override
  public List<String> operations() {
    List<String> operations = new ArrayList<>(Interactions.operations());
    operations.addAll(LiveRoutes.operations());
    operations.addAll(
        List.of(
            "POST /v3/compat/v1beta/models/{model}:generateContent",
            "POST /v3/compat/v1beta/models/{model}:streamGenerateContent",
            "POST /v3/compat/v1beta/models/{model}:countTokens",
            "POST /v3/compat/v1beta/models/{model}:embedContent",
            "POST /v3/compat/v1beta/models/{model}:batchEmbedContents",
            "POST /v3/compat/v1beta/models/{model}:predict",
            "GET /v3/compat/v1beta/models",
            "GET /v3/compat/v1beta/models/{model}"));
    return operations;
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return codec.encodeFailure(failure, requestId);
  }

  private static GeminiPath path(Exchange exchange) {
    return GeminiPath.of(below(exchange));
  }

  private static String below(Exchange exchange) {
    return exchange.path().substring(BASE.length());
  }

  private static FailureException noRoute(Exchange exchange) {
    return new FailureException(
        new Failure.NotFound("not_found", "no route " + exchange.method() + " " + exchange.path()));
  }

  static void require(Exchange exchange, String allowed) {
    if (!exchange.method().equals(allowed)) {
      throw new FailureException(
          new Failure.MethodNotAllowed(
              allowed, exchange.method() + " " + exchange.path() + " (expected: " + allowed + ")"));
    }
  }
}
