package dev.switchboard.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the configuration and those of the database, together what holds. Of two of one
 * name that of the configuration does.
 *
 * <p>What is made or ended here holds in this process at once; what another process did, from the
 * next {@link #refresh} on.
 */
public final class RouteBook implements Routes {
  private static final String OVERRIDDEN =
      "the configuration has a route of this name, which holds";

  private final RouteStore store;
  private final Function<String, Optional<String>> projectIds;
  private final Map<String, String> knownProjects = new HashMap<>();
  private List<ModelRoute> configured = List.of();
  private Reader reader =
      (_, _) -> {
        throw new IllegalArgumentException("not read yet");
      };
  private List<StoredRoute> kept = List.of();
  private List<Entry> parsed = List.of();
  private volatile Map<String, ModelRoute> holding = Map.of();
  private volatile List<Entry> entries = List.of();

  /**
   * @param projectIds the id of a project, by its id or name
   */
  public RouteBook(RouteStore store, Function<String, Optional<String>> projectIds) {
    this.store = store;
    this.projectIds = projectIds;
  }

  /** Reads a definition by the rules of the configuration. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads one.
     *
     * @param definition JSON
     * @throws IllegalArgumentException saying what is wrong, safe for operators
     */
    ModelRoute read(String name, String definition);
  }

  /**
   * One route, holding or not.
   *
   * @param route null when its definition cannot be used
   * @param updatedAt null for one of the configuration
   * @param problem why it does not hold; empty when it does
   */
  public record Entry(
      String name, @Nullable ModelRoute route, @Nullable Instant updatedAt, String problem) {}

  @Override
  public Optional<ModelRoute> named(String name) {
    return Optional.ofNullable(holding.get(name));
  }

  /** Those that hold, those of the configuration first. */
  public List<ModelRoute> all() {
    return List.copyOf(holding.values());
  }

  /** All of them, those of the configuration first. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Takes over those of a configuration.
   *
   * @param ofConfiguration the projects of their conditions are ids or names
   * @param how reads those of the database
   */
  public synchronized void configure(List<ModelRoute> ofConfiguration, Reader how) {
    configured = List.copyOf(ofConfiguration);
    reader = how;
    parsed = kept.stream().map(this::entry).toList();
    replace();
  }

  /** Reads those of the database anew. */
  public synchronized void refresh() {
    List<StoredRoute> now = store.all();
    if (!now.equals(kept)) {
      kept = now;
      parsed = kept.stream().map(this::entry).toList();
    }
    replace();
  }

  /** Whether it stands in the configuration, where alone it can be changed. */
  public synchronized boolean isConfigured(String name) {
    return configured.stream().anyMatch(route -> route.name().equals(name));
  }

  /**
   * Keeps one that is not in the configuration.
   *
   * @throws IllegalArgumentException saying what is wrong with its definition
   */
  public synchronized void put(StoredRoute route) {
    reader.read(route.name(), route.definition());
    store.put(route);
    refresh();
  }

  /** Forgets one; false if the database has none of that name. */
  public synchronized boolean remove(String name) {
    boolean removed = store.delete(name);
    refresh();
    return removed;
  }

  private void replace() {
    Map<String, ModelRoute> now = new LinkedHashMap<>();
    List<Entry> all = new ArrayList<>();
    for (ModelRoute route : configured) {
      ModelRoute resolved = resolved(route);
      now.put(route.name(), resolved);
      all.add(new Entry(route.name(), resolved, null, ""));
    }
    for (Entry entry : parsed) {
      ModelRoute route = entry.route() == null ? null : resolved(entry.route());
      if (now.containsKey(entry.name())) {
        all.add(new Entry(entry.name(), route, entry.updatedAt(), OVERRIDDEN));
      } else {
        all.add(new Entry(entry.name(), route, entry.updatedAt(), entry.problem()));
        if (route != null) {
          now.put(entry.name(), route);
        }
      }
    }
    entries = List.copyOf(all);
    holding = java.util.Collections.unmodifiableMap(now);
  }

  private Entry entry(StoredRoute stored) {
    try {
      return new Entry(
          stored.name(), reader.read(stored.name(), stored.definition()), stored.updatedAt(), "");
    } catch (IllegalArgumentException e) {
      return new Entry(stored.name(), null, stored.updatedAt(), String.valueOf(e.getMessage()));
    }
  }

  /** The same with ids in the place of names of projects; the route itself where it has none. */
  private ModelRoute resolved(ModelRoute route) {
    List<ModelRoute.Choice> choices = new ArrayList<>(route.choices().size());
    boolean changed = false;
    for (ModelRoute.Choice choice : route.choices()) {
      String project = choice.when().project();
      String id = project == null ? null : projectId(project);
      changed |= id != null && !id.equals(project);
      choices.add(
          id == null
              ? choice
              : new ModelRoute.Choice(
                  choice.model(), choice.weight(), choice.priority(), choice.when().inProject(id)));
    }
    return changed ? new ModelRoute(route.name(), route.balance(), choices, route.manner()) : route;
  }

  /** Null while there is no such project. */
  private @Nullable String projectId(String named) {
    String id = knownProjects.get(named);
    if (id == null) {
      id = projectIds.apply(named).orElse(null);
      if (id != null) {
        knownProjects.put(named, id);
      }
    }
    return id;
  }
}
