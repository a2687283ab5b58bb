package dev.switchboard.ingress.v3;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The native API under {@code /v3}; answers every path that no other surface owns. */
public final class NativeSurface implements Surface {
  private static final String FUNCTIONS = "/v3/functions/";
  private static final String TRACES = "/v3/traces";

  private final TaskRoutes tasks;
  private final ModelCatalog models;
  private final TraceRoutes traces;

  public NativeSurface(TaskRoutes tasks, ModelCatalog models, TraceRoutes traces) {
    this.tasks = tasks;
    this.models = models;
    this.traces = traces;
  }

  @Override
  public boolean owns(Exchange exchange) {
    return true;
  }

  @Override
  public void handle(Incoming incoming) {
    String path = incoming.exchange().path();
    switch (path) {
      case "/v3/call" -> {
        require(incoming, "POST");
        tasks.handle(incoming, null, false);
      }
      case "/v3/call/stream" -> {
        require(incoming, "POST");
        tasks.handle(incoming, null, true);
      }
      case "/v3/models" -> {
        require(incoming, "GET");
        models.list(incoming);
      }
      case TRACES -> {
        require(incoming, "GET");
        traces.list(incoming);
      }
      default -> nested(incoming, path);
    }
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return NativeErrors.body(failure, requestId);
  }

  private void nested(Incoming incoming, String path) {
    if (path.startsWith(FUNCTIONS) && path.endsWith("/call")) {
      require(incoming, "POST");
      tasks.handle(incoming, name(path, "/call"), false);
    } else if (path.startsWith(FUNCTIONS) && path.endsWith("/stream")) {
      require(incoming, "POST");
      tasks.handle(incoming, name(path, "/stream"), true);
    } else if (path.startsWith(TRACES + "/")) {
      traces.one(incoming, path.substring(TRACES.length() + 1));
    } else {
      throw new FailureException(
          new Failure.NotFound(
              "not_found", "no route " + incoming.exchange().method() + " " + path));
    }
  }

  private static String name(String path, String suffix) {
    String raw = path.substring(FUNCTIONS.length(), path.length() - suffix.length());
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void require(Incoming incoming, String method) {
    if (!incoming.exchange().method().equals(method)) {
      throw new FailureException(
          new Failure.MethodNotAllowed(
              method,
              incoming.exchange().method()
                  + " "
                  + incoming.exchange().path()
                  + " (expected: "
                  + method
                  + ")"));
    }
  }
}
