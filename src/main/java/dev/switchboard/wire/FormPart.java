package dev.switchboard.wire;

import dev.switchboard.ir.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of a {@code multipart/form-data} body.
 *
 * @param fileName null for a plain field
 * @param content UTF-8 text for a plain field; its media type may be empty
 */
public record FormPart(String name, @Nullable String fileName, Blob content) {
  public FormPart {
    Objects.requireNonNull(name);
    Objects.requireNonNull(content);
  }

  /** A plain field. */
  public static FormPart text(String name, String value) {
    return new FormPart(name, null, new Blob("", value.getBytes(StandardCharsets.UTF_8)));
  }

  /** The content as text. */
  public String text() {
    return new String(content.bytes(), StandardCharsets.UTF_8);
  }
}
