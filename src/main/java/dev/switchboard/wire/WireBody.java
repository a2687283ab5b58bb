package dev.switchboard.wire;

import dev.switchboard.ir.Note;
import java.util.List;
import java.util.Objects;

/** An encoded body with what its translation could not carry as it was. */
public final class WireBody {
  private final byte[] bytes;
  private final List<Note> notes;

  /**
   * Takes ownership of the bytes.
   *
   * @param bytes one UTF-8 JSON value
   */
  public WireBody(byte[] bytes, List<Note> notes) {
    this.bytes = Objects.requireNonNull(bytes);
    this.notes = List.copyOf(notes);
  }

  /** The body; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** What was omitted, approximated or estimated. */
  public List<Note> notes() {
    return notes;
  }
}
