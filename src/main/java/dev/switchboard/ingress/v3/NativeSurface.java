package dev.switchboard.ingress.v3;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The native API under {@code /v3}; answers every path that no other surface owns. */
public final class NativeSurface implements Surface {
  private final List<NativeRoute> routes;

  public NativeSurface(TaskRoutes tasks, ModelCatalog models, TraceRoutes traces) {
    NativeDescription description = new NativeDescription();
    this.routes =
        List.of(
            new NativeRoute("POST", "/v3/call", (in, _) -> tasks.handle(in, null, false)),
            new NativeRoute("POST", "/v3/call/stream", (in, _) -> tasks.handle(in, null, true)),
            new NativeRoute(
                "POST", "/v3/functions/{name}/call", (in, name) -> tasks.handle(in, name, false)),
            new NativeRoute(
                "POST", "/v3/functions/{name}/stream", (in, name) -> tasks.handle(in, name, true)),
            new NativeRoute("GET", "/v3/models", (in, _) -> models.list(in)),
            new NativeRoute("GET", "/v3/traces", (in, _) -> traces.list(in)),
            new NativeRoute("GET", "/v3/traces/{id}", traces::get),
            new NativeRoute("DELETE", "/v3/traces/{id}", traces::delete),
            new NativeRoute("GET", "/v3/openapi.yaml", (in, _) -> description.yaml(in)),
            new NativeRoute("GET", "/v3/openapi.json", (in, _) -> description.json(in)));
  }

  @Override
  public List<String> operations() {
    return routes.stream().map(route -> route.method() + " " + route.template()).toList();
  }

  @Override
  public boolean owns(Exchange exchange) {
    return true;
  }

  @Override
  public void handle(Incoming incoming) {
    Exchange exchange = incoming.exchange();
    List<String> allowed = new ArrayList<>();
    for (NativeRoute route : routes) {
      Optional<String> name = route.match(exchange.path());
      if (name.isPresent() && route.method().equals(exchange.method())) {
        route.action().run(incoming, name.get());
        return;
      }
      name.ifPresent(_ -> allowed.add(route.method()));
    }
    String asked = exchange.method() + " " + exchange.path();
    if (allowed.isEmpty()) {
      throw new FailureException(new Failure.NotFound("not_found", "no route " + asked));
    }
    String expected = String.join(", ", allowed);
    throw new FailureException(
        new Failure.MethodNotAllowed(expected, asked + " (expected: " + expected + ")"));
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return NativeErrors.body(failure, requestId);
  }
}
