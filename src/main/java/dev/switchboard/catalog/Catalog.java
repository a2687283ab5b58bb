package dev.switchboard.catalog;

import dev.switchboard.ir.Prefer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All known models, found by name.
 *
 * <p>Loading reads only the index of providers; a provider's models are read when they are first
 * asked for, and kept. Immutable to its users, safe for any thread.
 */
public final class Catalog {
  private final List<CatalogProvider> providers;
  private final Function<String, List<ModelEntry>> source;
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

  private Catalog(List<CatalogProvider> providers, Function<String, List<ModelEntry>> source) {
    this.providers = List.copyOf(providers);
    this.source = source;
  }

  /** The catalogue of this build. */
  public static Catalog load() {
    return new Catalog(CatalogFiles.providers(), CatalogFiles::models);
  }

  /**
   * This catalogue and one more provider, which replaces one with the same id.
   *
   * @param provider its description; the model count is taken from the list
   * @param models its models, each with that provider's id
   */
  public Catalog with(CatalogProvider provider, List<ModelEntry> models) {
    List<ModelEntry> own = List.copyOf(models);
    for (ModelEntry model : own) {
      if (!model.provider().equals(provider.id())) {
        throw new IllegalArgumentException(
            "model " + model.qualifiedId() + " (expected: a model of " + provider.id() + ")");
      }
    }
    List<CatalogProvider> all = new ArrayList<>(providers);
    all.removeIf(known -> known.id().equals(provider.id()));
    all.add(
        new CatalogProvider(
            provider.id(),
            provider.displayName(),
            provider.aliases(),
            own.size(),
            provider.documentation()));
    return new Catalog(all, id -> id.equals(provider.id()) ? own : source.apply(id));
  }

  /** Where its prices come from and the day they are of, such as {@code models.dev 2026-06-30}. */
  public String source() {
    return CatalogFiles.source();
  }

  /** All providers. */
  public List<CatalogProvider> providers() {
    return providers;
  }

  /** The provider of that id or alias ({@code gemini} and {@code google} are {@code gcp}). */
  public Optional<CatalogProvider> provider(String name) {
    return providers.stream().filter(provider -> provider.isCalled(name)).findFirst();
  }

  /** The models of a provider, by id; none for a provider that the catalogue does not know. */
  public List<ModelEntry> models(String catalogueId) {
    return shelf(catalogueId).entries();
  }

  /** All models of all providers. Reads the whole resource the first time. */
  public Stream<ModelEntry> models() {
    return providers.stream().flatMap(provider -> models(provider.id()).stream());
  }

  /** A model by any of its names at a provider given by id or alias. */
  public Optional<ModelEntry> find(String provider, String model) {
    return provider(provider)
        .flatMap(known -> shelf(known.id()).find(model))
        .map(Shelf.Match::entry);
  }

  /**
   * What a requested name means; routes and aliases of the configuration were looked up before.
   *
   * @param name {@code provider/model} or a bare model name
   * @param configured the providers that can be called, in order of preference
   */
  public Resolution resolve(String name, List<ConfiguredProvider> configured) {
    return new Resolver(this, configured).resolve(name);
  }

  /** Names that resolve and look like this one, best first, at most five. */
  public List<String> nearest(String name, List<ConfiguredProvider> configured) {
    return new NearestNames(this, configured).to(name);
  }

  /**
   * What configured providers have for a kind of work, best first; empty when they have nothing.
   *
   * <p>For calls that name no model and whose default model's provider is not configured. Models
   * that cannot call tools are left out of chat, deprecated ones out of everything.
   */
  public List<Resolution.Offer> ranked(
      Work work, List<ConfiguredProvider> configured, Prefer prefer) {
    List<Resolution.Offer> offers = new ArrayList<>();
    Comparator<ModelEntry> order = ModelOrder.of(prefer);
    for (ConfiguredProvider provider : configured) {
      provider.catalogues().stream()
          .flatMap(catalogue -> models(catalogue).stream())
          .filter(work::isDoneBy)
          .filter(model -> !model.lifecycle().deprecated())
          .map(model -> offer(provider, model))
          .forEach(offers::add);
    }
    offers.sort(Comparator.comparing(offer -> offer.entry().orElseThrow(), order));
    return offers;
  }

  private static Resolution.Offer offer(ConfiguredProvider provider, ModelEntry model) {
    return new Resolution.Offer(provider.name(), model.id(), Optional.of(model), Optional.empty());
  }

  /** One page of a list of models. */
  public ModelPage query(ModelQuery query) {
    return query.over(this);
  }

  Shelf shelf(String catalogueId) {
    Shelf shelf = shelves.get(catalogueId);
    if (shelf == null) {
      boolean known = providers.stream().anyMatch(p -> p.id().equals(catalogueId));
      shelf = new Shelf(known ? source.apply(catalogueId) : List.of());
      if (known) {
        shelves.put(catalogueId, shelf);
      }
    }
    return shelf;
  }
}
