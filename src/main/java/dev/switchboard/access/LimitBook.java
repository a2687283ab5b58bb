package dev.switchboard.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rate limits of the configuration and those of the database, together what holds.
 *
 * <p>What is made or ended here holds in this process at once; what another process did, from the
 * next {@link #refresh} on.
 */
public final class LimitBook {
  private final RateLimitStore store;
  private final Projects projects;
  private final RateLimits limits;
  private final Map<String, String> projectIds = new HashMap<>();
  private List<RateLimit> configured = List.of();
  private List<RateLimit> kept = List.of();

  public LimitBook(RateLimitStore store, Projects projects, RateLimits limits) {
    this.store = store;
    this.projects = projects;
    this.limits = limits;
  }

  /** What holds, with its counts. */
  public RateLimits limits() {
    return limits;
  }

  /**
   * Takes over those of a configuration.
   *
   * @param ofConfiguration their projects are ids or names; one of a project that is not there yet
   *     holds as soon as it is
   */
  public synchronized void configure(List<RateLimit> ofConfiguration) {
    configured = List.copyOf(ofConfiguration);
    replace();
  }

  /** Reads those of the database anew. */
  public synchronized void refresh() {
    kept = store.all();
    replace();
  }

  /** Makes one. */
  public synchronized void add(RateLimit limit) {
    store.insert(limit);
    refresh();
  }

  /** Ends one; false if the database has none of that id. */
  public synchronized boolean remove(String id) {
    boolean removed = store.delete(id);
    refresh();
    return removed;
  }

  /** Whether it stands in the configuration, where alone it can be changed. */
  public synchronized boolean isConfigured(String id) {
    return configured.stream().anyMatch(limit -> limit.id().equals(id));
  }

  private void replace() {
    List<RateLimit> all = new ArrayList<>();
    configured.forEach(limit -> all.add(resolved(limit)));
    all.addAll(kept);
    if (!all.equals(limits.all())) {
      limits.replace(all);
    }
  }

  private RateLimit resolved(RateLimit limit) {
    Applies applies = limit.applies();
    String named = applies.projectId();
    if (named == null) {
      return limit;
    }
    String id = projectIds.get(named);
    if (id == null) {
      id = projects.find(named).or(() -> projects.findByName(named)).map(Project::id).orElse(null);
      if (id == null) {
        return limit;
      }
      projectIds.put(named, id);
    }
    return new RateLimit(
        limit.id(),
        new Applies(id, applies.keyId(), applies.model(), applies.tag()),
        limit.each(),
        limit.amounts(),
        limit.createdAt());
  }
}
