package dev.switchboard.ingress.openai;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.PercentText;
import dev.switchboard.ingress.BackgroundRuns;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.TokenEstimator;
import java.util.function.Function;

/** Everything at {@code /v3/compat/responses} and below. */
public final class Responses {
  private static final String ROOT = "/responses";

  private final ResponseCreation creation;
  private final ResponseSocket socket;
  private final ResponseRoutes routes;
  private final ResponseTokens tokens;

  private Responses(
      ResponseCreation creation,
      ResponseSocket socket,
      ResponseRoutes routes,
      ResponseTokens tokens) {
    this.socket = socket;
    this.creation = creation;
    this.routes = routes;
    this.tokens = tokens;
  }

  /** Builds the routes. */
  public static Responses of(
      CompatChat chat,
      Credentials credentials,
      KeptTurns kept,
      BackgroundRuns runs,
      CompatCount count,
      TokenEstimator estimator,
      Function<Exchange, Incoming> arrivals) {
    ResponseCreation creation = new ResponseCreation(chat, credentials, kept, runs);
    return new Responses(
        creation,
        new ResponseSocket(creation, credentials, arrivals),
        new ResponseRoutes(credentials, kept, runs),
        new ResponseTokens(credentials, kept, estimator, count));
  }

  /** Whether a path below the base is one of these. */
  static boolean owns(String route) {
    return route.equals(ROOT) || route.startsWith(ROOT + "/");
  }

  void handle(Incoming incoming, String route) {
    String method = incoming.exchange().method();
    String rest = route.substring(ROOT.length());
    switch (rest) {
      case "" -> {
        if (method.equals("GET") && incoming.exchange().asksForWebSocket()) {
          socket.handle(incoming);
        } else {
          require(method, "POST", route);
          creation.handle(incoming);
        }
      }
      case "/input_tokens" -> {
        require(method, "POST", route);
        tokens.handle(incoming);
      }
      case "/compact" -> {
        require(method, "POST", route);
        creation.compact(incoming);
      }
      default -> one(incoming, method, rest.substring(1));
    }
  }

  private void one(Incoming incoming, String method, String rest) {
    int slash = rest.indexOf('/');
    String id = PercentText.decodePath(slash < 0 ? rest : rest.substring(0, slash));
    switch (slash < 0 ? "" : rest.substring(slash)) {
      case "" -> {
        if (method.equals("DELETE")) {
          routes.delete(incoming, id);
        } else {
          require(method, "GET", ROOT + "/" + rest);
          routes.retrieve(incoming, id);
        }
      }
      case "/cancel" -> {
        require(method, "POST", ROOT + "/" + rest);
        routes.cancel(incoming, id);
      }
      case "/input_items" -> {
        require(method, "GET", ROOT + "/" + rest);
        routes.inputItems(incoming, id);
      }
      default ->
          throw new FailureException(
              new Failure.NotFound("not_found", "no route " + method + " " + ROOT + "/" + rest));
    }
  }

  private static void require(String method, String allowed, String path) {
    OpenAiSurface.require(method, allowed, path);
  }
}
