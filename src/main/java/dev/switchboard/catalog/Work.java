package dev.switchboard.catalog;

/** A kind of work that a call's schemas ask for, with the model that does it when none is named. */
public enum Work {
  /** Text or JSON out. */
  CHAT("openai/gpt-4.1-nano", ModelType.LLM),
  /** Pictures in, text or JSON out. */
  VISION_CHAT("openai/gpt-4.1-nano", ModelType.LLM),
  /** PDF documents in, text or JSON out. */
  DOCUMENT_CHAT("openai/gpt-4.1-nano", ModelType.LLM),
  /** Videos in, text or JSON out. */
  VIDEO_CHAT("gcp/gemini-2.5-flash", ModelType.LLM),
  /** Audio in, text or JSON out that is more than a transcript. */
  AUDIO_TO_TEXT("openai/gpt-4o-audio-preview", ModelType.LLM),
  /** Audio in, text and audio out. */
  AUDIO_CHAT("openai/gpt-4o-audio-preview", ModelType.LLM),
  /** A picture from a description. */
  IMAGE_GENERATION("openai/gpt-image-1", ModelType.IMAGE),
  /** A picture from a picture. */
  IMAGE_EDIT("openai/gpt-image-1", ModelType.IMAGE),
  /** Speech from text. */
  SPEECH("openai/gpt-4o-mini-tts", ModelType.TTS),
  /** Text from speech. */
  TRANSCRIPTION("openai/gpt-4o-transcribe", ModelType.STT),
  /** A vector from text. */
  EMBEDDING("openai/text-embedding-3-small", ModelType.EMBEDDING);

  private final String defaultModel;
  private final ModelType type;

  Work(String defaultModel, ModelType type) {
    this.defaultModel = defaultModel;
    this.type = type;
  }

  /** The model used when its provider is configured and the call names none. */
  public String defaultModel() {
    return defaultModel;
  }

  /** Whether a model is known to do this work. */
  public boolean isDoneBy(ModelEntry model) {
    boolean kind = model.type() == type;
    boolean toolless = type == ModelType.LLM && model.supports(Capability.TOOLS) != Support.YES;
    if (!kind || (toolless && this != AUDIO_TO_TEXT && this != AUDIO_CHAT)) {
      return false;
    }
    return switch (this) {
      case CHAT -> takes(model, Modality.TEXT) && gives(model, Modality.TEXT);
      case VISION_CHAT -> takes(model, Modality.IMAGE) && gives(model, Modality.TEXT);
      case DOCUMENT_CHAT -> takes(model, Modality.PDF) && gives(model, Modality.TEXT);
      case VIDEO_CHAT -> takes(model, Modality.VIDEO) && gives(model, Modality.TEXT);
      case AUDIO_TO_TEXT -> takes(model, Modality.AUDIO) && gives(model, Modality.TEXT);
      case AUDIO_CHAT ->
          takes(model, Modality.AUDIO)
              && gives(model, Modality.TEXT)
              && gives(model, Modality.AUDIO);
      case IMAGE_GENERATION -> takes(model, Modality.TEXT) && gives(model, Modality.IMAGE);
      case IMAGE_EDIT -> takes(model, Modality.IMAGE) && gives(model, Modality.IMAGE);
      case SPEECH, TRANSCRIPTION, EMBEDDING -> true;
    };
  }

  private static boolean takes(ModelEntry model, Modality modality) {
    return model.modalities().input().contains(modality);
  }

  private static boolean gives(ModelEntry model, Modality modality) {
    return model.modalities().output().contains(modality);
  }
}
