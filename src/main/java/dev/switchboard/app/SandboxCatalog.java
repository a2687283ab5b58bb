package dev.switchboard.app;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.CatalogProvider;
import dev.switchboard.catalog.Lifecycle;
import dev.switchboard.catalog.Limits;
import dev.switchboard.catalog.Modalities;
import dev.switchboard.catalog.Modality;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.ModelType;
import dev.switchboard.catalog.Prices;
import dev.switchboard.catalog.Rates;
import dev.switchboard.catalog.ReasoningOptions;
import dev.switchboard.catalog.TokenClass;
import dev.switchboard.catalog.UnitRate;
import dev.switchboard.ir.Metered;
import dev.switchboard.provider.sandbox.SandboxModel;
import dev.switchboard.provider.sandbox.SandboxModels;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sandbox's models, as the catalogue lists them: they can do all and cost nothing. */
final class SandboxCatalog {
  /** The sandbox's name as a provider. */
  static final String PROVIDER = "sandbox";

  private static final Prices FREE =
      Prices.flat(
          new Rates(
              Arrays.stream(TokenClass.values()).collect(Collectors.toMap(c -> c, c -> 0L)),
              Arrays.stream(Metered.Unit.values()).map(u -> new UnitRate(u, "", 0)).toList()));

  private SandboxCatalog() {}

  static Catalog added(Catalog catalog) {
    List<ModelEntry> models =
        Stream.concat(
                SandboxModels.all().stream().map(SandboxCatalog::entry),
                SandboxModels.work().stream().map(SandboxCatalog::workEntry))
            .toList();
    return catalog.with(
        new CatalogProvider(PROVIDER, "Switchboard sandbox", List.of(), models.size(), ""), models);
  }

  private static ModelEntry workEntry(SandboxModel model) {
    ModelType type =
        switch (model.id()) {
          case SandboxModels.EMBED -> ModelType.EMBEDDING;
          case SandboxModels.IMAGE -> ModelType.IMAGE;
          case SandboxModels.SPEECH -> ModelType.TTS;
          case SandboxModels.TRANSCRIBE -> ModelType.STT;
          default -> throw new IllegalStateException("no kind for " + model.id());
        };
    Set<Modality> text = EnumSet.of(Modality.TEXT);
    Modalities modalities =
        switch (type) {
          case IMAGE ->
              new Modalities(EnumSet.of(Modality.TEXT, Modality.IMAGE), EnumSet.of(Modality.IMAGE));
          case TTS -> new Modalities(text, EnumSet.of(Modality.AUDIO));
          case STT -> new Modalities(EnumSet.of(Modality.AUDIO), text);
          default -> Modalities.TEXT_ONLY;
        };
    return new ModelEntry(
        model.id(),
        PROVIDER,
        model.summary(),
        type,
        new ModelEntry.Facts(
            Set.of(), Set.of(), Limits.UNKNOWN, modalities, ReasoningOptions.UNKNOWN),
        FREE,
        Lifecycle.UNKNOWN,
        Optional.empty(),
        List.of());
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
            new Modalities(EnumSet.allOf(Modality.class), EnumSet.of(Modality.TEXT)),
            ReasoningOptions.UNKNOWN),
        FREE,
        Lifecycle.UNKNOWN,
        Optional.empty(),
        List.of());
  }
}
