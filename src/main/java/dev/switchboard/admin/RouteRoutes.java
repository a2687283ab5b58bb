package dev.switchboard.admin;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.routing.RouteBook;
import dev.switchboard.routing.StoredRoute;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /routes}: names for models, made, changed, listed, forgotten. Those of the configuration
 * are listed too, and hold where both have one of a name.
 */
public final class RouteRoutes implements AdminSurface.Noun {
  /** What a route says, as in the configuration. */
  private static final Set<String> FIELDS =
      Set.of("targets", "balance", "prefer", "affinity", "content_filter", "shadow", "hedge");

  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/@:-]{0,127}");

  private final RouteBook book;
  private final Clock clock;

  public RouteRoutes(RouteBook book, Clock clock) {
    this.book = book;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/routes", this::list),
        Route.get("/routes/{name}", this::one),
        Route.put("/routes/{name}", this::put),
        Route.delete("/routes/{name}", this::delete));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    book.entries().forEach(entry -> data.add(RouteJson.of(entry)));
    answer.putNull("next_cursor");
    request.answer(200, answer);
  }

  private void one(ManagementRequest request) {
    request.allowParameters(Set.of());
    request.answer(200, RouteJson.of(holding(request.path().getFirst())));
  }

  /** The one that holds of that name, or else the one that would. */
  private RouteBook.Entry holding(String name) {
    return book.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(RouteRoutes::none);
  }

  private void put(ManagementRequest request) {
    request.allowParameters(Set.of());
    String name = request.path().getFirst();
    if (!NAMES.matcher(name).matches()) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "", "name: expected 1 to 128 letters, digits and . _ / @ : -, a letter first"));
    }
    requireNotConfigured(name);
    String definition =
        request.readObjectOrText(FIELDS, fields -> Json.text(fields.node()), Json::text);
    boolean isNew = book.entries().stream().noneMatch(entry -> entry.name().equals(name));
    try {
      book.put(new StoredRoute(name, definition, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    } catch (IllegalArgumentException e) {
      throw new FailureException(Failure.InvalidRequest.at("", String.valueOf(e.getMessage())));
    }
    request.answer(isNew ? 201 : 200, RouteJson.of(holding(name)));
  }

  private void delete(ManagementRequest request) {
    request.allowParameters(Set.of());
    String name = request.path().getFirst();
    if (!book.remove(name)) {
      requireNotConfigured(name);
      throw none();
    }
    request.answer(200, Json.object().put("name", name).put("deleted", true));
  }

  private void requireNotConfigured(String name) {
    if (book.isConfigured(name)) {
      throw new FailureException(
          new Failure.Conflict(
              "route "
                  + name
                  + " stands in the configuration, which holds: change it there, or take it out"));
    }
  }

  private static FailureException none() {
    return new FailureException(
        new Failure.NotFound("not_found", "route: there is none of that name"));
  }
}
