package dev.switchboard.app;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.HttpServer;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.v3.NativeErrors;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.trace.CallMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}; no key is needed. */
final class Health implements Surface {
  private static final Headers TEXT =
      Headers.of("content-type", "text/plain; version=0.0.4; charset=utf-8");

  private final CallMetrics metrics;
  private final Supplier<JournalApplier.Status> books;
  private final AtomicReference<@Nullable HttpServer> server = new AtomicReference<>();
  private volatile boolean stopping;

  /**
   * @param books how the database follows the journal
   */
  Health(CallMetrics metrics, Supplier<JournalApplier.Status> books) {
    this.metrics = metrics;
    this.books = books;
  }

  void started(HttpServer running) {
    server.set(running);
    metrics.watchConnections(running::openConnections, running::runningExchanges);
    metrics.watch(
        "switchboard_request_bodies_held_bytes",
        "request bodies held for all callers together",
        running::heldBodyBytes);
  }

  void stopping() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  @Override
  public boolean owns(Exchange exchange) {
    String path = exchange.path();
    return path.equals("/metrics") || path.startsWith("/health/") || path.equals("/health");
  }

  @Override
  public void handle(Incoming incoming) {
    String path = incoming.exchange().path();
    if (operations().contains("GET " + path)) {
      requireGet(incoming.exchange().method(), path);
    }
    switch (path) {
      case "/health/live", "/health" -> incoming.json(200, status("alive"));
      case "/health/ready" -> {
        boolean ready = server.get() != null && !stopping;
        incoming.json(ready ? 200 : 503, ready ? readiness() : status("stopping"));
      }
      case "/metrics" ->
          incoming.exchange().respond(200, TEXT, metrics.scrape().getBytes(StandardCharsets.UTF_8));
      default -> throw new FailureException(new Failure.NotFound("not_found", "no route " + path));
    }
  }

  private static void requireGet(String method, String path) {
    if (!method.equals("GET")) {
      throw new FailureException(
          new Failure.MethodNotAllowed("GET", method + " " + path + " (expected: GET)"));
    }
  }

  @Override
  public List<String> operations() {
    return List.of("GET /health", "GET /health/live", "GET /health/ready", "GET /metrics");
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return NativeErrors.body(failure, requestId);
  }

  /** Still ready when the database is away: calls go on, their records wait in the journal. */
  private byte[] readiness() {
    JournalApplier.Status applied = books.get();
    if (applied.problem().isEmpty()) {
      return status("ready");
    }
    ObjectNode node = Json.object();
    node.put("status", "ready");
    ObjectNode database = node.putObject("degraded").putObject("database");
    database.put("problem", "calls are served, their records wait in the journal");
    database.put("lag_bytes", applied.lagBytes());
    return Json.write(node);
  }

  private static byte[] status(String word) {
    ObjectNode node = Json.object();
    node.put("status", word);
    return Json.write(node);
  }
}
