package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a voice session is set to.
 *
 * @param model the requested model, as the caller spelled it
 * @param instructions for all responses; null for none
 * @param input how the caller's sound is written
 * @param output how the caller wants the answers' sound written
 * @param speaks whether answers are spoken; else they are texts
 * @param voice how they are spoken
 * @param transcription how the caller's sound is written down for it; null when it does not ask
 * @param sampling of which a provider may know temperature and most tokens alone
 * @param extensions fields of the caller's dialect that are not modelled here
 */
public record RealtimeConfig(
    String model,
    @Nullable String instructions,
    AudioFormat input,
    AudioFormat output,
    boolean speaks,
    Voice voice,
    TurnDetection turns,
    @Nullable Transcription transcription,
    List<Tool> tools,
    ToolChoice toolChoice,
    Sampling sampling,
    List<Extension> extensions) {

  public RealtimeConfig {
    Objects.requireNonNull(model);
    Objects.requireNonNull(input);
    Objects.requireNonNull(output);
    Objects.requireNonNull(voice);
    Objects.requireNonNull(turns);
    tools = List.copyOf(tools);
    Objects.requireNonNull(toolChoice);
    Objects.requireNonNull(sampling);
    extensions = List.copyOf(extensions);
  }

  /**
   * How answers are spoken.
   *
   * @param name the provider's word; null for its usual one
   * @param speed 1 is the usual; null when not said
   */
  public record Voice(@Nullable String name, @Nullable Double speed) {
    /** Nothing said. */
    public static final Voice USUAL = new Voice(null, null);
  }

  /**
   * How the caller's sound is written down.
   *
   * @param model null for the usual one
   * @param language ISO 639-1; null when not said
   * @param prompt words that help to hear; null when not given
   */
  public record Transcription(
      @Nullable String model, @Nullable String language, @Nullable String prompt) {
    /** Nothing said but that it is wanted. */
    public static final Transcription USUAL = new Transcription(null, null, null);
  }

  /**
   * A session that speaks and hears 16 bits at 24 kHz, finds turns by the strength of the sound,
   * and has no tools.
   */
  public static RealtimeConfig of(String model, @Nullable String instructions) {
    return new RealtimeConfig(
        model,
        instructions,
        AudioFormat.PCM_24K,
        AudioFormat.PCM_24K,
        true,
        Voice.USUAL,
        new TurnDetection.Energy(null, null, null, TurnDetection.Reaction.USUAL),
        null,
        List.of(),
        new ToolChoice.Auto(),
        Sampling.DEFAULT,
        List.of());
  }

  /** The same for another model. */
  public RealtimeConfig withModel(String other) {
    return new RealtimeConfig(
        other,
        instructions,
        input,
        output,
        speaks,
        voice,
        turns,
        transcription,
        tools,
        toolChoice,
        sampling,
        extensions);
  }

  /** The same with the caller's sound written down for it in this way. */
  public RealtimeConfig withTranscription(@Nullable Transcription wanted) {
    return new RealtimeConfig(
        model,
        instructions,
        input,
        output,
        speaks,
        voice,
        turns,
        wanted,
        tools,
        toolChoice,
        sampling,
        extensions);
  }

  /** The same with other fields that are not modelled here. */
  public RealtimeConfig withExtensions(List<Extension> others) {
    return new RealtimeConfig(
        model,
        instructions,
        input,
        output,
        speaks,
        voice,
        turns,
        transcription,
        tools,
        toolChoice,
        sampling,
        others);
  }

  /** The same with the sound of both ways written in another way. */
  public RealtimeConfig withFormats(AudioFormat heard, AudioFormat spoken) {
    return new RealtimeConfig(
        model,
        instructions,
        heard,
        spoken,
        speaks,
        voice,
        turns,
        transcription,
        tools,
        toolChoice,
        sampling,
        extensions);
  }
}
