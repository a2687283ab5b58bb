package dev.switchboard.config;

import dev.switchboard.ir.Prefer;
import dev.switchboard.routing.Condition;
import dev.switchboard.routing.ModelRoute;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the names that stand for models, each with its targets. */
final class RouteReader {
  private static final int MOST_WEIGHT = 1_000_000;
  private static final int PER_PERCENT = 10_000;
  private static final int MOST_TARGETS = 64;
  private static final int MOST_COPIES = 64;
  private static final int USUAL_COPIES = 4;
  private static final Map<String, ModelRoute.Balance> BALANCES =
      words(ModelRoute.Balance.values());
  private static final Map<String, ModelRoute.Affinity> AFFINITIES =
      words(ModelRoute.Affinity.values());
  private static final Map<String, Condition.Modality> MODALITIES =
      words(Condition.Modality.values());
  private static final Map<String, Integer> HEDGES =
      Map.of("off", 0, "p90", 90, "p95", 95, "p99", 99);
  private static final Map<String, Boolean> REFUSALS = Map.of("final", false, "next", true);

  private final TargetNames names;

  private RouteReader(TargetNames names) {
    this.names = names;
  }

  private static <E extends Enum<E>> Map<String, E> words(E[] values) {
    return Stream.of(values)
        .collect(
            Collectors.toUnmodifiableMap(
                value -> value.name().toLowerCase(Locale.ROOT), Function.identity()));
  }

  /** All of them; the projects of their conditions are what the file says, ids or names. */
  static List<ModelRoute> read(Optional<Section> models, TargetNames names) {
    if (models.isEmpty()) {
      return List.of();
    }
    List<ModelRoute> routes = new ArrayList<>();
    try (Section section = models.get()) {
      for (String name : section.names()) {
        routes.add(new RouteReader(names).route(section, name));
      }
    }
    return routes;
  }

  private ModelRoute route(Section models, String name) {
    if (!models.isMapping(name)) {
      String model = models.text(name).orElseThrow(() -> models.missing(name, "a model's name"));
      names.check(models, name, model);
      return new ModelRoute(
          name, ModelRoute.Balance.ORDER, List.of(new ModelRoute.Choice(model, 1)));
    }
    try (Section section = models.section(name).orElseThrow()) {
      Optional<ModelRoute.Balance> said = section.choice("balance", BALANCES);
      List<Section> targets = section.sections("targets", "model").orElse(List.of());
      if (targets.isEmpty()) {
        throw section.missing("targets", "a list of at least one model");
      }
      if (targets.size() > MOST_TARGETS) {
        throw section.invalid("targets", targets.size() + " of them", "at most " + MOST_TARGETS);
      }
      List<ModelRoute.Choice> choices = new ArrayList<>();
      int split = 0;
      for (Section target : targets) {
        split += target.has("percent") ? 1 : 0;
        try (target) {
          choices.add(choice(target));
        }
      }
      if (split > 0) {
        requireWhole(section, choices, split);
      }
      ModelRoute.Balance balance = balance(section, said, split > 0);
      Optional<Prefer> prefer = section.choice("prefer", Prefer.BY_WORD);
      if (prefer.isPresent() && balance == ModelRoute.Balance.WEIGHT) {
        throw section.invalid("prefer", prefer.get().word(), "not beside weights or percentages");
      }
      return new ModelRoute(
          name,
          balance,
          choices,
          new ModelRoute.Manner(
              prefer.orElse(null),
              section.choice("affinity", AFFINITIES).orElse(ModelRoute.Affinity.SESSION),
              section.choice("content_filter", REFUSALS).orElse(false),
              shadow(section.section("shadow")).orElse(null),
              section.choice("hedge", HEDGES).orElse(0)));
    }
  }

