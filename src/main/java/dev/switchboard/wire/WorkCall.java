package dev.switchboard.wire;

import dev.switchboard.ir.Note;
import java.util.List;
import java.util.Objects;

/**
 * One request to a provider.
 *
 * @param path behind the provider's base URL, with a query if there is one; escaped
 * @param notes what the translation could not carry
 */
public record WorkCall(String path, WorkPayload payload, Framing framing, List<Note> notes) {
  public WorkCall {
    Objects.requireNonNull(path);
    Objects.requireNonNull(payload);
    Objects.requireNonNull(framing);
    notes = List.copyOf(notes);
  }

  /** How the answer comes. */
  public enum Framing {
    /** At once. */
    WHOLE,
    /** As server-sent events. */
    EVENTS,
    /** As the bytes of a sound. */
    BYTES
  }
}
