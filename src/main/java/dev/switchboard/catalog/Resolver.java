package dev.switchboard.catalog;

import dev.switchboard.catalog.Resolution.Offer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds what one requested name means among the configured providers. */
final class Resolver {
  /** No vendor's name is longer; a longer one is not compared with anything. */
  static final int LONGEST_NAME = 200;

  private static final int MOST_UNSERVED = 10;

  private final Catalog catalog;
  private final List<ConfiguredProvider> configured;

  Resolver(Catalog catalog, List<ConfiguredProvider> configured) {
    this.catalog = catalog;
    this.configured = configured;
  }

  Resolution resolve(String requested) {
    String name = requested.strip();
    int slash = name.indexOf('/');
    if (slash > 0 && slash < name.length() - 1) {
      Optional<Resolution> pinned = pinned(name.substring(0, slash), name.substring(slash + 1));
      if (pinned.isPresent()) {
        return pinned.get();
      }
    }
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return new Resolution.Unknown(List.of());
    }
    return bare(name);
  }

  private Optional<Resolution> pinned(String head, String model) {
    Optional<ConfiguredProvider> named = configured(head);
    if (named.isEmpty()) {
      named = catalog.provider(head).flatMap(known -> configured(known.id()));
    }
    if (named.isPresent()) {
      return named.map(provider -> new Resolution.Pinned(pin(provider, model), true));
    }
    return catalog
        .provider(head)
        .map(known -> ConfiguredProvider.of(known.id()))
        .map(provider -> new Resolution.Pinned(pin(provider, model), false));
  }

  private Optional<ConfiguredProvider> configured(String name) {
    return configured.stream().filter(p -> p.name().equalsIgnoreCase(name)).findFirst();
  }

  private Offer pin(ConfiguredProvider provider, String model) {
    Optional<Shelf.Match> match = match(provider, model);
    if (match.isPresent()) {
      ModelEntry entry = match.get().entry();
      boolean dated = match.get().fit() == Shelf.Fit.DATE_DROPPED;
      String upstream = dated ? withDate(entry.id(), model) : entry.id();
      return new Offer(provider.name(), upstream, Optional.of(entry), Optional.empty());
    }
    return RegionSuffix.of(model)
        .flatMap(suffix -> regional(provider, suffix))
        .orElseGet(() -> new Offer(provider.name(), model, Optional.empty(), Optional.empty()));
  }

  private Resolution bare(String name) {
    List<Offer> offers = offers(name, false);
    if (offers.isEmpty()) {
      offers = offers(name, true);
    }
    if (!offers.isEmpty()) {
      return new Resolution.Pool(offers);
    }
    List<String> providers = servers(name);
    Optional<RegionSuffix> suffix = RegionSuffix.of(name);
    if (providers.isEmpty() && suffix.isPresent()) {
      offers = offers(suffix.get());
      if (!offers.isEmpty()) {
        return new Resolution.Pool(offers);
      }
      providers = servers(suffix.get().model());
    }
    return providers.isEmpty()
        ? new Resolution.Unknown(catalog.nearest(name, configured))
        : new Resolution.Unserved(providers, new NearestNames(catalog, configured).served(name));
  }

  private List<Offer> offers(String name, boolean dateDropped) {
    return configured.stream()
        .flatMap(provider ->
            match(provider, name)
                .filter(match -> (match.fit() == Shelf.Fit.DATE_DROPPED) == dateDropped)
                .map(match -> offer(provider, match.entry(), Optional.empty()))
                .stream())
        .toList();
  }

  private List<Offer> offers(RegionSuffix suffix) {
    return configured.stream().flatMap(p -> regional(p, suffix).stream()).toList();
  }

  private Optional<Offer> regional(ConfiguredProvider provider, RegionSuffix suffix) {
    return match(provider, suffix.model())
        .map(Shelf.Match::entry)
        .map(entry -> {
          Shelf shelf = catalog.shelf(entry.provider());
          ModelEntry there = shelf.inRegion(entry, suffix.region()).orElse(entry);
          return offer(provider, there, Optional.of(suffix.region()));
        });
  }

  private static Offer offer(
      ConfiguredProvider provider, ModelEntry entry, Optional<String> region) {
    return new Offer(provider.name(), entry.id(), Optional.of(entry), region);
  }

  private Optional<Shelf.Match> match(ConfiguredProvider provider, String model) {
    return provider.catalogues().stream()
        .map(catalogue -> catalog.shelf(catalogue).find(model))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<String> servers(String name) {
    return catalog.providers().stream()
        .map(CatalogProvider::id)
        .filter(id -> catalog.shelf(id).find(name).isPresent())
        .limit(MOST_UNSERVED)
        .toList();
  }

  // A snapshot that only its vendor knows: our spelling of the name, the caller's date.
  private static String withDate(String id, String requested) {
    String key = ModelNames.normal(requested);
    OptionalInt date = ModelNames.dateStart(key);
    boolean sameName =
        date.isPresent() && key.substring(0, date.getAsInt()).equals(ModelNames.normal(id));
    return sameName ? id + requested.substring(date.getAsInt()) : requested;
  }
}
