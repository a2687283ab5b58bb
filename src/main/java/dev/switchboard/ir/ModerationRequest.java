package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;

/**
 * Content to be judged.
 *
 * @param model the requested model, as the caller spelled it
 * @param items each is judged as a whole: texts and pictures
 */
public record ModerationRequest(String model, List<List<Content>> items, List<Extension> extensions)
    implements WorkRequest {
  public ModerationRequest {
    Objects.requireNonNull(model);
    items = items.stream().map(List::copyOf).toList();
    extensions = List.copyOf(extensions);
  }
}
