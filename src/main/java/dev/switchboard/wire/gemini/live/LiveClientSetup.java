package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.gemini.GeminiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code setup}, the first frame of a session. Instructions, tools and sampling are written
 * as in a request for content.
 *
 * @see <a href="https://ai.google.dev/api/live#BidiGenerateContentSetup">source</a>
 */
public final class LiveClientSetup {
  /** Of OpenAI's sessions: how they are kept and watched, which changes no answer. */
  private static final Set<String> KEEPING = Set.of("tracing", "truncation", "include");

  private static final double LOUD = 0.6;
  private static final double QUIET = 0.4;

  private final GeminiClient codec;
  private final String upstreamModel;

  public LiveClientSetup(String provider, String upstreamModel) {
    this.codec = new GeminiClient(provider);
    this.upstreamModel = upstreamModel;
  }

  /**
   * The frame.
   *
   * @param handle of the session that is to go on; null for a new one
   * @throws FailureException with {@link Failure.Unsupported} for what no session can be set to
   */
  public String encode(RealtimeConfig config, @Nullable String handle) {
    ObjectNode setup = Json.object().put("model", "models/" + upstreamModel);
    ObjectNode generation = Json.object();
    generation.putArray("responseModalities").add(config.speaks() ? "AUDIO" : "TEXT");
    JsonNode content = content(config);
    if (content.path("generationConfig") instanceof ObjectNode drawn) {
      generation.setAll(drawn);
    }
    voice(config.voice(), generation);
    setup.set("generationConfig", generation);
    for (String field : List.of("systemInstruction", "tools", "safetySettings")) {
      if (content.has(field)) {
        setup.set(field, content.get(field));
      }
    }
    turns(config.turns(), setup);
    if (config.transcription() != null) {
      setup.putObject("inputAudioTranscription");
    }
    if (config.speaks()) {
      setup.putObject("outputAudioTranscription");
    }
    extensions(config, setup);
    ObjectNode resumption = setup.putObject("sessionResumption");
    if (handle != null) {
      resumption.put("handle", handle);
    }
    ObjectNode frame = Json.object();
    frame.set("setup", setup);
    return Json.text(frame);
  }

  private JsonNode content(RealtimeConfig config) {
    List<Message> messages = new ArrayList<>();
    if (config.instructions() != null && !config.instructions().isEmpty()) {
      messages.add(Message.text(Role.SYSTEM, config.instructions()));
    }
    messages.add(Message.text(Role.USER, "."));
    ChatRequest request =
        ChatRequest.of(config.model(), messages)
            .withTools(tools(config), new ToolChoice.Auto())
            .withSampling(config.sampling())
            .withExtensions(
                config.extensions().stream()
                    .filter(extension -> extension.dialect() == Dialect.GEMINI_GENERATE)
                    .toList());
    return Json.parse(
        codec.encodeRequest(request, upstreamModel, true, ModelTraits.UNKNOWN).bytes());
  }

  private static List<Tool> tools(RealtimeConfig config) {
    return switch (config.toolChoice()) {
      case ToolChoice.Auto _ -> config.tools();
      case ToolChoice.None _ -> List.of();
      case ToolChoice.Allowed allowed when !allowed.required() ->
          config.tools().stream()
              .filter(tool ->
                  tool instanceof Tool.Function function
                      && allowed.names().contains(function.name()))
              .toList();
      case ToolChoice.Allowed _, ToolChoice.Required _, ToolChoice.Named _ ->
          throw unsupported("tool_choice", "its sessions cannot be made to call a tool");
    };
  }

  private static void voice(RealtimeConfig.Voice voice, ObjectNode generation) {
    Double speed = voice.speed();
    if (speed != null && speed != 1) {
      throw unsupported("speed", "its sessions speak at one speed");
    }
    if (voice.name() != null) {
      generation
          .withObject("/speechConfig/voiceConfig/prebuiltVoiceConfig")
          .put("voiceName", voice.name());
    }
  }

  private static void turns(TurnDetection turns, ObjectNode setup) {
    ObjectNode input = Json.object();
    ObjectNode detection = Json.object();
    switch (turns) {
      case TurnDetection.Manual _ -> detection.put("disabled", true);
      case TurnDetection.Energy energy -> {
        Double threshold = energy.threshold();
        if (threshold != null && (threshold >= LOUD || threshold <= QUIET)) {
          detection.put(
              "startOfSpeechSensitivity",
              threshold >= LOUD ? "START_SENSITIVITY_LOW" : "START_SENSITIVITY_HIGH");
        }
        if (energy.prefixMillis() != null) {
          detection.put("prefixPaddingMs", energy.prefixMillis());
        }
        if (energy.silenceMillis() != null) {
          detection.put("silenceDurationMs", energy.silenceMillis());
        }
        reaction(energy.reaction(), input);
      }
      case TurnDetection.Semantic semantic -> {
        String eagerness = semantic.eagerness();
        if (eagerness != null && (eagerness.equals("low") || eagerness.equals("high"))) {
          detection.put(
              "endOfSpeechSensitivity",
              eagerness.equals("low") ? "END_SENSITIVITY_LOW" : "END_SENSITIVITY_HIGH");
        }
        reaction(semantic.reaction(), input);
      }
    }
    if (!detection.isEmpty()) {
      input.set("automaticActivityDetection", detection);
    }
    if (!input.isEmpty()) {
      setup.set("realtimeInputConfig", input);
    }
  }

  private static void reaction(TurnDetection.Reaction reaction, ObjectNode input) {
    if (!reaction.respond()) {
      throw unsupported("turn_detection.create_response", "its sessions answer whoever has spoken");
    }
    if (!reaction.interrupt()) {
      input.put("activityHandling", "NO_INTERRUPTION");
    }
  }

  private static void extensions(RealtimeConfig config, ObjectNode setup) {
    for (Extension extension : config.extensions()) {
      switch (extension.dialect()) {
        case GEMINI_LIVE -> {
          if (!extension.name().equals("sessionResumption")) {
            setup.set(extension.name(), Json.parse(extension.json()));
          }
        }
        case GEMINI_GENERATE -> {
          // Written with the content.
        }
        default -> {
          if (!KEEPING.contains(extension.name())) {
            throw unsupported(extension.name(), "its sessions know no such field");
          }
        }
      }
    }
  }

  static FailureException unsupported(String subject, String why) {
    return new FailureException(new Failure.Unsupported(subject, subject + ": " + why));
  }
}
