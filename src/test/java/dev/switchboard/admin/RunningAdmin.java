package dev.switchboard.admin;

import dev.switchboard.access.Forecast;
import dev.switchboard.access.Ids;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyRing;
import dev.switchboard.access.LimitBook;
import dev.switchboard.access.Pepper;
import dev.switchboard.access.Project;
import dev.switchboard.access.RateLimits;
import dev.switchboard.access.Treasury;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.http.HttpServer;
import dev.switchboard.http.ServerConfig;
import dev.switchboard.http.Transport;
import dev.switchboard.ingress.FrontDoor;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CatalogFacts;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.pipeline.Hedges;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Seal;
import dev.switchboard.pipeline.Shadows;
import dev.switchboard.pipeline.SimulatedCall;
import dev.switchboard.pipeline.Simulator;
import dev.switchboard.pipeline.ThoughtMemory;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.routing.Fit;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.Paces;
import dev.switchboard.routing.Ranking;
import dev.switchboard.routing.ResilienceRules;
import dev.switchboard.routing.RouteBook;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Routes;
import dev.switchboard.routing.Target;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.Store;
import dev.switchboard.store.StoreConfig;
import dev.switchboard.trace.TraceIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The management API on a socket, over a SQLite database in a folder. */
final class RunningAdmin implements AutoCloseable {
  private final Clock clock = Clock.systemUTC();
  private final HealthBoard board =
      new HealthBoard(ResilienceRules.DEFAULT, Set.of(), System::nanoTime);
  private final Transport transport = Transport.open(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Store store;
  private final Journal journal;
  private final JournalApplier applier;
  private final HttpServer server;
  private final String token;
  final AdminSurface surface;
  final KeyRing ring;

  RunningAdmin(Path folder) throws IOException {
    store = Store.open(StoreConfig.sqlite(folder), clock);
    journal =
        Journal.open(
            JournalConfig.in(folder.resolve("journal")).withReaders(Set.of(JournalApplier.READER)));
    applier = JournalApplier.start(store, journal, clock);
    store.projects().insert(new Project("prj_default", "default", clock.instant()));
    Pepper pepper = Pepper.open(folder, store.settings());
    ring = new KeyRing(store.virtualKeys(), pepper, clock);
    Ids ids = Ids.secure(clock);
    KeyIssuer issuer = new KeyIssuer(store.virtualKeys(), ring, pepper, ids, clock);
    surface =
        new AdminSurface(
            AdminToken.open(folder, null),
            List.of(
                new ProjectRoutes(store.projects(), ids, clock),
                new KeyRoutes(store.virtualKeys(), issuer, store.projects(), clock),
                new ProviderRoutes(
                    List.of(
                        new ProviderRoutes.Provider(
                            "openai",
                            "openai",
                            "OpenAI",
                            "openai.chat",
                            "https://api.openai.com/v1",
                            null,
                            "environment OPENAI_API_KEY",
                            "environment OPENAI_API_KEY"))),
                new TraceRoutes(store.traces(), store.projects()),
                new BookRoutes(new FixedBooks()),
                new RoutingRoutes(board),
                new SimulationRoutes(
                    simulator(pepper),
                    (_, _, _, _) -> List.of(SimulatedCall.of(List.of("smart"))),
                    store.projects(),
                    store.virtualKeys(),
                    clock),
                new RouteRoutes(routes(), clock),
                new SpendRoutes(store.spend(), store.projects(), clock),
                new RateLimitRoutes(
                    new LimitBook(
                        store.rateLimits(), store.projects(), new RateLimits(System::nanoTime)),
                    store.projects(),
                    store.virtualKeys(),
                    ids,
                    clock),
                new BudgetRoutes(
                    Treasury.open(store.budgets(applier), clock, "prc_test"),
                    store.projects(),
                    store.virtualKeys(),
                    ids,
                    clock)));
    token = Files.readString(folder.resolve(AdminToken.FILE)).strip();
    server =
        HttpServer.start(
            transport,
            ServerConfig.of("127.0.0.1", 0),
            new FrontDoor(List.of(surface), TraceIds.fast(clock), clock));
  }

  /** An answer's status and JSON body. */
  record Answer(int status, JsonNode body) {
    String code() {
      return body.path("error").path("code").asString("");
    }

    String message() {
      return body.path("error").path("message").asString("");
    }
  }

  Answer get(String path) {
    return send("GET", path, "", "Bearer " + token);
  }

  Answer post(String path, String body) {
    return send("POST", path, body, "Bearer " + token);
  }

  Answer put(String path, String body) {
    return send("PUT", path, body, "Bearer " + token);
  }

  Answer delete(String path) {
    return send("DELETE", path, "", "Bearer " + token);
  }

  Answer send(String method, String path, String body, String authorization) {
    HttpResponse<String> response = raw(method, path, body, authorization);
    return new Answer(response.statusCode(), Json.parse(response.body()));
  }

  HttpResponse<String> raw(String method, String path, String body, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + AdminSurface.PREFIX + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
    transport.close();
    applier.close();
    journal.close();
    store.close();
  }

  /** Knows one route and no prices, limits or budgets. */
  private Simulator simulator(Pepper pepper) {
    return new Simulator(
        router(),
        new Egress(Map.of(), Map.of(), Map.of(), new AnswerBudget(1 << 20)),
        new CatalogFacts(Catalog.load(), Map.of(), Map.of(), "test"),
        new Pipeline.Remembered(
            new ThoughtMemory(
                store.thoughts(), new Seal(pepper.derive("thoughts"), new SecureRandom()), clock),
            board,
            new Paces(System::nanoTime),
            new Shadows(),
            new Hedges()),
        new Forecast(
            new RateLimits(System::nanoTime),
            Treasury.open(store.budgets(applier), clock, "prc_simulated")));
  }

  /** One route of the configuration; those of the database have one target. */
  private RouteBook routes() {
    RouteBook book = new RouteBook(store.routes(), _ -> Optional.empty());
    book.configure(
        List.of(
            new ModelRoute(
                "fixed",
                ModelRoute.Balance.ORDER,
                List.of(new ModelRoute.Choice("openai/gpt-4o", 1)))),
        (name, definition) -> {
          String model = Json.parse(definition).path("targets").path(0).asString("");
          if (model.isEmpty()) {
            throw new IllegalArgumentException("targets: missing (expected: a list)");
          }
          return new ModelRoute(
              name, ModelRoute.Balance.ORDER, List.of(new ModelRoute.Choice(model, 1)));
        });
    book.refresh();
    return book;
  }

  private static Router router() {
    return new Router(
        Routes.of(
            List.of(
                new ModelRoute(
                    "smart",
                    ModelRoute.Balance.ORDER,
                    List.of(
                        new ModelRoute.Choice("openai/gpt-4o", 1),
                        new ModelRoute.Choice("gone/model", 1))))),
        model -> {
          if (model.startsWith("openai/")) {
            return List.of(new Target("openai", model.substring(7), model, null));
          }
          throw new FailureException(
              new Failure.ModelNotFound(model, List.of(), "model " + model + " is not known"));
        },
        Fit.ALL,
        Ranking.none(),
        _ -> 0);
  }

  /** Books in which nothing stands. */
  private static final class FixedBooks implements BookRoutes.Books {
    @Override
    public ObjectNode verify() {
      return Json.object().put("agrees", true);
    }

    @Override
    public ObjectNode journal() {
      return Json.object().put("segments", 1);
    }
  }
}
