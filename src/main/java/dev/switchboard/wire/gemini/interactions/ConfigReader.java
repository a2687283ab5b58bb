package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code generation_config}: sampling, bounds, thinking, pictures, voices. */
final class ConfigReader {
  private static final Set<String> MODELLED =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "max_output_tokens",
          "stop_sequences",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "thinking_level",
          "thinking_summaries",
          "tool_choice",
          "image_config",
          "speech_config");

  private static final Map<String, Effort> LEVELS =
      Map.of(
          "minimal", Effort.MINIMAL,
          "low", Effort.LOW,
          "medium", Effort.MEDIUM,
          "high", Effort.HIGH);

  private static final Map<String, Boolean> SUMMARIES = Map.of("auto", true, "none", false);

  private final Fields config;

  /**
   * @param extensions takes what is not modelled
   */
  ConfigReader(Fields config, List<Extension> extensions) {
    this.config = config;
    config.optionalObject("image_config").ifPresent(image -> image(image, extensions));
    config.optional("speech_config").ifPresent(speech -> speech(speech, extensions));
    config
        .all()
        .forEach((name, value) -> {
          if (!MODELLED.contains(name) && !value.node().isNull()) {
            extensions.add(
                new Extension(
                    Dialect.GEMINI_INTERACTIONS,
                    "generation_config." + name,
                    Json.text(value.node())));
          }
        });
  }

  Optional<Located> toolChoice() {
    return config.optional("tool_choice");
  }

  Sampling sampling() {
    return new Sampling(
        number("temperature", 0),
        number("top_p", 0),
        count("top_k", 0),
        count("max_output_tokens", 1),
        config.optionalTexts("stop_sequences"),
        seed(),
        number("presence_penalty", -2),
        number("frequency_penalty", -2),
        null,
        null);
  }

  ReasoningRequest reasoning() {
    return new ReasoningRequest(
        config.optionalChoice("thinking_level", LEVELS).orElse(null),
        null,
        config.optionalChoice("thinking_summaries", SUMMARIES).orElse(null));
  }

  private @Nullable Double number(String name, double min) {
    OptionalDouble value = config.optionalNumber(name, min, Double.MAX_VALUE);
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  private @Nullable Integer count(String name, int min) {
    OptionalLong value = config.optionalInteger(name, min, Integer.MAX_VALUE);
    return value.isPresent() ? Integer.valueOf((int) value.getAsLong()) : null;
  }

  private @Nullable Long seed() {
    OptionalLong seed = config.optionalInteger("seed");
    return seed.isPresent() ? Long.valueOf(seed.getAsLong()) : null;
  }

  static void image(Fields image, List<Extension> extensions) {
    ObjectNode written = Json.object();
    image.optionalText("aspect_ratio").ifPresent(ratio -> written.put("aspectRatio", ratio));
    image.optionalText("image_size").ifPresent(size -> written.put("imageSize", size));
    if (!written.isEmpty()) {
      RequestReader.extend(extensions, "generationConfig.imageConfig", Json.text(written));
    }
  }

  /** One voice, several speakers' voices, or either within {@code speakers}. */
  private static void speech(Located speech, List<Extension> extensions) {
    List<Fields> voices =
        speech.node().isArray() ? speech.objects() : speech.fields().objects("speakers");
    if (voices.isEmpty()) {
      return;
    }
    ObjectNode written = Json.object();
    voices
        .getFirst()
        .optionalText("language")
        .ifPresent(language -> written.put("languageCode", language));
    if (voices.size() == 1 && voices.getFirst().optional("speaker").isEmpty()) {
      written.set("voiceConfig", voice(voices.getFirst()));
    } else {
      ArrayNode speakers =
          written.putObject("multiSpeakerVoiceConfig").putArray("speakerVoiceConfigs");
      for (Fields voice : voices) {
        speakers.addObject().put("speaker", voice.text("speaker")).set("voiceConfig", voice(voice));
      }
    }
    RequestReader.extend(extensions, "generationConfig.speechConfig", Json.text(written));
  }

  private static ObjectNode voice(Fields voice) {
    ObjectNode written = Json.object();
    written.putObject("prebuiltVoiceConfig").put("voiceName", voice.text("voice"));
    return written;
  }
}
