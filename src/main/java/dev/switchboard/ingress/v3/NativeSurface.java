package dev.switchboard.ingress.v3;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The native API under {@code /v3}; answers every path that no other surface owns. Of two templates
 * that fit a path, the one that stands first is meant.
 */
public final class NativeSurface implements Surface {
  private final List<NativeRoute> routes;

  public NativeSurface(
      TaskRoutes tasks,
      FunctionRoutes functions,
      ModelCatalog models,
      TraceRoutes traces,
      RealtimeRoutes realtime) {
    NativeDescription description = new NativeDescription();
    List<NativeRoute> all = new ArrayList<>();
    all.add(new NativeRoute("POST", "/v3/call", (in, _) -> tasks.handle(in, null, false)));
    all.add(new NativeRoute("POST", "/v3/call/stream", (in, _) -> tasks.handle(in, null, true)));
    all.add(new NativeRoute("POST", "/v3/call/plan", (in, _) -> tasks.plan(in)));
    all.add(
        new NativeRoute(
            "POST",
            "/v3/functions/{name}/call",
            (in, names) -> tasks.handle(in, names.getFirst(), false)));
    all.add(
        new NativeRoute(
            "POST",
            "/v3/functions/{name}/stream",
            (in, names) -> tasks.handle(in, names.getFirst(), true)));
    all.addAll(functions.routes());
    all.addAll(realtime.routes());
    all.add(new NativeRoute("GET", "/v3/models", (in, _) -> models.list(in)));
    all.add(new NativeRoute("GET", "/v3/traces", (in, _) -> traces.list(in)));
    all.add(
        new NativeRoute("GET", "/v3/traces/{id}", (in, names) -> traces.get(in, names.getFirst())));
    all.add(
        new NativeRoute(
            "DELETE", "/v3/traces/{id}", (in, names) -> traces.delete(in, names.getFirst())));
    all.add(new NativeRoute("GET", "/v3/openapi.yaml", (in, _) -> description.yaml(in)));
    all.add(new NativeRoute("GET", "/v3/openapi.json", (in, _) -> description.json(in)));
    this.routes = List.copyOf(all);
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
    String template = null;
    for (NativeRoute route : routes) {
      Optional<List<String>> names = route.match(exchange.path());
      // The first that matches says what the path is; a later one takes it for a longer name.
      if (names.isPresent() && (template == null || template.equals(route.template()))) {
        if (route.method().equals(exchange.method())) {
          route.action().run(incoming, names.get());
          return;
        }
        template = route.template();
        allowed.add(route.method());
      }
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
