package dev.switchboard.catalog;

import java.util.List;

/**
 * A provider the catalogue knows.
 *
 * @param id our name for it
 * @param displayName for people
 * @param aliases other names that mean it, the source's id among them
 * @param modelCount how many models it offers
 * @param documentation where its models are described
 */
public record CatalogProvider(
    String id, String displayName, List<String> aliases, int modelCount, String documentation) {
  public CatalogProvider {
    aliases = List.copyOf(aliases);
  }

  /** Whether the name means this provider, any case. */
  boolean isCalled(String name) {
    return id.equalsIgnoreCase(name) || aliases.stream().anyMatch(name::equalsIgnoreCase);
  }
}
