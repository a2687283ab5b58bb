package dev.switchboard.task.media;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.catalog.ConfiguredProvider;
import dev.switchboard.catalog.Modality;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.ModelType;
import dev.switchboard.catalog.Resolution;
import dev.switchboard.catalog.Work;
import dev.switchboard.ir.Prefer;
import dev.switchboard.task.TaskCall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Finds models for kinds of work: those that the caller named and that do it, else the operator's
 * default, else the usual one if its provider is configured, else the best that is, else the
 * sandbox.
 */
public final class MediaModels {
  private final Catalog catalog;
  private final Providers providers;
  private final Map<Work, String> defaults;
  private final Map<Work, String> sandbox;

  /**
   * The providers.
   *
   * @param configured in the order of prefer, the sandbox not among them
   * @param does whether a provider, by its configured name, has work of a kind at all
   * @param sandboxName the sandbox's name
   * @param standsIn whether the sandbox answers for those that are not configured
   */
  public record Providers(
      List<ConfiguredProvider> configured,
      BiPredicate<String, Work> does,
      String sandboxName,
      boolean standsIn) {
    public Providers {
      configured = List.copyOf(configured);
      Objects.requireNonNull(does);
      Objects.requireNonNull(sandboxName);
    }

    boolean has(String name) {
      return configured.stream().anyMatch(provider -> provider.name().equals(name));
    }
  }

  /**
   * @param defaults the operator's models
   * @param sandbox the sandbox's models, for every kind
   */
  public MediaModels(
      Catalog catalog, Providers providers, Map<Work, String> defaults, Map<Work, String> sandbox) {
    this.catalog = catalog;
    this.providers = providers;
    this.defaults = Map.copyOf(defaults);
    this.sandbox = Map.copyOf(sandbox);
  }

  /**
   * What is wanted of a model.
   *
   * @param takes beside text
   * @param primary whether it is the work that the call is about, which a model that the catalogue
   *     does not know is trusted with
   */
  record Wanted(Work work, Set<Modality> takes, boolean primary) {}

  /** A choice for work that the sandbox can do when nobody else does. */
  Choice choose(Wanted wanted, List<TaskCall.ModelChoice> named, Prefer prefer) {
    return ofNamed(wanted, named)
        .or(() -> real(wanted, named, prefer))
        .orElseGet(() -> {
          String model = Objects.requireNonNull(sandbox.get(wanted.work()));
          return new Choice(
              List.of(plain(model)),
              "no configured provider does " + word(wanted.work()),
              "no configured provider does "
                  + word(wanted.work())
                  + ": the built-in sandbox ("
                  + model
                  + ") did it, which is no model");
        });
  }

  /** The models that the caller named and that do the work; empty when none does. */
  Optional<Choice> ofNamed(Wanted wanted, List<TaskCall.ModelChoice> named) {
    List<TaskCall.ModelChoice> fit =
        named.stream().filter(model -> does(model.name(), wanted)).toList();
    return fit.isEmpty()
        ? Optional.empty()
        : Optional.of(new Choice(fit, "named by the caller", null));
  }

  /** A default or ranked model that is no sandbox's; empty when there is none. */
  Optional<Choice> real(Wanted wanted, List<TaskCall.ModelChoice> named, Prefer prefer) {
    String own = defaults.get(wanted.work());
    if (own != null && ownTakes(own, wanted)) {
      return Optional.of(chosen(own, "the default of this gateway", wanted, named));
    }
    String usual = wanted.work().defaultModel();
    String provider = usual.substring(0, usual.indexOf('/'));
    if ((providers.has(provider) || providers.standsIn()) && usualTakes(usual, wanted)) {
      return Optional.of(
          chosen(usual, "the usual model for " + word(wanted.work()), wanted, named));
    }
    return catalog.ranked(wanted.work(), providers.configured(), prefer).stream()
        .filter(offer -> providers.does().test(offer.provider(), wanted.work()))
        .filter(offer -> offer.entry().filter(entry -> takes(entry, wanted.takes())).isPresent())
        .findFirst()
        .map(offer ->
            chosen(
                offer.provider() + "/" + offer.upstreamModel(),
                "the first by route.prefer "
                    + prefer.word()
                    + " that a configured provider has for "
                    + word(wanted.work()),
                wanted,
                named));
  }

  /** Whether a provider of ours has it, not the sandbox in its name. */
  boolean isReal(Choice choice) {
    return choice.models().stream().allMatch(model -> isConfigured(model.name()));
  }

