package dev.switchboard.admin;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.v3.NativeErrors;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The management API: its own credential, its own routes, the native error envelope.
 *
 * <p>Every route but its description needs the admin token as {@code Authorization: Bearer}.
 */
public final class AdminSurface implements Surface {
  /** What every path begins with. */
  public static final String PREFIX = "/management/v1";

  private final AdminToken token;
  private final Description description = new Description();
  private final List<Route> routes;

  /**
   * @param nouns what can be managed
   */
  public AdminSurface(AdminToken token, List<? extends Noun> nouns) {
    this.token = token;
    this.routes = nouns.stream().flatMap(noun -> noun.routes().stream()).toList();
  }

  /** A group of routes about one thing. */
  public sealed interface Noun
      permits BudgetRoutes,
          BookRoutes,
          KeyRoutes,
          ProjectRoutes,
          ProviderRoutes,
          RateLimitRoutes,
          RouteRoutes,
          RoutingRoutes,
          SimulationRoutes,
          SpendRoutes,
          TraceRoutes {
    /** Its routes. */
    List<Route> routes();
  }

  @Override
  public boolean owns(Exchange exchange) {
    String path = exchange.path();
    return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
  }

  @Override
  public void handle(Incoming incoming) {
    String path = incoming.exchange().path().substring(PREFIX.length());
    Optional<Route> open = find(incoming, path, description.routes());
    if (open.isEmpty()) {
      authenticate(incoming);
    }
    Route route =
        open.or(() -> find(incoming, path, routes))
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound(
                        "not_found",
                        "no route " + incoming.exchange().method() + " " + PREFIX + path)));
    route.action().run(new ManagementRequest(incoming, route.match(path).orElseThrow()));
  }

  @Override
  public List<String> operations() {
    return routes().stream()
        .map(route -> route.method() + " " + PREFIX + route.template())
        .toList();
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return NativeErrors.body(failure, requestId);
  }

  /** Every route, for the test that holds them against their description. */
  List<Route> routes() {
    List<Route> all = new ArrayList<>(description.routes());
    all.addAll(routes);
    return List.copyOf(all);
  }

  private void authenticate(Incoming incoming) {
    String presented = Credentials.bearer(incoming.exchange()).orElse("");
    if (presented.isEmpty()) {
      throw new FailureException(
          new Failure.Unauthorized(
              "missing_key",
              "no admin credential was sent (expected: Authorization: Bearer <the text of the file "
                  + AdminToken.FILE
                  + " in the data folder, or of "
                  + AdminToken.VARIABLE
                  + ">)"));
    }
    if (!token.matches(presented)) {
      throw new FailureException(
          new Failure.Unauthorized(
              "invalid_key",
              "this is not the admin credential (expected: the text of the file "
                  + AdminToken.FILE
                  + " in the data folder, or of "
                  + AdminToken.VARIABLE
                  + "; a caller's key does not do)"));
    }
  }

  private static Optional<Route> find(Incoming incoming, String path, List<Route> routes) {
    String method = incoming.exchange().method();
    List<String> allowed = new ArrayList<>();
    for (Route route : routes) {
      if (route.match(path).isPresent()) {
        if (route.method().equals(method)) {
          return Optional.of(route);
        }
        allowed.add(route.method());
      }
    }
    if (!allowed.isEmpty()) {
      String expected = String.join(", ", allowed);
      throw new FailureException(
          new Failure.MethodNotAllowed(
              expected, method + " " + PREFIX + path + " (expected: " + expected + ")"));
    }
    return Optional.empty();
  }
}
