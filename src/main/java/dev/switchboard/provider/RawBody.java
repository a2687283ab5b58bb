package dev.switchboard.provider;

import dev.switchboard.ir.Dialect;
import dev.switchboard.json.TopLevel;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A JSON body as it was received, with the dialect it is written in. */
public final class RawBody {
  private final Dialect dialect;
  private final byte[] bytes;
  private final Map<String, String> headers;
  private @Nullable TopLevel fields;

  /** Takes ownership of the bytes. */
  public RawBody(Dialect dialect, byte[] bytes) {
    this(dialect, bytes, Map.of());
  }

  /**
   * Takes ownership of the bytes.
   *
   * @param headers what of the caller's headers belongs to the body and goes wherever it goes as it
   *     is; names in lower case
   */
  public RawBody(Dialect dialect, byte[] bytes, Map<String, String> headers) {
    this.dialect = Objects.requireNonNull(dialect);
    this.bytes = Objects.requireNonNull(bytes);
    this.headers = Map.copyOf(headers);
  }

  /** The dialect of the body. */
  public Dialect dialect() {
    return dialect;
  }

  /** The body; not a copy, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The headers that belong to the body; names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Its fields, scanned once; for one thread at a time.
   *
   * @throws dev.switchboard.json.InvalidJsonException as {@link TopLevel#scan(byte[])}
   */
  public TopLevel fields() {
    TopLevel scanned = fields;
    if (scanned == null) {
      scanned = TopLevel.scan(bytes);
      fields = scanned;
    }
    return scanned;
  }

  @Override
  public String toString() {
    return "RawBody[" + dialect.label() + ", " + bytes.length + " bytes]";
  }
}