  private Optional<ModelRoute.Shadow> shadow(Optional<Section> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Section section = found.get()) {
      String model =
          section.text("model").orElseThrow(() -> section.missing("model", "a model's name"));
      names.check(section, "model", model);
      int share =
          share(section, "percent")
              .orElseThrow(() -> section.missing("percent", "a number from 0 to 100"));
      int atOnce = section.integer("at_once", 1, MOST_COPIES).orElse(USUAL_COPIES);
      return Optional.of(new ModelRoute.Shadow(model, share, atOnce));
    }
  }

  private static ModelRoute.Balance balance(
      Section section, Optional<ModelRoute.Balance> said, boolean split) {
    if (split && said.filter(b -> b == ModelRoute.Balance.ORDER).isPresent()) {
      throw section.invalid("balance", "order", "weight, or nothing, beside percentages");
    }
    return said.orElse(split ? ModelRoute.Balance.WEIGHT : ModelRoute.Balance.ORDER);
  }

  private ModelRoute.Choice choice(Section target) {
    String model =
        target.text("model").orElseThrow(() -> target.missing("model", "a model's name"));
    names.check(target, "model", model);
    Optional<Integer> percent = share(target, "percent");
    Optional<Integer> weight = target.integer("weight", 0, MOST_WEIGHT);
    if (percent.isPresent() && weight.isPresent()) {
      throw target.invalid("weight", weight.get().toString(), "nothing beside percent");
    }
    return new ModelRoute.Choice(
        model,
        percent.or(() -> weight).orElse(1),
        target.integer("priority", 1, 1_000).orElse(1),
        when(target));
  }

  /** Percentages are of the calls: where all calls have the same targets they make a hundred. */
  private static void requireWhole(Section section, List<ModelRoute.Choice> choices, int split) {
    if (split < choices.size()) {
      throw section.invalid(
          "targets", split + " of " + choices.size() + " with percent", "all of them or none");
    }
    Map<Integer, List<ModelRoute.Choice>> byPriority =
        choices.stream()
            .collect(
                Collectors.groupingBy(
                    ModelRoute.Choice::priority, TreeMap::new, Collectors.toList()));
    byPriority.forEach((priority, equals) -> {
      int sum = equals.stream().mapToInt(ModelRoute.Choice::weight).sum();
      boolean forAll = equals.stream().allMatch(c -> c.when().equals(Condition.NONE));
      if (forAll && sum != 100 * PER_PERCENT) {
        throw section.invalid(
            "targets",
            "percentages of "
                + BigDecimal.valueOf(sum, 4).stripTrailingZeros().toPlainString()
                + " together",
            "100 for the targets of one priority");
      }
    });
  }

  /** Of a million. */
  private static Optional<Integer> share(Section section, String name) {
    return section
        .text(name)
        .map(text -> {
          String expected = "a number from 0 to 100 with at most 4 digits behind the point";
          try {
            BigDecimal percent = new BigDecimal(text.length() > 20 ? "" : text);
            if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
              throw section.invalid(name, text, expected);
            }
            return percent.multiply(BigDecimal.valueOf(PER_PERCENT)).intValueExact();
          } catch (NumberFormatException _) {
            throw section.invalid(name, text, expected);
          } catch (ArithmeticException _) {
            throw section.invalid(name, text, expected);
          }
        });
  }

  private static Condition when(Section target) {
    Optional<Section> found = target.section("when");
    if (found.isEmpty()) {
      return Condition.NONE;
    }
    Condition condition = condition(found.get());
    if (condition.equals(Condition.NONE)) {
      throw target.invalid(
          "when", "nothing in it", "project, key, tags, input_tokens, modality or region");
    }
    return condition;
  }

  private static Condition condition(Section when) {
    try (Section section = when) {
      return new Condition(
          section.text("project").orElse(null),
          section.text("key").orElse(null),
          tags(section.section("tags")),
          tokens(section.section("input_tokens")),
          section.choice("modality", MODALITIES).orElse(null),
          section.text("region").orElse(null));
    }
  }

  private static Map<String, String> tags(Optional<Section> found) {
    Map<String, String> tags = new HashMap<>();
    if (found.isPresent()) {
      try (Section section = found.get()) {
        for (String name : section.names()) {
          tags.put(name, section.text(name).orElseThrow(() -> section.missing(name, "a value")));
        }
      }
    }
    return tags;
  }

  private static Condition.Tokens tokens(Optional<Section> found) {
    if (found.isEmpty()) {
      return Condition.Tokens.ANY;
    }
    try (Section section = found.get()) {
      long least = section.integer("min", 0, Integer.MAX_VALUE).orElse(0);
      Optional<Integer> most = section.integer("max", 0, Integer.MAX_VALUE);
      if (most.isPresent() && most.get() < least) {
        throw section.invalid("max", most.get().toString(), "at least min, which is " + least);
      }
      return new Condition.Tokens(least, most.map(Integer::longValue).orElse(Long.MAX_VALUE));
    }
  }
}
