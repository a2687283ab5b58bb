package dev.switchboard.app;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.ConfiguredProvider;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Work;
import dev.switchboard.config.Config;
import dev.switchboard.ingress.openai.WorkModels;
import dev.switchboard.ingress.v3.DefaultModel;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.pipeline.ServedProvider;
import dev.switchboard.provider.sandbox.SandboxModels;
import dev.switchboard.task.media.MediaModels;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /** The model that tells what texts are like, chosen in the same way. */
  static DefaultModel embedding(Catalog catalog, List<ServedProvider> served, Config config) {
    String model =
        own(config, "embedding")
            .orElseGet(() -> choose(catalog, served, config, Work.EMBEDDING, SandboxModels.EMBED));
    return new DefaultModel(
        model,
        model.startsWith(SandboxCatalog.PROVIDER + "/") && own(config, "embedding").isEmpty()
            ? "no provider with an embedding model is configured: the built-in sandbox compared them"
            : null);
  }

  /** The models for other work, chosen in the same way. */
  static WorkModels work(Catalog catalog, List<ServedProvider> served, Config config) {
    boolean openAi = config.sandbox() || served.stream().anyMatch(p -> p.name().equals("openai"));
    return new WorkModels(
        own(config, "image")
            .orElseGet(
                () -> choose(catalog, served, config, Work.IMAGE_GENERATION, SandboxModels.IMAGE)),
        own(config, "speech")
            .orElseGet(() -> choose(catalog, served, config, Work.SPEECH, SandboxModels.SPEECH)),
        own(config, "transcription")
            .orElseGet(() ->
                choose(catalog, served, config, Work.TRANSCRIPTION, SandboxModels.TRANSCRIBE)),
        openAi
            ? "openai/omni-moderation-latest"
            : SandboxCatalog.PROVIDER + "/" + SandboxModels.MODERATE);
  }

  /** The models for calls whose schemas hold media, chosen when they come. */
  static MediaModels media(
      Catalog catalog, List<ServedProvider> served, Config config, Egress egress) {
    List<ConfiguredProvider> configured =
        served.stream()
            .filter(p -> !p.name().equals(SandboxCatalog.PROVIDER))
            .map(p -> new ConfiguredProvider(p.name(), p.catalogues()))
            .toList();
    Map<Work, String> defaults = new EnumMap<>(Work.class);
    Map<Work, String> sandbox = new EnumMap<>(Work.class);
    for (Work work : Work.values()) {
      own(config, kind(work)).ifPresent(model -> defaults.put(work, model));
      sandbox.put(work, SandboxCatalog.PROVIDER + "/" + sandboxed(work));
    }
    return new MediaModels(
        catalog,
        new MediaModels.Providers(
            configured,
            (provider, work) -> does(egress, provider, work),
            SandboxCatalog.PROVIDER,
            config.sandbox()),
        defaults,
        sandbox);
  }

  private static boolean does(Egress egress, String provider, Work work) {
    return switch (work) {
      case CHAT, VISION_CHAT, DOCUMENT_CHAT, VIDEO_CHAT, AUDIO_TO_TEXT, AUDIO_CHAT ->
          egress.chat().containsKey(provider);
      case IMAGE_GENERATION, IMAGE_EDIT, SPEECH, TRANSCRIPTION, EMBEDDING ->
          egress.work().containsKey(provider);
    };
  }

  /** The configuration's word. */
  private static String kind(Work work) {
    return switch (work) {
      case CHAT, VISION_CHAT, DOCUMENT_CHAT, VIDEO_CHAT -> "chat";
      case AUDIO_TO_TEXT, AUDIO_CHAT -> "audio_chat";
      case IMAGE_GENERATION, IMAGE_EDIT -> "image";
      case SPEECH -> "speech";
      case TRANSCRIPTION -> "transcription";
      case EMBEDDING -> "embedding";
    };
  }

  private static String sandboxed(Work work) {
    return switch (work) {
      case CHAT, VISION_CHAT, DOCUMENT_CHAT, VIDEO_CHAT, AUDIO_TO_TEXT, AUDIO_CHAT ->
          SandboxModels.CHAT;
      case IMAGE_GENERATION, IMAGE_EDIT -> SandboxModels.IMAGE;
      case SPEECH -> SandboxModels.SPEECH;
      case TRANSCRIPTION -> SandboxModels.TRANSCRIBE;
      case EMBEDDING -> SandboxModels.EMBED;
    };
  }

  private static Optional<String> own(Config config, String kind) {
    return Optional.ofNullable(config.defaults().get(kind));
  }

  private static String choose(Catalog catalog, List<ServedProvider> served, Config config) {
    return own(config, "chat")
        .orElseGet(() -> choose(catalog, served, config, Work.CHAT, SandboxModels.CHAT));
  }

  private static String choose(
      Catalog catalog, List<ServedProvider> served, Config config, Work work, String sandboxed) {
    String usual = work.defaultModel();
    String usualProvider = usual.substring(0, usual.indexOf('/'));
    if (config.sandbox() || served.stream().anyMatch(p -> p.name().equals(usualProvider))) {
      return usual;
    }
    for (ServedProvider provider : served) {
      if (!provider.name().equals(SandboxCatalog.PROVIDER)) {
        Optional<String> found = firstOf(catalog, provider, work);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return SandboxCatalog.PROVIDER + "/" + sandboxed;
  }

  private static Optional<String> firstOf(Catalog catalog, ServedProvider provider, Work work) {
    return provider.catalogues().stream()
        .flatMap(id -> catalog.models(id).stream())
        .filter(model -> work.isDoneBy(model) && !model.lifecycle().deprecated())
        .max(Comparator.comparing((ModelEntry m) -> m.lifecycle().released().orElse("")))
        .map(model -> provider.name() + "/" + model.id());
  }
}
