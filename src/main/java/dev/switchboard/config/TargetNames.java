package dev.switchboard.config;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.ConfiguredProvider;
import dev.switchboard.catalog.Resolution;
import dev.switchboard.json.NearestWord;
import dev.switchboard.provider.sandbox.SandboxModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says whether a target of the configuration can exist: a configured provider's model, or a name
 * that the catalogue knows, be its provider configured or not; of the sandbox one that it answers
 * to.
 */
final class TargetNames {
  private static final String SANDBOX = "sandbox/";

  private final List<ConfiguredProvider> providers;
  private final Supplier<Catalog> catalog;

  /**
   * @param catalog asked for each target
   */
  TargetNames(List<Config.ConfiguredProvider> configured, Supplier<Catalog> catalog) {
    this.catalog = catalog;
    this.providers =
        configured.stream()
            .map(Config.ConfiguredProvider::provider)
            .map(p -> new ConfiguredProvider(p.name(), p.vendor().catalogue()))
            .toList();
  }

  /**
   * Does nothing if the target can exist.
   *
   * @param key the key whose value it is, for the complaint
   * @throws ConfigException naming the nearest names that do
   */
  void check(Section section, String key, String target) {
    if (target.startsWith(SANDBOX)) {
      checkSandbox(section, key, target);
      return;
    }
    if (catalog.get().resolve(target, providers) instanceof Resolution.Unknown unknown) {
      List<String> nearest = new ArrayList<>(ofProvider(target).stream().toList());
      nearest.addAll(unknown.nearest());
      throw section.invalid(
          key,
          target,
          "provider/model or a model's name"
              + (nearest.isEmpty() ? "" : "; nearest: " + String.join(", ", nearest)));
    }
  }

  private static void checkSandbox(Section section, String key, String target) {
    String model = target.substring(SANDBOX.length());
    if (!SandboxModels.answersTo(model)) {
      String nearest =
          NearestWord.to(model, SandboxModels.names())
              .map(name -> "; nearest: " + SANDBOX + name)
              .orElse("");
      throw section.invalid(
          key, target, "a model of the sandbox, or sandbox/vendor/model" + nearest);
    }
  }

  /** The same model at the configured provider whose name looks most alike. */
  private Optional<String> ofProvider(String target) {
    int slash = target.indexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    List<String> names = providers.stream().map(ConfiguredProvider::name).toList();
    return NearestWord.to(target.substring(0, slash), names)
        .map(name -> name + target.substring(slash));
  }
}
