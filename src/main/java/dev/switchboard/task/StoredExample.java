package dev.switchboard.task;

import dev.switchboard.ir.Vector;
import dev.switchboard.json.Json;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A kept example of a function.
 *
 * @param tag the caller's own word for it; null for none
 * @param comment for people; null for none
 * @param place where its input stands among others; null until it was looked for
 */
public record StoredExample(
    String id,
    JsonNode input,
    JsonNode output,
    @Nullable String tag,
    @Nullable String comment,
    Instant createdAt,
    @Nullable Place place) {
  /** The tag of examples that are kept to test with, so that no model is shown them. */
  public static final String TEST = "test";

  public StoredExample {
    Objects.requireNonNull(id);
    Objects.requireNonNull(input);
    Objects.requireNonNull(output);
    Objects.requireNonNull(createdAt);
  }

  /**
   * A vector, which can be compared with those of the same model only.
   *
   * @param model by which it was made
   */
  public record Place(String model, Vector vector) {
    public Place {
      Objects.requireNonNull(model);
      Objects.requireNonNull(vector);
    }
  }

  /** What is given to be kept. */
  public record Draft(
      JsonNode input, JsonNode output, @Nullable String tag, @Nullable String comment) {
    public Draft {
      Objects.requireNonNull(input);
      Objects.requireNonNull(output);
    }
  }

  /** How many characters a model is shown of it. */
  int length() {
    return text(input).length() + text(output).length();
  }

  static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : Json.text(value);
  }
}
