package dev.switchboard.ir;

import java.util.Objects;

/**
 * A top-level request field that the inner language does not model.
 *
 * <p>Emitted again in its own dialect; elsewhere each codec either refuses it, because it changes
 * the answer, or leaves it out with a {@link Note}.
 *
 * @param name the field's name in its dialect
 * @param json its value as JSON text
 */
public record Extension(Dialect dialect, String name, String json) {
  public Extension {
    Objects.requireNonNull(dialect);
    Objects.requireNonNull(name);
    Objects.requireNonNull(json);
  }
}
