package dev.switchboard.pipeline;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.Limits;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Prices;
import dev.switchboard.catalog.Rates;
import dev.switchboard.catalog.Support;
import dev.switchboard.catalog.TokenClass;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.routing.Fit;
import dev.switchboard.routing.Said;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.Pricer;
import dev.switchboard.trace.TokenPrices;
import dev.switchboard.wire.ModelTraits;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the catalogue knows of targets, remembered per target. */
public final class CatalogFacts implements TargetFacts, Fit {
  private final Catalog catalog;
  private final Map<String, List<String>> catalogues;
  private final Map<String, String> standIns;
  private final String priceSource;
  private final Map<String, Known> entries = new ConcurrentHashMap<>();

  /**
   * What is known of a target.
   *
   * @param base what its prices below every threshold are, for the record
   */
  private record Known(Optional<ModelEntry> entry, TokenPrices base) {}

  /**
   * @param catalogues the catalogue's providers by configured provider
   * @param standIns by configured provider, the model whose facts hold for those that the catalogue
   *     does not know there
   * @param priceSource where the catalogue's prices come from and their date
   */
  public CatalogFacts(
      Catalog catalog,
      Map<String, List<String>> catalogues,
      Map<String, String> standIns,
      String priceSource) {
    this.catalog = catalog;
    this.standIns = Map.copyOf(standIns);
    this.catalogues = Map.copyOf(catalogues);
    this.priceSource = priceSource;
  }

  @Override
  public ModelTraits traits(Target target) {
    return entry(target).map(CatalogFacts::traits).orElse(ModelTraits.UNKNOWN);
  }

  @Override
  public boolean sellsModes(Target target) {
    return entry(target).map(entry -> !entry.prices().modes().isEmpty()).orElse(false);
  }

  @Override
  public Optional<Cost> price(Target target, String mode, Usage usage) {
    return Pricer.price(usage, prices(target, mode, usage));
  }

  @Override
  public Optional<Cost> listed(Target target, String mode, Usage usage) {
    return Pricer.listed(usage, prices(target, mode, usage));
  }

  private TokenPrices prices(Target target, String mode, Usage usage) {
    Known known = known(target);
    if (known.entry().isEmpty()) {
      return known.base();
    }
    Prices prices = known.entry().get().prices();
    if (prices.modes().containsKey(mode)) {
      return prices(prices.modes().get(mode), priceSource + ", in its mode " + mode);
    }
    Rates rates = prices.at(usage.inputTotal());
    return rates.equals(prices.base()) ? known.base() : prices(rates, priceSource);
  }

  @Override
  public OptionalLong most(Target target, ChatRequest request, long inputBytes) {
    Optional<ModelEntry> entry = entry(target);
    if (entry.isEmpty()) {
      return OptionalLong.empty();
    }
    Limits limits = entry.get().limits();
    OptionalLong input = MostTokens.input(request, inputBytes, mostInput(request, limits));
    OptionalLong output = mostOutput(request, limits);
    if (input.isEmpty() || output.isEmpty()) {
      return OptionalLong.empty();
    }
    Prices prices = entry.get().prices();
    Set<Rates> possible = new LinkedHashSet<>();
    possible.add(prices.at(0));
    possible.add(prices.at(input.getAsLong()));
    possible.add(prices.at(0, PriceMode.of(request)));
    long most = 0;
    for (Rates rates : possible) {
      OptionalLong each = most(rates, input.getAsLong(), output.getAsLong());
      if (each.isEmpty()) {
        return each;
      }
      most = Math.max(most, each.getAsLong());
    }
    return OptionalLong.of(most);
  }

  @Override
  public OptionalLong most(Target target, WorkRequest request) {
    Optional<ModelEntry> entry = entry(target);
    if (entry.isEmpty()) {
      return OptionalLong.empty();
    }
    Rates rates = entry.get().prices().at(0);
    OptionalLong units = MostWork.picos(request, rates);
    return units.isPresent() || !rates.units().isEmpty()
        ? units
        : mostTokens(request, rates, entry.get().limits());
  }

  /** What is sold by tokens alone, where the model's limit of those that come out is known. */
  private static OptionalLong mostTokens(WorkRequest request, Rates rates, Limits limits) {
    if (limits.output().isEmpty()) {
      return OptionalLong.empty();
    }
    long answers = MostWork.answers(request);
    return most(
        rates,
        MostWork.input(request, limits.context()) * answers,
        limits.output().getAsLong() * answers);
  }

  /**
   * The model's limit for what goes in. A provider that runs tools asks its model again with what
   * they gave, so that there the limit of one question says less.
   */
  private static OptionalLong mostInput(ChatRequest request, Limits limits) {
    OptionalLong input = limits.input();
    OptionalLong context = limits.context();
    return input.isEmpty() || request.tools().stream().anyMatch(Tool.Opaque.class::isInstance)
        ? context
        : OptionalLong.of(Math.min(input.getAsLong(), context.orElse(Long.MAX_VALUE)));
  }

