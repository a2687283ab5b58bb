package dev.switchboard.task;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.switchboard.ir.Vector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kept examples of all functions, and which of them a call is shown: all while they fit, else
 * those whose inputs are most like the call's.
 *
 * <p>What was read a short while ago is not read again, so that a function without examples costs a
 * call nothing.
 */
public final class Examples {
  /** How many a model is shown at most. */
  static final int MOST = 8;

  /** How many characters they may have together. */
  static final int MOST_CHARACTERS = 24_000;

  /** What is looked at of an input to tell what it is like. */
  private static final int COMPARED_CHARACTERS = 8_000;

  private static final int BATCH = 100;
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final long CAPACITY_CHARACTERS = 8 << 20;
  private static final int OVERHEAD = 200;

  private final ExampleStore store;
  private final Recent<Key, List<StoredExample>> recent;

  public Examples(ExampleStore store) {
    this.store = store;
    this.recent =
        new Recent<>(
            FRESH, CAPACITY_CHARACTERS, (_, found) -> weight(found), Ticker.systemTicker());
  }

  private record Key(String projectId, String function) {}

  /** Turns texts into vectors. */
  public interface Embedder {
    /** The model, by which vectors are told apart. */
    String model();

    /**
     * One vector for each text.
     *
     * @throws dev.switchboard.ir.FailureException when none can be had
     */
    List<Vector> embed(List<String> texts);
  }

  /** What is kept for a function; for those who list and change it. */
  public ExampleStore store() {
    return store;
  }

  /** Says that a function's examples have changed. */
  public void changed(String projectId, String function) {
    recent.invalidate(new Key(projectId, function));
  }

  /**
   * The examples that may be shown to a model, not those that are kept to test with.
   *
   * @return all of them; more than fit when {@link #fit} says so
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     when they were never read and the database does not answer
   */
  public List<StoredExample> of(String projectId, String function) {
    return recent.get(
        new Key(projectId, function),
        key ->
            store
                .list(key.projectId(), key.function(), null, ExampleStore.MAX_PER_FUNCTION, 0)
                .stream()
                .filter(example -> !StoredExample.TEST.equals(example.tag()))
                .toList());
  }

  /** Whether a model can be shown all of them. */
  public static boolean fit(List<StoredExample> examples) {
    return examples.size() <= MOST
        && examples.stream().mapToInt(StoredExample::length).sum() <= MOST_CHARACTERS;
  }

  /**
   * As many as fit of those most like the call's input, the most like it last; what was not
   * compared before is placed first.
   */
  public List<TaskCall.Example> nearest(
      String projectId, TaskCall call, List<StoredExample> examples, Embedder embedder) {
    Map<String, Vector> places = places(projectId, call.name(), examples, embedder);
    Vector wanted = embedder.embed(List.of(compared(call.question()))).getFirst();
    Map<String, Double> likeness = new LinkedHashMap<>();
    places.forEach((id, vector) -> likeness.put(id, cosine(wanted, vector)));
    List<StoredExample> ordered = new ArrayList<>(examples);
    ordered.sort(
        Comparator.comparingDouble((StoredExample e) -> likeness.getOrDefault(e.id(), -1.0))
            .reversed());
    return shown(ordered);
  }

  /** As many as fit of the newest, the newest last. */
  public static List<TaskCall.Example> newest(List<StoredExample> examples) {
    return shown(examples.reversed());
  }

  /** As many as fit, the first of them last: what stands nearest to the input weighs most. */
  private static List<TaskCall.Example> shown(List<StoredExample> ordered) {
    List<TaskCall.Example> shown = new ArrayList<>();
    int characters = 0;
    for (StoredExample example : ordered) {
      characters += example.length();
      if (shown.size() == MOST || characters > MOST_CHARACTERS) {
        break;
      }
      shown.add(new TaskCall.Example(example.input(), example.output()));
    }
    Collections.reverse(shown);
    return shown;
  }

  private Map<String, Vector> places(
      String projectId, String function, List<StoredExample> examples, Embedder embedder) {
    Map<String, Vector> known = new LinkedHashMap<>();
    List<StoredExample> unknown = new ArrayList<>();
    for (StoredExample example : examples) {
      StoredExample.Place place = example.place();
      if (place != null && place.model().equals(embedder.model())) {
        known.put(example.id(), place.vector());
      } else {
        unknown.add(example);
      }
    }
    for (int from = 0; from < unknown.size(); from += BATCH) {
      List<StoredExample> batch = unknown.subList(from, Math.min(from + BATCH, unknown.size()));
      List<Vector> made =
          embedder.embed(batch.stream().map(e -> compared(StoredExample.text(e.input()))).toList());
      Map<String, Vector> placed = new LinkedHashMap<>();
      for (int i = 0; i < batch.size(); i++) {
        placed.put(batch.get(i).id(), made.get(i));
      }
      store.place(projectId, function, embedder.model(), placed);
      known.putAll(placed);
    }
    if (!unknown.isEmpty()) {
      changed(projectId, function);
    }
    return known;
  }

  /** Never empty: providers refuse to place nothing. */
  private static String compared(String text) {
    String start = text.length() <= COMPARED_CHARACTERS ? text : text.substring(0, end(text));
    return start.isBlank() ? "(nothing)" : start;
  }

  private static int end(String text) {
    return Character.isHighSurrogate(text.charAt(COMPARED_CHARACTERS - 1))
        ? COMPARED_CHARACTERS - 1
        : COMPARED_CHARACTERS;
  }

  /** Below any other for vectors that cannot be compared. */
  private static double cosine(Vector a, Vector b) {
    if (a.dimensions() != b.dimensions()) {
      return -1;
    }
    double dot = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.dimensions(); i++) {
      dot += (double) a.get(i) * b.get(i);
      normA += (double) a.get(i) * a.get(i);
      normB += (double) b.get(i) * b.get(i);
    }
    double norms = Math.sqrt(normA * normB);
    return norms == 0 ? -1 : dot / norms;
  }

  private static int weight(List<StoredExample> examples) {
    int weight = OVERHEAD;
    for (StoredExample example : examples) {
      StoredExample.Place place = example.place();
      weight += OVERHEAD + example.length() + (place == null ? 0 : 4 * place.vector().dimensions());
    }
    return weight;
  }
}
