package dev.switchboard.admin;

import dev.switchboard.ir.Prefer;
import dev.switchboard.json.Json;
import dev.switchboard.routing.Condition;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.RouteBook;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes as JSON: what a definition says, with the defaults. */
final class RouteJson {
  private RouteJson() {}

  static ObjectNode of(RouteBook.Entry entry) {
    ObjectNode node = Json.object();
    node.put("name", entry.name());
    var updated = entry.updatedAt();
    node.put("source", updated == null ? "configuration" : "database");
    node.put("updated_at", updated == null ? null : updated.toString());
    node.put("holds", entry.problem().isEmpty());
    node.put("problem", entry.problem().isEmpty() ? null : entry.problem());
    ModelRoute route = entry.route();
    if (route == null) {
      node.putNull("definition");
    } else {
      node.set("definition", of(route));
    }
    return node;
  }

  private static ObjectNode of(ModelRoute route) {
    ObjectNode node = Json.object();
    ModelRoute.Manner manner = route.manner();
    Prefer prefer = manner.prefer();
    node.put("balance", word(route.balance()));
    if (prefer != null) {
      node.put("prefer", prefer.word());
    }
    node.put("affinity", word(manner.affinity()));
    node.put("content_filter", manner.passesRefusalsOn() ? "next" : "final");
    node.put("hedge", manner.hedgePercent() == 0 ? "off" : "p" + manner.hedgePercent());
    ModelRoute.Shadow shadow = manner.shadow();
    if (shadow != null) {
      node.putObject("shadow")
          .put("model", shadow.model())
          .put("percent", percent(shadow.share()))
          .put("at_once", shadow.atOnce());
    }
    ArrayNode targets = node.putArray("targets");
    for (ModelRoute.Choice choice : route.choices()) {
      ObjectNode target =
          targets
              .addObject()
              .put("model", choice.model())
              .put("weight", choice.weight())
              .put("priority", choice.priority());
      if (!choice.when().equals(Condition.NONE)) {
        target.set("when", of(choice.when()));
      }
    }
    return node;
  }

  private static BigDecimal percent(int share) {
    BigDecimal percent = BigDecimal.valueOf(share, 4).stripTrailingZeros();
    return percent.scale() < 0 ? percent.setScale(0) : percent;
  }

  private static ObjectNode of(Condition when) {
    ObjectNode node = Json.object();
    if (when.project() != null) {
      node.put("project", when.project());
    }
    if (when.key() != null) {
      node.put("key", when.key());
    }
    if (!when.tags().isEmpty()) {
      ObjectNode tags = node.putObject("tags");
      new TreeMap<>(when.tags()).forEach(tags::put);
    }
    if (!when.tokens().equals(Condition.Tokens.ANY)) {
      ObjectNode tokens = node.putObject("input_tokens").put("min", when.tokens().least());
      if (when.tokens().most() < Long.MAX_VALUE) {
        tokens.put("max", when.tokens().most());
      }
    }
    if (when.modality() != null) {
      node.put("modality", word(when.modality()));
    }
    if (when.region() != null) {
      node.put("region", when.region());
    }
    return node;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
