package dev.switchboard.provider;

import dev.switchboard.ir.Blob;
import java.util.Objects;

/**
 * A caller's request in OpenAI's dialect, as it came.
 *
 * @param route behind the base URL, such as {@code /embeddings}
 * @param body with its content type
 * @param modelStart where the model's name begins in the body: within a form its first byte, in
 *     JSON the opening quote; -1 when the body names no model
 * @param modelEnd behind it
 */
public record OriginalWork(String route, Blob body, int modelStart, int modelEnd) {
  public OriginalWork {
    Objects.requireNonNull(route);
    Objects.requireNonNull(body);
  }
}
