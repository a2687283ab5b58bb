package dev.switchboard.app;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.CatalogProvider;
import dev.switchboard.catalog.Lifecycle;
import dev.switchboard.catalog.Limits;
import dev.switchboard.catalog.Modalities;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.ModelType;
import dev.switchboard.catalog.Prices;
import dev.switchboard.catalog.Rates;
import dev.switchboard.catalog.ReasoningOptions;
import dev.switchboard.catalog.TokenClass;
import dev.switchboard.provider.sandbox.SandboxModel;
import dev.switchboard.provider.sandbox.SandboxModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The sandbox's models, as the catalogue lists them: they can do all and cost nothing. */
final class SandboxCatalog {
  /** The sandbox's name as a provider. */
  static final String PROVIDER = "sandbox";

  private static final Prices FREE =
      Prices.flat(
          new Rates(Arrays.stream(TokenClass.values()).collect(Collectors.toMap(c -> c, c -> 0L))));

  private SandboxCatalog() {}

  static Catalog added(Catalog catalog) {
    List<ModelEntry> models = SandboxModels.all().stream().map(SandboxCatalog::entry).toList();
    return catalog.with(
        new CatalogProvider(PROVIDER, "Switchboard sandbox", List.of(), models.size(), ""), models);
  }

  private static ModelEntry entry(SandboxModel model) {
    Set<Capability> can =
        model.answersFully()
            ? Set.of(
                Capability.TOOLS,
                Capability.STRUCTURED_OUTPUT,
                Capability.REASONING,
                Capability.TEMPERATURE)
            : Set.of(Capability.TEMPERATURE);
    return new ModelEntry(
        model.id(),
        PROVIDER,
        model.summary(),
        ModelType.LLM,
        new ModelEntry.Facts(
            can,
            Set.of(),
            new Limits(
                OptionalLong.of(model.contextTokens()),
                OptionalLong.empty(),
                OptionalLong.of(model.maxOutputTokens())),
            Modalities.TEXT_ONLY,
            ReasoningOptions.UNKNOWN),
        FREE,
        Lifecycle.UNKNOWN,
        Optional.empty(),
        List.of());
  }
}
