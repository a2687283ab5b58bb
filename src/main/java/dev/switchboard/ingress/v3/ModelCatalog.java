package dev.switchboard.ingress.v3;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.CatalogProvider;
import dev.switchboard.catalog.Modality;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.ModelPage;
import dev.switchboard.catalog.ModelQuery;
import dev.switchboard.catalog.ModelType;
import dev.switchboard.catalog.PriceTier;
import dev.switchboard.catalog.Rates;
import dev.switchboard.catalog.TokenClass;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.ServedProvider;
import dev.switchboard.routing.ModelRoute;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/models}: the catalogue, with what can be called here marked. */
public final class ModelCatalog {
  private static final int DEFAULT_LIMIT = 100;

  private final Catalog catalog;
  private final List<ServedProvider> served;
  private final Supplier<List<ModelRoute>> routes;
  private final Set<String> configured = new HashSet<>();

  public ModelCatalog(
      Catalog catalog, List<ServedProvider> served, Supplier<List<ModelRoute>> routes) {
    this.catalog = catalog;
    this.served = List.copyOf(served);
    this.routes = routes;
    served.forEach(provider -> configured.addAll(provider.catalogues()));
  }

  /** A page of models as the query asks. */
  void list(Incoming incoming) {
    Query query = incoming.exchange().query();
    ModelPage page =
        catalog.query(
            new ModelQuery(
                new ModelQuery.Filter(
                    Parameters.choice(query, "type", ModelType::ofWord, ModelType.values()),
                    query.all("provider"),
                    among(query),
                    query.first("q").orElse(""),
                    capabilities(query)),
                Parameters.choice(query, "sort", ModelQuery.Sort::ofWord, ModelQuery.Sort.values())
                    .orElse(ModelQuery.Sort.ID),
                Parameters.word(query, "order", Map.of("asc", false, "desc", true)).orElse(false),
                Parameters.integer(query, "limit", DEFAULT_LIMIT, 1, ModelQuery.MAX_LIMIT),
                Parameters.integer(query, "offset", 0, 0, Integer.MAX_VALUE)));
    ObjectNode answer = Json.object();
    ArrayNode models = answer.putArray("models");
    page.models().forEach(model -> models.add(model(model)));
    answer.put("limit", page.limit());
    answer.put("offset", page.offset());
    answer.put("total", page.total());
    incoming.json(200, Json.write(answer));
  }

  /** What can be called here: the operator's names first, then the configured providers' models. */
  public List<CallableModel> callable() {
    List<CallableModel> models = new ArrayList<>();
    for (ServedProvider provider : served) {
      for (String id : provider.catalogues()) {
        for (ModelEntry model : catalog.models(id)) {
          models.add(
              new CallableModel(
                  provider.name() + "/" + model.id(),
                  released(model),
                  provider.name(),
                  facts(model)));
        }
      }
    }
    List<CallableModel> named = routes.get().stream().map(route -> named(route, models)).toList();
    models.addAll(0, named);
    return List.copyOf(models);
  }

  /** A name of the operator's, with what is known of the model that it stands for first. */
  private static CallableModel named(ModelRoute route, List<CallableModel> models) {
    String first = route.choices().getFirst().model();
    CallableModel.Facts facts =
        models.stream()
            .filter(model -> model.id().equals(first))
            .findFirst()
            .map(model -> of(route, model.facts()))
            .orElseGet(() -> CallableModel.Facts.unknown(route.name()));
    return new CallableModel(route.name(), 0, "switchboard", facts);
  }

  private static CallableModel.Facts of(ModelRoute route, CallableModel.Facts facts) {
    return new CallableModel.Facts(
        route.name(),
        facts.contextTokens(),
        facts.outputTokens(),
        facts.deprecated(),
        facts.entry());
  }

  private static CallableModel.Facts facts(ModelEntry model) {
    return new CallableModel.Facts(
        model.name(),
        orNull(model.limits().context()),
        orNull(model.limits().output()),
        model.lifecycle().deprecated(),
        model);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? Long.valueOf(value.getAsLong()) : null;
  }

  /** With {@code configured=true} the providers that can be called here; the sandbox always can. */
  private Set<String> among(Query query) {
    boolean callable =
        Parameters.word(query, "configured", Map.of("true", true, "false", false)).orElse(false);
    return callable ? configured : Set.of();
  }

  private static List<Capability> capabilities(Query query) {
    List<Capability> capabilities = new ArrayList<>();
    for (String word : query.all("capability")) {
      capabilities.add(
          Capability.ofWord(word)
              .orElseThrow(
                  () -> Parameters.invalid("capability", word, List.of(Capability.values()))));
    }
    return capabilities;
  }

  private static long released(ModelEntry model) {
    try {
      return model
          .lifecycle()
          .released()
          .map(date -> LocalDate.parse(date.length() == 7 ? date + "-01" : date))
          .map(date -> date.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
          .orElse(0L);
    } catch (DateTimeParseException _) {
      return 0;
    }
  }

  private ObjectNode model(ModelEntry model) {
    ObjectNode node = Json.object();
    node.put("id", model.qualifiedId());
    node.put("name", model.name());
    node.put("provider", model.provider());
    node.put(
        "provider_display_name",
        catalog
            .provider(model.provider())
            .map(CatalogProvider::displayName)
            .orElse(model.provider()));
    node.put("type", model.type().word());
    ArrayNode capabilities = node.putArray("capabilities");
    model.facts().can().forEach(capability -> capabilities.add(capability.word()));
    put(node, "context_window", model.limits().context());
    put(node, "max_output_tokens", model.limits().output());
    ObjectNode modalities = node.putObject("modalities");
    words(modalities.putArray("input"), model.modalities().input());
    words(modalities.putArray("output"), model.modalities().output());
    if (model.prices().known()) {
      ObjectNode pricing = node.putObject("pricing");
      rates(pricing, model.prices().base());
      ArrayNode thresholds = pricing.putArray("thresholds");
      for (PriceTier tier : model.prices().tiers()) {
        ObjectNode threshold = thresholds.addObject();
        threshold.put("above_input_tokens", tier.aboveInputTokens());
        rates(threshold, tier.rates());
      }
    } else {
      node.putNull("pricing");
    }
    node.put("region", model.region().orElse(null));
    node.put("deprecated", model.lifecycle().deprecated());
    node.put("successor", model.lifecycle().successor().orElse(null));
    node.put("configured", configured.contains(model.provider()));
    return node;
  }

  private static void rates(ObjectNode node, Rates rates) {
    for (TokenClass tokenClass : TokenClass.values()) {
      Optional<java.math.BigDecimal> usd = rates.usdPerMillion(tokenClass);
      usd.ifPresent(price -> node.put(tokenClass.word(), price));
    }
  }

  private static void words(ArrayNode array, Set<Modality> modalities) {
    modalities.forEach(modality -> array.add(modality.word()));
  }

  private static void put(ObjectNode node, String name, OptionalLong value) {
    if (value.isPresent()) {
      node.put(name, value.getAsLong());
    } else {
      node.putNull(name);
    }
  }
}
