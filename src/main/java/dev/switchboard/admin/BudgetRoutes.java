package dev.switchboard.admin;

import dev.switchboard.access.Budget;
import dev.switchboard.access.Ids;
import dev.switchboard.access.Projects;
import dev.switchboard.access.Treasury;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.trace.Usd;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /budgets}: made, listed with how they stand, ended. */
public final class BudgetRoutes implements AdminSurface.Noun {
  private static final Set<String> FIELDS =
      Set.of(
          "project", "key", "model", "tag", "period", "limit_usd", "ceiling_usd", "warn_percents");
  private static final int PICO_DIGITS = 12;
  private static final Map<String, Budget.Period> PERIODS =
      Map.of("day", Budget.Period.DAY, "month", Budget.Period.MONTH, "total", Budget.Period.TOTAL);

  private final Treasury treasury;
  private final AppliesFields applies;
  private final Ids ids;
  private final Clock clock;

  public BudgetRoutes(
      Treasury treasury, Projects projects, VirtualKeys keys, Ids ids, Clock clock) {
    this.treasury = treasury;
    this.applies = new AppliesFields(projects, keys);
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/budgets", this::list),
        Route.post("/budgets", this::create),
        Route.post("/budgets/{id}/end", this::end));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    treasury.balances().forEach(balance -> data.add(json(balance)));
    request.answer(200, answer);
  }

  private void create(ManagementRequest request) {
    Budget budget = request.read(FIELDS, this::read);
    treasury.add(budget);
    request.answer(
        201,
        treasury.balances().stream()
            .filter(balance -> balance.budget().id().equals(budget.id()))
            .map(BudgetRoutes::json)
            .findFirst()
            .orElseThrow());
  }

  private void end(ManagementRequest request) {
    String id = request.read(Set.of(), _ -> request.path().getFirst());
    if (!treasury.remove(id)) {
      throw new FailureException(
          new Failure.NotFound("not_found", "budget " + id + ": there is none of that id"));
    }
    ObjectNode answer = Json.object();
    request.answer(200, answer.put("id", id).put("ended", true));
  }

  private Budget read(Fields fields) {
    Long limit = picos(fields, "limit_usd");
    if (limit == null) {
      throw fields.invalid("limit_usd", "an amount in USD");
    }
    return new Budget(
        ids.next("bdg_"),
        applies.read(fields),
        fields.choice("period", PERIODS),
        new Budget.Threshold(limit, percents(fields)),
        picos(fields, "ceiling_usd"),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static List<Integer> percents(Fields fields) {
    List<Located> items = fields.optionalItems("warn_percents");
    if (items.size() > Budget.Threshold.MOST) {
      throw fields.invalid("warn_percents", "at most " + Budget.Threshold.MOST + " numbers");
    }
    return items.stream().map(item -> Math.toIntExact(item.integer(1, 100))).toList();
  }

  private static @Nullable Long picos(Fields fields, String name) {
    BigDecimal usd = fields.optionalDecimal(name).orElse(null);
    if (usd == null) {
      return null;
    }
    try {
      long picos = usd.movePointRight(PICO_DIGITS).longValueExact();
      if (picos >= 0) {
        return picos;
      }
    } catch (ArithmeticException _) {
      // Told below, as a negative one is.
    }
    throw fields.invalid(name, "an amount in USD from 0 to 9000000 with at most 12 decimals");
  }

  private static ObjectNode json(Treasury.Balance balance) {
    Budget budget = balance.budget();
    ObjectNode node = Json.object();
    node.put("id", budget.id());
    AppliesFields.write(node, budget.applies());
    node.put("period", budget.period().name().toLowerCase(java.util.Locale.ROOT));
    node.put("limit_usd", Usd.ofPicos(budget.limitPicos()));
    Long ceiling = budget.ceilingPicos();
    node.put("ceiling_usd", ceiling == null ? null : Usd.ofPicos(ceiling));
    ArrayNode percents = node.putArray("warn_percents");
    budget.limit().warnPercents().forEach(percents::add);
    node.put("spent_usd", Usd.ofPicos(balance.spentPicos()));
    node.put("reserved_usd", Usd.ofPicos(balance.reservedPicos()));
    node.put("held_elsewhere_usd", Usd.ofPicos(balance.heldElsewherePicos()));
    Instant resets = balance.resetsAt();
    node.put("resets_at", resets == null ? null : resets.toString());
    node.put("created_at", budget.createdAt().toString());
    return node;
  }
}
