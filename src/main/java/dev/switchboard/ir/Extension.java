package dev.switchboard.ir;

import java.util.Objects;

/**
 * A request field that the inner language does not model.
 *
 * <p>One of the top level is emitted again in its own dialect; elsewhere each codec either refuses
 * it, because it changes the answer, or leaves it out with a {@link Note}. One within a message, a
 * part or a tool is left out with a note wherever the request is written anew.
 *
 * @param name the field's name in its dialect; of a nested one its path, {@code
 *     messages[0].content[1].name}
 * @param json its value as JSON text
 * @param isNested whether it stands within a structure that has no place for it in the inner
 *     language
 */
public record Extension(Dialect dialect, String name, String json, boolean isNested) {
  public Extension {
    Objects.requireNonNull(dialect);
    Objects.requireNonNull(name);
    Objects.requireNonNull(json);
  }

  /** A field of the top level, or one that its dialect has a place for. */
  public Extension(Dialect dialect, String name, String json) {
    this(dialect, name, json, false);
  }

  /** A field that nobody knows, within a structure that is known. */
  public static Extension nested(Dialect dialect, String path, String json) {
    return new Extension(dialect, path, json, true);
  }
}