  private boolean isConfigured(String name) {
    return switch (catalog.resolve(name, providers.configured())) {
      case Resolution.Pinned pinned -> pinned.configured();
      case Resolution.Pool _, Resolution.Unknown _ -> true;
      case Resolution.Unserved _ -> false;
    };
  }

  /** Whether one of them is known to converse. */
  boolean anyConverses(List<TaskCall.ModelChoice> named) {
    return named.stream()
        .anyMatch(model ->
            entries(model.name()).stream().anyMatch(entry -> entry.type() == ModelType.LLM));
  }

  private boolean does(String name, Wanted wanted) {
    List<ModelEntry> entries = entries(name);
    if (entries.isEmpty()) {
      return wanted.primary() || name.startsWith(providers.sandboxName() + "/");
    }
    return entries.stream().anyMatch(entry -> fits(entry, wanted));
  }

  private List<ModelEntry> entries(String name) {
    if (name.startsWith(providers.sandboxName() + "/")) {
      return catalog
          .find(providers.sandboxName(), name.substring(providers.sandboxName().length() + 1))
          .stream()
          .toList();
    }
    return switch (catalog.resolve(name, providers.configured())) {
      case Resolution.Pinned pinned -> pinned.offer().entry().stream().toList();
      case Resolution.Pool pool ->
          pool.offers().stream().flatMap(offer -> offer.entry().stream()).toList();
      case Resolution.Unserved unserved ->
          catalog.find(unserved.providers().getFirst(), name).stream().toList();
      case Resolution.Unknown _ -> List.of();
    };
  }

  private static boolean fits(ModelEntry model, Wanted wanted) {
    boolean gives =
        switch (wanted.work()) {
          case CHAT, VISION_CHAT, DOCUMENT_CHAT, VIDEO_CHAT, AUDIO_TO_TEXT ->
              model.type() == ModelType.LLM;
          // A model that only speaks gives sounds too, but answers nothing.
          case AUDIO_CHAT ->
              model.type() == ModelType.LLM && model.modalities().output().contains(Modality.AUDIO);
          case IMAGE_GENERATION -> model.type() == ModelType.IMAGE;
          case IMAGE_EDIT ->
              model.type() == ModelType.IMAGE
                  && model.modalities().input().contains(Modality.IMAGE);
          case SPEECH -> model.type() == ModelType.TTS;
          case TRANSCRIPTION -> model.type() == ModelType.STT;
          case EMBEDDING -> model.type() == ModelType.EMBEDDING;
        };
    return gives && takes(model, wanted.takes());
  }

  private static boolean takes(ModelEntry model, Set<Modality> wanted) {
    return model.modalities().input().containsAll(wanted);
  }

  /** What the operator says is believed of a model that nobody knows. */
  private boolean ownTakes(String own, Wanted wanted) {
    List<ModelEntry> known = entries(own);
    return known.isEmpty() || known.stream().anyMatch(entry -> takes(entry, wanted.takes()));
  }

  /** What the contract names for pictures and documents is taken by its word. */
  private boolean usualTakes(String usual, Wanted wanted) {
    boolean seen = wanted.work() == Work.VISION_CHAT || wanted.work() == Work.DOCUMENT_CHAT;
    return (seen && Set.of(Modality.IMAGE, Modality.PDF).containsAll(wanted.takes()))
        || wanted.takes().isEmpty()
        || catalog
            .find(usual.substring(0, usual.indexOf('/')), usual.substring(usual.indexOf('/') + 1))
            .filter(entry -> takes(entry, wanted.takes()))
            .isPresent();
  }

  private static Choice chosen(
      String model, String why, Wanted wanted, List<TaskCall.ModelChoice> named) {
    return new Choice(
        List.of(plain(model)),
        why,
        named.isEmpty()
            ? null
            : "none of the models named does " + word(wanted.work()) + ": " + model + " did it");
  }

  private static TaskCall.ModelChoice plain(String model) {
    return new TaskCall.ModelChoice(
        model, TaskCall.Options.NONE, TaskCall.MediaOptions.NONE, Map.of());
  }

  private static String word(Work work) {
    return switch (work) {
      case CHAT -> "chat";
      case VISION_CHAT -> "chat about pictures";
      case DOCUMENT_CHAT -> "chat about documents";
      case VIDEO_CHAT -> "chat about videos";
      case AUDIO_TO_TEXT -> "chat about sounds";
      case AUDIO_CHAT -> "audio chat";
      case IMAGE_GENERATION -> "image generation";
      case IMAGE_EDIT -> "image edits";
      case SPEECH -> "speech";
      case TRANSCRIPTION -> "transcription";
      case EMBEDDING -> "embeddings";
    };
  }
}
