package dev.switchboard.provider;

import dev.switchboard.ir.Dialect;
import java.util.Objects;

/** A JSON body as it was received, with the dialect it is written in. */
public final class RawBody {
  private final Dialect dialect;
  private final byte[] bytes;

  /** Takes ownership of the bytes. */
  public RawBody(Dialect dialect, byte[] bytes) {
    this.dialect = Objects.requireNonNull(dialect);
    this.bytes = Objects.requireNonNull(bytes);
  }

  /** The dialect of the body. */
  public Dialect dialect() {
    return dialect;
  }

  /** The body; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "RawBody[" + dialect.label() + ", " + bytes.length + " bytes]";
  }
}
