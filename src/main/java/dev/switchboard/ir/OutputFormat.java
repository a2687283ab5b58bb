package dev.switchboard.ir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The form in which the answer's text is wanted. */
public sealed interface OutputFormat {
  /** Free text. */
  record Text() implements OutputFormat {}

  /** Any JSON object. */
  record JsonObject() implements OutputFormat {}

  /**
   * JSON that follows a schema.
   *
   * @param name a label some dialects require; {@code response} when the caller gave none
   * @param schema JSON Schema text
   * @param strict whether the provider must enforce it; null when not said
   */
  record JsonSchema(
      String name, String schema, @Nullable Boolean strict, @Nullable String description)
      implements OutputFormat {
    public JsonSchema {
      Objects.requireNonNull(name);
      Objects.requireNonNull(schema);
    }
  }
}
