package dev.switchboard.ingress.gemini;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.BackgroundRuns;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.List;

/** Everything at {@code …/interactions} and below. */
public final class Interactions {
  /** How this dialect speaks of its turns. */
  public static final KeptTurns.Words WORDS =
      new KeptTurns.Words(Dialect.GEMINI_INTERACTIONS, "interaction", "previous_interaction_id");

  private static final String ROOT = "interactions";
  private static final String CANCEL = "/cancel";

  private final InteractionCreation creation;
  private final InteractionRoutes routes;

  private Interactions(InteractionCreation creation, InteractionRoutes routes) {
    this.creation = creation;
    this.routes = routes;
  }

  /** Builds the routes. */
  public static Interactions of(
      CompatChat chat, Credentials credentials, KeptTurns kept, BackgroundRuns runs) {
    return new Interactions(
        new InteractionCreation(chat, credentials, kept, runs),
        new InteractionRoutes(credentials, kept, runs));
  }

  /** Whether a path is one of these. */
  static boolean owns(GeminiPath path) {
    return path.method().isEmpty()
        && (path.resource().equals(ROOT) || path.resource().startsWith(ROOT + "/"));
  }

  static List<String> operations() {
    return List.of(
        "POST /v3/compat/v1beta/interactions",
        "GET /v3/compat/v1beta/interactions/{id}",
        "DELETE /v3/compat/v1beta/interactions/{id}",
        "POST /v3/compat/v1beta/interactions/{id}/cancel");
  }

  void handle(Incoming incoming, GeminiPath path) {
    Exchange exchange = incoming.exchange();
    if (path.resource().equals(ROOT)) {
      GeminiSurface.require(exchange, "POST");
      creation.handle(incoming);
      return;
    }
    String rest = path.resource().substring(ROOT.length() + 1);
    boolean cancels = rest.endsWith(CANCEL);
    String id = cancels ? rest.substring(0, rest.length() - CANCEL.length()) : rest;
    if (id.isEmpty() || id.contains("/")) {
      throw new FailureException(
          new Failure.NotFound(
              "not_found", "no route " + exchange.method() + " " + exchange.path()));
    }
    if (cancels) {
      GeminiSurface.require(exchange, "POST");
      routes.cancel(incoming, id);
    } else if (exchange.method().equals("DELETE")) {
      routes.delete(incoming, id);
    } else {
      GeminiSurface.require(exchange, "GET");
      routes.retrieve(incoming, id);
    }
  }
}