  private static OptionalLong mostOutput(ChatRequest request, Limits limits) {
    Integer wanted = request.sampling().maxOutputTokens();
    OptionalLong limit = limits.output().isPresent() ? limits.output() : limits.context();
    OptionalLong each = wanted == null ? limit : OptionalLong.of(wanted);
    Integer choices = request.sampling().choices();
    return each.isEmpty() || choices == null
        ? each
        : OptionalLong.of(each.getAsLong() * Math.max(1, choices));
  }

  /** Every token at the price of the dearest class that it can be of. */
  private static OptionalLong most(Rates rates, long input, long output) {
    Long in =
        dearest(
            rates,
            TokenClass.INPUT,
            TokenClass.CACHE_CREATION,
            TokenClass.CACHE_CREATION_LONG,
            TokenClass.AUDIO_INPUT,
            TokenClass.IMAGE_INPUT);
    Long out =
        dearest(
            rates,
            TokenClass.OUTPUT,
            TokenClass.REASONING,
            TokenClass.AUDIO_OUTPUT,
            TokenClass.IMAGE_OUTPUT);
    if (in == null || out == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          Math.addExact(Math.multiplyExact(in, input), Math.multiplyExact(out, output)));
    } catch (ArithmeticException _) {
      return OptionalLong.empty();
    }
  }

  /** Null if the plain class, the first, has no price. */
  private static @Nullable Long dearest(Rates rates, TokenClass plain, TokenClass... others) {
    Long most = listed(rates, plain);
    for (TokenClass other : others) {
      Long price = listed(rates, other);
      most = most == null || price == null ? most : Long.valueOf(Math.max(most, price));
    }
    return most;
  }

  @Override
  public OptionalLong listPrice(Target target) {
    Rates base = entry(target).map(known -> known.prices().base()).orElse(Rates.NONE);
    OptionalLong input = base.listed(TokenClass.INPUT);
    return input.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(3 * input.getAsLong() + base.listed(TokenClass.OUTPUT).orElse(0));
  }

  @Override
  public OptionalLong contextTokens(Target target) {
    return entry(target).map(known -> known.limits().context()).orElse(OptionalLong.empty());
  }

  @Override
  public Map<Target, String> unfit(List<Target> targets, Said said) {
    return CatalogFit.unfit(targets, said, this::entry);
  }

  private Optional<ModelEntry> entry(Target target) {
    return known(target).entry();
  }

  private Known known(Target target) {
    String id = target.id();
    Known known = entries.get(id);
    if (known == null) {
      Optional<ModelEntry> entry = find(target);
      known =
          new Known(
              entry, prices(entry.map(e -> e.prices().base()).orElse(Rates.NONE), priceSource));
      if (entries.size() < 10_000) {
        entries.put(id, known);
      }
    }
    return known;
  }

  private Optional<ModelEntry> find(Target target) {
    Optional<ModelEntry> entry = find(target.provider(), target.upstreamModel());
    String standIn = standIns.get(target.provider());
    return entry.isPresent() || standIn == null ? entry : find(target.provider(), standIn);
  }

  private Optional<ModelEntry> find(String provider, String model) {
    for (String id : catalogues.getOrDefault(provider, List.of())) {
      Optional<ModelEntry> entry = catalog.find(id, model);
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  private static ModelTraits traits(ModelEntry entry) {
    OptionalLong output = entry.limits().output();
    return new ModelTraits(
        output.isPresent() ? (int) Math.min(output.getAsLong(), Integer.MAX_VALUE) : null,
        known(entry.supports(Capability.TEMPERATURE)),
        known(entry.supports(Capability.REASONING)),
        known(entry.supports(Capability.STRUCTURED_OUTPUT)),
        known(entry.supports(Capability.TOOLS)),
        entry.reasoning().echoField().orElse(null),
        efforts(entry.reasoning().efforts()),
        budget(entry.reasoning().maxBudget()));
  }

  /** A word that is no step, such as a vendor's {@code default}, is passed over. */
  private static List<Effort> efforts(List<String> words) {
    return Arrays.stream(Effort.values())
        .filter(effort -> words.contains(effort.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static @Nullable Integer budget(OptionalLong tokens) {
    return tokens.isPresent() ? (int) Math.min(tokens.getAsLong(), Integer.MAX_VALUE) : null;
  }

  private static @Nullable Boolean known(Support support) {
    return switch (support) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> null;
    };
  }

  private TokenPrices prices(Rates rates, String source) {
    return new TokenPrices(
        listed(rates, TokenClass.INPUT),
        listed(rates, TokenClass.CACHED_INPUT),
        listed(rates, TokenClass.CACHE_CREATION),
        listed(rates, TokenClass.CACHE_CREATION_LONG),
        listed(rates, TokenClass.AUDIO_INPUT),
        listed(rates, TokenClass.IMAGE_INPUT),
        listed(rates, TokenClass.OUTPUT),
        listed(rates, TokenClass.REASONING),
        listed(rates, TokenClass.AUDIO_OUTPUT),
        listed(rates, TokenClass.IMAGE_OUTPUT),
        source,
        rates.units().stream()
            .map(u -> new TokenPrices.UnitPrice(u.unit(), u.variant(), u.picos()))
            .toList());
  }

  private static @Nullable Long listed(Rates rates, TokenClass tokenClass) {
    OptionalLong price = rates.listed(tokenClass);
    return price.isPresent() ? price.getAsLong() : null;
  }
}
