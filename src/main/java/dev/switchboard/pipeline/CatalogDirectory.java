package dev.switchboard.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.ConfiguredProvider;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Resolution;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Directory;
import dev.switchboard.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the targets of a model's name among the configured providers, by the catalogue. */
public final class CatalogDirectory implements Directory {
  private static final int CAPACITY = 10_000;

  private final Catalog catalog;
  private final List<ServedProvider> providers;
  private final List<ConfiguredProvider> configured;
  private final Function<String, String> howToConfigure;
  private final @Nullable String standIn;
  private final boolean strictResidency;
  private final Cache<String, List<Target>> found =
      Caffeine.newBuilder().maximumSize(CAPACITY).build();

  /**
   * @param providers in order of preference
   * @param howToConfigure says, for a catalogue provider's id, what is missing to use it
   * @param standIn the provider that answers for those without a credential; null for none
   * @param strictResidency whether a region that a name asks for must be kept; else the plain model
   *     serves and says so
   */
  public CatalogDirectory(
      Catalog catalog,
      List<ServedProvider> providers,
      Function<String, String> howToConfigure,
      @Nullable String standIn,
      boolean strictResidency) {
    this.catalog = catalog;
    this.providers = List.copyOf(providers);
    this.configured =
        providers.stream().map(p -> new ConfiguredProvider(p.name(), p.catalogues())).toList();
    this.howToConfigure = howToConfigure;
    this.standIn = standIn;
    this.strictResidency = strictResidency;
  }

  @Override
  public List<Target> lookup(String model) {
    List<Target> known = found.getIfPresent(model);
    if (known != null) {
      return known;
    }
    List<Target> targets = resolve(model);
    found.put(model, targets);
    return targets;
  }

  @Override
  public Target in(String region, Target target) {
    boolean there =
        providers.stream()
            .filter(provider -> provider.name().equals(target.provider()))
            .anyMatch(provider -> matches(provider.region(), region));
    if (there || target.upstreamModel().startsWith(region + ".")) {
      return target;
    }
    String what = "no promise of the region " + region + ": " + target.id();
    if (strictResidency) {
      throw new FailureException(
          new Failure.NoTarget(
              what
                  + " is not known to serve there, and residency is strict (expected: a provider with"
                  + " region: "
                  + region
                  + " in the configuration)"));
    }
    return new Target(
        target.provider(),
        target.upstreamModel(),
        target.requestedModel(),
        what + " serves, and is not known to be there");
  }

  private List<Target> resolve(String name) {
    return switch (catalog.resolve(name, configured)) {
      case Resolution.Pinned pinned ->
          pinned.configured()
              ? List.of(target(name, pinned.offer()))
              : List.of(standIn(name, pinned.offer().provider(), pinned.offer().upstreamModel()));
      case Resolution.Pool pool -> pool(name, pool.offers());
      case Resolution.Unserved unserved ->
          List.of(standIn(name, unserved.providers().getFirst(), name));
      case Resolution.Unknown unknown -> throw unknown(name, unknown.nearest());
    };
  }

  private List<Target> pool(String name, List<Resolution.Offer> offers) {
    List<Target> targets = new ArrayList<>();
    FailureException refused = null;
    for (Resolution.Offer offer : offers) {
      try {
        targets.add(target(name, offer));
      } catch (FailureException e) {
        refused = e;
      }
    }
    if (targets.isEmpty() && refused != null) {
      throw refused;
    }
    // A remark says that a target is not quite what was asked for; the others go first.
    targets.sort((a, b) -> Boolean.compare(a.remark() != null, b.remark() != null));
    return targets;
  }

  private Target target(String name, Resolution.Offer offer) {
    Optional<String> region = offer.region();
    if (region.isEmpty() || region.equals(offer.entry().flatMap(ModelEntry::region))) {
      return new Target(offer.provider(), offer.upstreamModel(), name, null);
    }
    Optional<ServedProvider> there = inRegion(offer.provider(), region.get());
    if (there.isPresent()) {
      return new Target(there.get().name(), offer.upstreamModel(), name, null);
    }
    String plain = offer.provider() + "/" + offer.upstreamModel();
    if (strictResidency) {
      throw new FailureException(
          new Failure.NoTarget(
              "model "
                  + name
                  + ": no provider is configured for the region "
                  + region.get()
                  + ", and residency is strict (expected: a provider that serves "
                  + plain
                  + " with region: "
                  + region.get()
                  + " in the configuration)"));
    }
    return new Target(
        offer.provider(),
        offer.upstreamModel(),
        name,
        "no provider is configured for the region "
            + region.get()
            + ": "
            + plain
            + " serves without that promise");
  }

  /** The provider itself, or one of the same catalogue, whose region is the wanted one. */
  private Optional<ServedProvider> inRegion(String providerName, String region) {
    List<String> catalogues =
        providers.stream()
            .filter(p -> p.name().equals(providerName))
            .findFirst()
            .map(ServedProvider::catalogues)
            .orElse(List.of());
    return providers.stream()
        .filter(p -> matches(p.region(), region))
        .filter(p ->
            p.name().equals(providerName) || p.catalogues().stream().anyMatch(catalogues::contains))
        .findFirst();
  }

  /** {@code eu} is matched by {@code eu} and by {@code eu-west-1}. */
  private static boolean matches(@Nullable String configuredRegion, String wanted) {
    if (configuredRegion == null) {
      return false;
    }
    String region = configuredRegion.toLowerCase(Locale.ROOT);
    return region.equals(wanted)
        || region.startsWith(wanted + "-")
        || (wanted.equals("eu") && region.startsWith("europe"));
  }

  private Target standIn(String name, String provider, String model) {
    if (standIn == null) {
      throw new FailureException(
          new Failure.NoTarget(
              "model "
                  + name
                  + ": provider "
                  + provider
                  + " is not configured; "
                  + howToConfigure.apply(provider)));
    }
    return new Target(
        standIn,
        model.startsWith(provider + "/") ? model : provider + "/" + model,
        name,
        "the sandbox answers in the name of " + provider + ", which has no credential");
  }

  private static FailureException unknown(String name, List<String> nearest) {
    return new FailureException(
        new Failure.ModelNotFound(
            name,
            nearest,
            "model "
                + name
                + " is not known"
                + (nearest.isEmpty()
                    ? " (expected: provider/model, see GET /v3/models)"
                    : " (nearest: " + String.join(", ", nearest) + ")")));
  }
}
