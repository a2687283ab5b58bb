package dev.switchboard.catalog;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The models of one provider, found by any of their names. Immutable. */
final class Shelf {
  private static final String LATEST = "-latest";
  private static final Comparator<ModelEntry> BETTER =
      Comparator.comparing((ModelEntry entry) -> entry.lifecycle().deprecated())
          .thenComparingInt(Shelf::regionRank)
          .thenComparing(
              entry -> entry.lifecycle().released().orElse(""), Comparator.reverseOrder())
          .thenComparingInt(entry -> entry.id().length())
          .thenComparing(ModelEntry::id);

  private final List<ModelEntry> entries;
  private final Map<String, ModelEntry> ids = new HashMap<>();
  private final Map<String, ModelEntry> segments = new HashMap<>();
  private final Map<String, ModelEntry> aliases = new HashMap<>();
  private final Map<String, ModelEntry> newestDated = new HashMap<>();

  Shelf(List<ModelEntry> entries) {
    this.entries = List.copyOf(entries);
    for (ModelEntry entry : this.entries) {
      file(entry);
    }
  }

  /** How well a name fits. */
  enum Fit {
    /** It is the model's id, its last path segment or another name of it. */
    NAMED,
    /** It differs by a date or {@code -latest}. */
    UNDATED,
    /** It carries a date, and only the undated model is listed. */
    DATE_DROPPED
  }

  /** A model found, and how. */
  record Match(ModelEntry entry, Fit fit) {}

  List<ModelEntry> entries() {
    return entries;
  }

  /** The model meant by a name, without its provider. */
  Optional<Match> find(String name) {
    String key = ModelNames.normal(name);
    Optional<ModelEntry> named = named(key);
    if (named.isPresent()) {
      return named.map(entry -> new Match(entry, Fit.NAMED));
    }
    String plain = key.endsWith(LATEST) ? key.substring(0, key.length() - LATEST.length()) : key;
    Optional<ModelEntry> undated =
        Stream.of(named(plain), named(plain + LATEST), Optional.ofNullable(newestDated.get(plain)))
            .flatMap(Optional::stream)
            .findFirst();
    if (undated.isPresent()) {
      return undated.map(entry -> new Match(entry, Fit.UNDATED));
    }
    OptionalInt date = ModelNames.dateStart(key);
    return date.isEmpty()
        ? Optional.empty()
        : named(key.substring(0, date.getAsInt())).map(entry -> new Match(entry, Fit.DATE_DROPPED));
  }

  /** The same model in another region, where the provider lists it apart. */
  Optional<ModelEntry> inRegion(ModelEntry entry, String region) {
    return entries.stream()
        .filter(other -> other.region().filter(region::equals).isPresent())
        .filter(other -> other.aliases().stream().anyMatch(entry.aliases()::contains))
        .min(BETTER);
  }

  private Optional<ModelEntry> named(String key) {
    ModelEntry entry = ids.get(key);
    if (entry == null) {
      entry = segments.get(key);
    }
    if (entry == null) {
      entry = aliases.get(key);
    }
    return Optional.ofNullable(entry);
  }

  private void file(ModelEntry entry) {
    put(ids, ModelNames.normal(entry.id()), entry);
    String segment = ModelNames.normal(ModelNames.lastSegment(entry.id()));
    put(segments, segment, entry);
    fileByDate(segment, entry);
    for (String alias : entry.aliases()) {
      String key = ModelNames.normal(alias);
      put(aliases, key, entry);
      fileByDate(key, entry);
    }
  }

  private void fileByDate(String key, ModelEntry entry) {
    OptionalInt date = ModelNames.dateStart(key);
    if (date.isPresent()) {
      put(newestDated, key.substring(0, date.getAsInt()), entry);
    }
  }

  private static void put(Map<String, ModelEntry> map, String key, ModelEntry entry) {
    map.merge(key, entry, (old, other) -> BETTER.compare(old, other) <= 0 ? old : other);
  }

  // Nowhere in particular before everywhere before somewhere.
  private static int regionRank(ModelEntry entry) {
    return entry.region().map(region -> region.equals("global") ? 1 : 2).orElse(0);
  }
}
