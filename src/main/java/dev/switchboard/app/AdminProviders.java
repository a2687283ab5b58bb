package dev.switchboard.app;

import dev.switchboard.admin.ProviderRoutes;
import dev.switchboard.config.Config;
import dev.switchboard.provider.Credential;
import dev.switchboard.provider.ProviderConfig;
import java.util.ArrayList;
import java.util.List;

/** The configured providers as the management API shows them, the sandbox last. */
final class AdminProviders {
  private AdminProviders() {}

  static List<ProviderRoutes.Provider> of(Config config) {
    List<ProviderRoutes.Provider> providers = new ArrayList<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      providers.add(of(configured));
    }
    providers.add(
        new ProviderRoutes.Provider(
            SandboxCatalog.PROVIDER,
            SandboxCatalog.PROVIDER,
            "Sandbox",
            "native",
            null,
            null,
            "built in",
            null));
    return List.copyOf(providers);
  }

  private static ProviderRoutes.Provider of(Config.ConfiguredProvider configured) {
    ProviderConfig provider = configured.provider();
    Credential credential = provider.credential();
    return new ProviderRoutes.Provider(
        provider.name(),
        provider.vendor().id(),
        provider.vendor().displayName(),
        provider.vendor().dialect().label(),
        provider.baseUrl().toString(),
        provider.region(),
        configured.source(),
        credential == null ? null : credential.source());
  }
}
