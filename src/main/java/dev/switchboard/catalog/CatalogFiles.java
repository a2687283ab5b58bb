package dev.switchboard.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the generated resource: {@code catalog/providers.tsv}, and one file of models per provider.
 *
 * <p>Tab-separated lines, the first one names the columns. One file per provider, so that a process
 * with three providers never reads the other hundred and forty.
 */
final class CatalogFiles {
  private CatalogFiles() {}

  /** Where the prices come from and their date. */
  static String source() {
    Columns columns = rows("/catalog/source.tsv").getFirst();
    return columns.next() + " " + columns.next();
  }

  /** All providers, by id. */
  static List<CatalogProvider> providers() {
    List<CatalogProvider> providers = new ArrayList<>();
    for (Columns columns : rows("/catalog/providers.tsv")) {
      String id = columns.next();
      String name = columns.next();
      Set<String> aliases = new LinkedHashSet<>(columns.list(','));
      aliases.addAll(columns.list(','));
      aliases.remove(id);
      int models = Integer.parseInt(columns.next());
      providers.add(new CatalogProvider(id, name, List.copyOf(aliases), models, columns.next()));
    }
    return providers;
  }

  /** The models of one provider of the index, by id. */
  static List<ModelEntry> models(String provider) {
    List<ModelEntry> models = new ArrayList<>();
    for (Columns columns : rows("/catalog/models/" + provider + ".tsv")) {
      models.add(ModelRow.read(provider, columns));
    }
    return models;
  }

  private static List<Columns> rows(String resource) {
    String text;
    try (InputStream in = CatalogFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " (expected: a resource of this build)");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
    List<Columns> rows = new ArrayList<>();
    int start = text.indexOf('\n') + 1;
    for (int end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      rows.add(new Columns(text.substring(start, end)));
      start = end + 1;
    }
    return rows;
  }
}
