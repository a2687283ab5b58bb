package dev.switchboard.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How all targets do that were asked since the start. It stays when the configuration changes, and
 * forgets only targets of which there is nothing to remember.
 */
public final class HealthBoard {
  /** Callers may name any model of a provider; a target of which nothing is known is forgotten. */
  private static final int MOST_TARGETS = 4_096;

  private final Map<String, TargetHealth> targets = new ConcurrentHashMap<>();
  private final Set<String> unwatched;
  private final LongSupplier nanoTime;
  private volatile ResilienceRules rules;

  /**
   * @param unwatched providers whose failures are wanted by those who call them
   * @param nanoTime as {@link System#nanoTime}
   */
  public HealthBoard(ResilienceRules rules, Set<String> unwatched, LongSupplier nanoTime) {
    this.rules = rules;
    this.unwatched = Set.copyOf(unwatched);
    this.nanoTime = nanoTime;
  }

  /** What holds now. */
  public ResilienceRules rules() {
    return rules;
  }

  /** Other rules from now on. */
  public void replace(ResilienceRules next) {
    rules = next;
    targets.values().forEach(health -> health.rules(next));
  }

  /** How a target does. */
  public TargetHealth of(Target target) {
    String id = target.id();
    TargetHealth known = targets.get(id);
    if (known != null) {
      return known;
    }
    if (targets.size() >= MOST_TARGETS) {
      targets.values().removeIf(TargetHealth::isSpotless);
    }
    boolean watched = !unwatched.contains(target.provider());
    return targets.computeIfAbsent(id, name -> new TargetHealth(name, rules, watched, nanoTime));
  }

  /** How they stand, by name. */
  public List<TargetHealth.Standing> standings() {
    return targets.values().stream()
        .map(TargetHealth::standing)
        .sorted(Comparator.comparing(TargetHealth.Standing::target))
        .toList();
  }

  /** How many targets stand so. */
  public long count(Predicate<TargetHealth.Standing> so) {
    return standings().stream().filter(so).count();
  }

  /** How often the circuits of the remembered targets have opened. */
  public long openings() {
    return standings().stream().mapToLong(TargetHealth.Standing::openings).sum();
  }

  /** How many calls wait for a place. */
  public long waiting() {
    return standings().stream().mapToLong(TargetHealth.Standing::waiting).sum();
  }
}
