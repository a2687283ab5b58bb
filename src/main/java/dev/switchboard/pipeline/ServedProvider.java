package dev.switchboard.pipeline;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configured provider as far as finding targets needs it.
 *
 * @param name what stands before the slash in {@code provider/model}
 * @param catalogues the catalogue's providers whose models it serves
 * @param region the region it serves; null when not said
 */
public record ServedProvider(String name, List<String> catalogues, @Nullable String region) {
  public ServedProvider {
    Objects.requireNonNull(name);
    catalogues = List.copyOf(catalogues);
  }
}
