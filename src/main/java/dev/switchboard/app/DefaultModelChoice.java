package dev.switchboard.app;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Work;
import dev.switchboard.config.Config;
import dev.switchboard.ingress.v3.DefaultModel;
import dev.switchboard.pipeline.ServedProvider;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The chat model for calls that name none: the operator's, else the catalogue's default if its
 * provider is configured, else a configured provider's newest cheap one, else the sandbox.
 */
final class DefaultModelChoice {

  private DefaultModelChoice() {}

  static DefaultModel of(Catalog catalog, List<ServedProvider> served, Config config) {
    String model = choose(catalog, served, config);
    boolean sandboxed = model.startsWith(SandboxCatalog.PROVIDER + "/");
    return new DefaultModel(
        model,
        sandboxed && config.defaults().get("chat") == null
            ? "no provider is configured: the built-in sandbox answered, which is no model"
            : null);
  }

  private static String choose(Catalog catalog, List<ServedProvider> served, Config config) {
    String own = config.defaults().get("chat");
    if (own != null) {
      return own;
    }
    String usual = Work.CHAT.defaultModel();
    String usualProvider = usual.substring(0, usual.indexOf('/'));
    if (config.sandbox() || served.stream().anyMatch(p -> p.name().equals(usualProvider))) {
      return usual;
    }
    for (ServedProvider provider : served) {
      if (!provider.name().equals(SandboxCatalog.PROVIDER)) {
        Optional<String> found = firstOf(catalog, provider);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return SandboxCatalog.PROVIDER + "/chat";
  }

  private static Optional<String> firstOf(Catalog catalog, ServedProvider provider) {
    return provider.catalogues().stream()
        .flatMap(id -> catalog.models(id).stream())
        .filter(model -> Work.CHAT.isDoneBy(model) && !model.lifecycle().deprecated())
        .max(Comparator.comparing((ModelEntry m) -> m.lifecycle().released().orElse("")))
        .map(model -> provider.name() + "/" + model.id());
  }
}
