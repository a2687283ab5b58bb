package dev.switchboard.task;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The functions of all projects: what a call is merged with, and which revision it is.
 *
 * <p>A call whose definition was seen a short while ago does not touch the database, nor does one
 * whose definition is known while the database does not answer; so many are remembered as take a
 * few megabytes together.
 */
public final class Functions {
  /** What definitions may take in memory, each of the two ways; one may be as long as a body. */
  private static final long CAPACITY_CHARACTERS = 4 << 20;

  /** What an entry takes beside its texts. */
  private static final int OVERHEAD = 400;

  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration DECLARED_FRESH = Duration.ofMinutes(1);

  private final FunctionStore store;
  private final Recent<Key, FunctionRevision> declared;
  private final Recent<Key, Optional<FunctionRevision>> newest;

  public Functions(FunctionStore store) {
    this(store, Ticker.systemTicker());
  }

  Functions(FunctionStore store, Ticker ticker) {
    this.store = store;
    this.declared =
        new Recent<>(
            DECLARED_FRESH,
            CAPACITY_CHARACTERS,
            (_, revision) -> weight(revision.definition()),
            ticker);
    this.newest =
        new Recent<>(
            FRESH,
            CAPACITY_CHARACTERS,
            (_, found) -> weight(found.map(FunctionRevision::definition).orElse(null)),
            ticker);
  }

  private static int weight(@Nullable FunctionDefinition definition) {
    return definition == null
        ? OVERHEAD
        : OVERHEAD
            + definition.instructions().length()
            + length(definition.inputSchema())
            + length(definition.outputSchema())
            + length(definition.model());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** A function, and the definition for what was declared; null for what is newest. */
  private record Key(String projectId, String name, @Nullable FunctionDefinition definition) {}

  /**
   * The call with what its function's newest revision says wherever the caller left the
   * instructions out.
   *
   * @throws FailureException with {@link Failure.NotFound} when there is no function to take the
   *     instructions from and the call has no input schema, output schema or example to go by
   */
  public TaskCall complete(String projectId, TaskCall call) {
    if (call.definition().instructions() != null) {
      return call;
    }
    Optional<FunctionRevision> stored =
        newest.get(
            new Key(projectId, call.name(), null),
            key -> store.newest(key.projectId(), key.name()));
    if (stored.isEmpty()) {
      return call;
    }
    TaskCall.Definition given = call.definition();
    FunctionDefinition kept = stored.get().definition();
    return call.withDefinition(
        new TaskCall.Definition(
            kept.instructions(),
            given.inputSchema() == null
                ? StoredJson.object(kept.inputSchema())
                : given.inputSchema(),
            given.outputSchema() == null
                ? StoredJson.object(kept.outputSchema())
                : given.outputSchema(),
            given.models().isEmpty() ? StoredJson.models(kept.model()) : given.models()));
  }

  /** What is kept; for those who list it. */
  public FunctionStore store() {
    return store;
  }

  /** The revision with this definition, made if the newest one differs. */
  public FunctionRevision put(String projectId, String name, FunctionDefinition definition) {
    FunctionRevision revision = store.declare(projectId, name, definition);
    forget(projectId, name);
    return revision;
  }

  /** Forgets a function and all that is kept of it; false when there was none. */
  public boolean delete(String projectId, String name) {
    boolean deleted = store.delete(projectId, name);
    forget(projectId, name);
    return deleted;
  }

  /** Lets the next call see what was changed here at once, and elsewhere after two seconds. */
  private void forget(String projectId, String name) {
    newest.invalidate(new Key(projectId, name, null));
    declared.invalidateIf(key -> key.projectId().equals(projectId) && key.name().equals(name));
  }

  /** A function's newest revision; empty when there is no such function. */
  public Optional<FunctionRevision> find(String projectId, String name) {
    return newest.get(
        new Key(projectId, name, null), key -> store.newest(key.projectId(), key.name()));
  }

  /** The models of a revision in their order, as callers name them; none when it does not say. */
  public static List<String> models(FunctionRevision revision) {
    return StoredJson.models(revision.definition().model()).stream()
        .map(TaskCall.ModelChoice::name)
        .toList();
  }

  /**
   * The revision that the call is, made if it is new; empty when it would have to be made and the
   * call will be refused, or the database does not answer: a call is not refused for that, and the
   * next one makes it.
   *
   * @param model what the caller gave as the model; null when nothing
   * @param served whether the call's models lead anywhere; asked only when a revision is to be
   *     made, for what is refused must not become what the next call is merged with
   */
  public Optional<FunctionRevision> revision(
      String projectId, TaskCall call, @Nullable JsonNode model, BooleanSupplier served) {
    Key key = new Key(projectId, call.name(), definition(projectId, call, model));
    if (!declared.knows(key) && !served.getAsBoolean()) {
      return Optional.empty();
    }
    try {
      return Optional.of(declare(key));
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.Overloaded) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The revision that the call is, made if it is new.
   *
   * @param model what the caller gave as the model; null when nothing
   * @throws FailureException with {@link Failure.Overloaded} when it would have to be made and the
   *     database does not answer
   */
  public FunctionRevision declare(String projectId, TaskCall call, @Nullable JsonNode model) {
    return declare(new Key(projectId, call.name(), definition(projectId, call, model)));
  }

  private FunctionRevision declare(Key wanted) {
    return declared.get(
        wanted,
        key -> {
          FunctionRevision revision =
              store.declare(key.projectId(), key.name(), Objects.requireNonNull(key.definition()));
          newest.invalidate(new Key(key.projectId(), key.name(), null));
          return revision;
        });
  }

  private FunctionDefinition definition(String projectId, TaskCall call, @Nullable JsonNode model) {
    TaskCall.Definition given = call.definition();
    return new FunctionDefinition(
        given.instructions() == null ? "" : given.instructions(),
        given.inputSchema() == null ? null : Json.text(given.inputSchema()),
        given.outputSchema() == null ? null : Json.text(given.outputSchema()),
        model == null ? inherited(projectId, call) : Json.text(model));
  }

  /** The models that a call was completed with, as they are kept: a name, a list, with options. */
  private @Nullable String inherited(String projectId, TaskCall call) {
    return call.definition().models().isEmpty()
        ? null
        : find(projectId, call.name()).map(kept -> kept.definition().model()).orElse(null);
  }
}
