package dev.switchboard.app;

import dev.switchboard.access.Gate;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.config.Config;
import dev.switchboard.pipeline.CatalogDirectory;
import dev.switchboard.pipeline.CatalogFacts;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.ServedProvider;
import dev.switchboard.provider.MediaInliner;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.sandbox.SandboxModels;
import dev.switchboard.routing.Ranking;
import dev.switchboard.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The path of every call, as one configuration says: who can be asked, under which names, at which
 * price.
 */
record CallPath(
    List<ServedProvider> served,
    Egress egress,
    CatalogFacts facts,
    Router router,
    Pipeline pipeline) {

  static CallPath of(Config config, Lasting lasting) {
    if (config.providers().stream().anyMatch(p -> isTls(p.provider()))) {
      lasting.client().prepareTls();
    }
    Catalog catalog = lasting.catalog();
    Egress egress =
        new Providers(
                config, lasting.client(), new MediaInliner(lasting.fetcher()), lasting.clock())
            .build(lasting.answers());
    List<ServedProvider> served = served(config);
    CatalogDirectory directory =
        new CatalogDirectory(
            catalog,
            served,
            new MissingCredential(catalog)::howToConfigure,
            config.sandbox() ? SandboxCatalog.PROVIDER : null,
            config.strictResidency());
    CatalogFacts facts =
        new CatalogFacts(
            catalog,
            cataloguesByProvider(served),
            Map.of(SandboxCatalog.PROVIDER, SandboxModels.CHAT),
            catalog.source());
    Router router =
        new Router(
            lasting.routes(),
            directory,
            facts,
            new Ranking(facts::listPrice, lasting.remembered().paces()),
            bound -> ThreadLocalRandom.current().nextInt(bound));
    Pipeline pipeline =
        new Pipeline(
            new Gate(lasting.limitBook().limits()),
            router,
            egress,
            facts,
            new Pipeline.Recording(
                lasting.metrics(),
                config.content(),
                lasting.tokens(),
                lasting.ids(),
                lasting.clock()),
            lasting.remembered(),
            lasting.treasury());
    return new CallPath(served, egress, facts, router, pipeline);
  }

  /** The configured providers in their order, the sandbox last. */
  private static List<ServedProvider> served(Config config) {
    List<ServedProvider> served = new ArrayList<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      var provider = configured.provider();
      served.add(
          new ServedProvider(provider.name(), provider.vendor().catalogue(), provider.region()));
    }
    served.add(new ServedProvider(SandboxCatalog.PROVIDER, List.of(SandboxCatalog.PROVIDER), null));
    return List.copyOf(served);
  }

  private static Map<String, List<String>> cataloguesByProvider(List<ServedProvider> served) {
    return served.stream()
        .collect(Collectors.toUnmodifiableMap(ServedProvider::name, ServedProvider::catalogues));
  }

  private static boolean isTls(ProviderConfig provider) {
    return "https".equals(provider.baseUrl().getScheme());
  }
}
