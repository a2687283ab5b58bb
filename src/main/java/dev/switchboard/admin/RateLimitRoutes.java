package dev.switchboard.admin;

import dev.switchboard.access.Ids;
import dev.switchboard.access.LimitBook;
import dev.switchboard.access.Projects;
import dev.switchboard.access.RateLimit;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /rate-limits}: made, listed, ended. Those of the configuration are listed too. */
public final class RateLimitRoutes implements AdminSurface.Noun {
  private static final Set<String> FIELDS = fields();

  private final LimitBook book;
  private final AppliesFields applies;
  private final Ids ids;
  private final Clock clock;

  public RateLimitRoutes(
      LimitBook book, Projects projects, VirtualKeys keys, Ids ids, Clock clock) {
    this.book = book;
    this.applies = new AppliesFields(projects, keys);
    this.ids = ids;
    this.clock = clock;
  }

  private static Set<String> fields() {
    Set<String> fields =
        new HashSet<>(Set.of("each", "requests", "tokens", "concurrent", "window_seconds"));
    fields.addAll(AppliesFields.NAMES);
    return Set.copyOf(fields);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/rate-limits", this::list),
        Route.post("/rate-limits", this::create),
        Route.post("/rate-limits/{id}/end", this::end));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    book.limits().all().forEach(limit -> data.add(json(limit)));
    request.answer(200, answer);
  }

  private void create(ManagementRequest request) {
    RateLimit limit = request.read(FIELDS, this::read);
    book.add(limit);
    request.answer(201, json(limit));
  }

  private void end(ManagementRequest request) {
    String id = request.read(Set.of(), _ -> request.path().getFirst());
    if (book.isConfigured(id)) {
      throw new FailureException(
          new Failure.Conflict(
              "rate limit " + id + " stands in the configuration: take it out there"));
    }
    if (!book.remove(id)) {
      throw new FailureException(
          new Failure.NotFound("not_found", "rate limit: there is none of that id"));
    }
    ObjectNode answer = Json.object();
    request.answer(200, answer.put("id", id).put("ended", true));
  }

  private RateLimit read(Fields fields) {
    Long requests = amount(fields, "requests");
    Long tokens = amount(fields, "tokens");
    Long concurrent = amount(fields, "concurrent");
    if (requests == null && tokens == null && concurrent == null) {
      throw fields.invalid("requests", "a number here, in tokens or in concurrent");
    }
    long window =
        fields.optionalInteger("window_seconds", 1, RateLimit.LONGEST.toSeconds()).orElse(60);
    return new RateLimit(
        ids.next("rlm_"),
        applies.read(fields),
        each(fields),
        new RateLimit.Amounts(requests, tokens, concurrent, Duration.ofSeconds(window)),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static RateLimit.@Nullable Each each(Fields fields) {
    String label = fields.optionalText("each").orElse(null);
    try {
      return label == null ? null : RateLimit.Each.ofLabel(label);
    } catch (IllegalArgumentException _) {
      throw fields.invalid("each", "key, project, model or tag:NAME");
    }
  }

  private static @Nullable Long amount(Fields fields, String name) {
    OptionalLong amount = fields.optionalInteger(name, 0, RateLimit.Amounts.MOST);
    return amount.isPresent() ? amount.getAsLong() : null;
  }

  private static ObjectNode json(RateLimit limit) {
    ObjectNode node = Json.object();
    node.put("id", limit.id());
    AppliesFields.write(node, limit.applies());
    RateLimit.Each each = limit.each();
    node.put("each", each == null ? null : each.label());
    node.put("requests", limit.amounts().requests());
    node.put("tokens", limit.amounts().tokens());
    node.put("concurrent", limit.amounts().concurrent());
    node.put("window_seconds", limit.amounts().window().toMillis() / 1_000.0);
    var created = limit.createdAt();
    node.put("source", created == null ? "configuration" : "database");
    node.put("created_at", created == null ? null : created.toString());
    return node;
  }
}
