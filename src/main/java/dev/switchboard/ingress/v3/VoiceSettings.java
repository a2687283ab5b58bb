package dev.switchboard.ingress.v3;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code config} of the native API's voice sessions. */
final class VoiceSettings {
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "instructions",
          "voice",
          "speed",
          "output",
          "input_sample_rate",
          "output_sample_rate",
          "turn_detection",
          "transcription",
          "tools",
          "tool_choice",
          "temperature",
          "max_tokens");

  private VoiceSettings() {}

  /**
   * What a session is set to now.
   *
   * @param before what it was set to; what {@code config} does not say stays
   * @param begins whether another model may still be chosen
   * @throws InvalidFieldException for a field of the wrong type, and for one that is none of ours
   */
  static RealtimeConfig read(RealtimeConfig before, Fields config, boolean begins) {
    for (String name : config.unknown(KNOWN)) {
      throw config.invalid(
          name, "none, or one of " + String.join(", ", KNOWN.stream().sorted().toList()));
    }
    return new RealtimeConfig(
        begins ? config.optionalText("model").orElse(before.model()) : model(before, config),
        config.optionalText("instructions").orElse(before.instructions()),
        format(config, "input_sample_rate", before.input()),
        format(config, "output_sample_rate", before.output()),
        config
            .optionalChoice("output", Map.of("audio", true, "text", false))
            .orElse(before.speaks()),
        voice(before.voice(), config),
        turns(before.turns(), config),
        transcription(before.transcription(), config),
        config.has("tools") ? tools(config) : before.tools(),
        toolChoice(config).orElse(before.toolChoice()),
        sampling(before.sampling(), config),
        List.of());
  }

  /** A session that is open keeps its model. */
  private static String model(RealtimeConfig before, Fields config) {
    Optional<String> model = config.optionalText("model");
    if (model.isPresent() && !model.get().equals(before.model())) {
      throw config.invalid("model", before.model() + ", with which the session was started");
    }
    return before.model();
  }

  private static AudioFormat format(Fields config, String name, AudioFormat before) {
    OptionalLong rate = config.optionalInteger(name, 8_000, 48_000);
    return rate.isEmpty()
        ? before
        : new AudioFormat(AudioFormat.Encoding.PCM16, (int) rate.getAsLong());
  }

  private static RealtimeConfig.Voice voice(RealtimeConfig.Voice before, Fields config) {
    OptionalDouble speed = config.optionalNumber("speed", 0.25, 4);
    return new RealtimeConfig.Voice(
        config.optionalText("voice").orElse(before.name()),
        speed.isPresent() ? Double.valueOf(speed.getAsDouble()) : before.speed());
  }

  private static TurnDetection turns(TurnDetection before, Fields config) {
    if (!config.has("turn_detection")) {
      return before;
    }
    Optional<Fields> detection = config.optionalObject("turn_detection");
    if (detection.isEmpty()) {
      return new TurnDetection.Manual();
    }
    Fields fields = detection.get();
    TurnDetection.Reaction reaction =
        new TurnDetection.Reaction(
            fields.boolOr("create_response", true), fields.boolOr("interrupt_response", true));
    OptionalDouble threshold = fields.optionalNumber("threshold", 0, 1);
    return switch (fields.optionalText("type").orElse("server_vad")) {
      case "none" -> new TurnDetection.Manual();
      case "server_vad" ->
          new TurnDetection.Energy(
              threshold.isPresent() ? threshold.getAsDouble() : null,
              millis(fields, "prefix_padding_ms", 5_000),
              millis(fields, "silence_duration_ms", 10_000),
              reaction);
      case "semantic_vad" ->
          new TurnDetection.Semantic(
              fields
                  .optionalChoice(
                      "eagerness",
                      Map.of("low", "low", "medium", "medium", "high", "high", "auto", "auto"))
                  .orElse(null),
              reaction);
      default -> throw fields.invalid("type", "server_vad, semantic_vad or none");
    };
  }

  private static @Nullable Integer millis(Fields fields, String name, int most) {
    OptionalLong millis = fields.optionalInteger(name, 0, most);
    return millis.isPresent() ? (int) millis.getAsLong() : null;
  }

  private static RealtimeConfig.@Nullable Transcription transcription(
      RealtimeConfig.@Nullable Transcription before, Fields config) {
    return config
        .optionalObject("transcription")
        .map(fields ->
            new RealtimeConfig.Transcription(
                fields.optionalText("model").orElse(null),
                fields.optionalText("language").orElse(null),
                fields.optionalText("prompt").orElse(null)))
        .orElse(before);
  }

  private static List<Tool> tools(Fields config) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : config.optionalObjects("tools")) {
      tools.add(
          new Tool.Function(
              tool.text("name"),
              tool.optionalText("description").orElse(null),
              tool.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
              null,
              null));
    }
    return tools;
  }

  private static Optional<ToolChoice> toolChoice(Fields config) {
    return config
        .optionalText("tool_choice")
        .map(word ->
            switch (word) {
              case "auto" -> new ToolChoice.Auto();
              case "none" -> new ToolChoice.None();
              case "required" -> new ToolChoice.Required();
              default -> new ToolChoice.Named(word);
            });
  }

  private static Sampling sampling(Sampling before, Fields config) {
    OptionalDouble temperature = config.optionalNumber("temperature", 0, 2);
    OptionalLong tokens = config.optionalInteger("max_tokens", 1, Integer.MAX_VALUE);
    return new Sampling(
        temperature.isPresent() ? Double.valueOf(temperature.getAsDouble()) : before.temperature(),
        before.topP(),
        before.topK(),
        tokens.isPresent() ? Integer.valueOf((int) tokens.getAsLong()) : before.maxOutputTokens(),
        before.stop(),
        before.seed(),
        before.presencePenalty(),
        before.frequencyPenalty(),
        before.choices(),
        before.topLogprobs());
  }

  /**
   * A caller's settings over those that it cannot change.
   *
   * @throws InvalidFieldException for one that is locked and differs
   */
  static Fields unlocked(Fields config, ObjectNode given, Set<String> locked) {
    for (String name : locked) {
      if (config.has(name) && !config.node().get(name).equals(given.get(name))) {
        throw config.invalid(name, "nothing, the session's ticket has locked it");
      }
    }
    return config;
  }
}
