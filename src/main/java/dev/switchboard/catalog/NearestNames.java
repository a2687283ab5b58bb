package dev.switchboard.catalog;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the names that someone who mistyped one may have meant. */
final class NearestNames {
  private static final int MOST = 5;
  private static final int LONGEST = 80;

  /** The index of providers begins with those most callers mean. */
  private static final int WELL_KNOWN = 16;

  private final Catalog catalog;
  private final List<ConfiguredProvider> configured;

  NearestNames(Catalog catalog, List<ConfiguredProvider> configured) {
    this.catalog = catalog;
    this.configured = configured;
  }

  private record Scored(String name, int score, String released) {}

  /** Bare names that configured providers serve, or, when none looks alike, well-known ones. */
  List<String> to(String requested) {
    List<String> served = served(requested);
    return served.isEmpty()
        ? nearest(
            requested,
            catalog.providers().stream().limit(WELL_KNOWN).map(CatalogProvider::id).toList())
        : served;
  }

  /** Bare names that configured providers serve. */
  List<String> served(String requested) {
    return nearest(
        requested, configured.stream().flatMap(p -> p.catalogues().stream()).distinct().toList());
  }

  private List<String> nearest(String requested, List<String> catalogues) {
    String wanted = ModelNames.normal(ModelNames.lastSegment(requested.strip()));
    if (wanted.length() < 2 || wanted.length() > LONGEST) {
      return List.of();
    }
    Map<String, Scored> found = new LinkedHashMap<>();
    catalogues.forEach(catalogue -> collect(catalogue, wanted, found));
    return found.values().stream()
        .sorted(
            Comparator.comparingInt(Scored::score)
                .thenComparing(Scored::released, Comparator.reverseOrder())
                .thenComparing(Scored::name))
        .limit(MOST)
        .map(Scored::name)
        .toList();
  }

  private void collect(String catalogue, String wanted, Map<String, Scored> found) {
    Set<String> words = words(wanted);
    for (ModelEntry entry : catalog.models(catalogue)) {
      if (!entry.lifecycle().deprecated()) {
        String name = ModelNames.lastSegment(entry.id());
        String key = ModelNames.normal(name);
        int score = score(wanted, words, key);
        if (score < Integer.MAX_VALUE) {
          String released = entry.lifecycle().released().orElse("");
          found.putIfAbsent(key, new Scored(name, score, released));
        }
      }
    }
  }

  // Lower is nearer: the same words in another order, then few typing mistakes, then most words.
  private static int score(String wanted, Set<String> words, String key) {
    Set<String> other = words(key);
    if (other.equals(words)) {
      return 0;
    }
    int bound = wanted.length() < 5 ? 1 : Math.max(2, wanted.length() / 5);
    int distance = distance(wanted, key, bound);
    if (distance <= bound) {
      return 1 + distance;
    }
    Set<String> shared = new HashSet<>(words);
    shared.retainAll(other);
    int missed = words.size() + other.size() - 2 * shared.size();
    boolean mostWords = shared.size() >= 2 && shared.size() > missed;
    return mostWords ? 100 + missed : Integer.MAX_VALUE;
  }

  private static Set<String> words(String key) {
    return new HashSet<>(Columns.split(key, '-'));
  }

  /** Edits from one name to the other, or more than the bound as soon as that is certain. */
  static int distance(String left, String right, int bound) {
    if (Math.abs(left.length() - right.length()) > bound) {
      return bound + 1;
    }
    int[] previous = new int[right.length() + 1];
    int[] current = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      current[0] = i;
      int best = i;
      for (int j = 1; j <= right.length(); j++) {
        int swap = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
        best = Math.min(best, current[j]);
      }
      if (best > bound) {
        return bound + 1;
      }
      int[] swapped = previous;
      previous = current;
      current = swapped;
    }
    return previous[right.length()];
  }
}
