package dev.switchboard.catalog;

import java.util.List;

/**
 * A provider that can be called, as far as names are concerned.
 *
 * @param name its name in the configuration: {@code openai}, or an operator's own such as {@code
 *     primary}
 * @param catalogues the catalogue's providers whose models it serves, first match wins; empty for
 *     an endpoint whose models are not in the catalogue
 */
public record ConfiguredProvider(String name, List<String> catalogues) {
  public ConfiguredProvider {
    catalogues = List.copyOf(catalogues);
  }

  /** A provider under the catalogue's own name for it. */
  public static ConfiguredProvider of(String catalogueId) {
    return new ConfiguredProvider(catalogueId, List.of(catalogueId));
  }
}
