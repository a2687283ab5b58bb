package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.gemini.GeminiObject;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller sets its session to in {@code setup}, in either spelling.
 *
 * @param config what that means
 * @param hearsItself whether the caller wants what it said in words
 * @param hearsAnswers whether it wants what is spoken to it in words
 * @param signalsSpeech whether it wants to know when it is heard to speak
 * @see <a href="https://ai.google.dev/api/live#BidiGenerateContentSetup">source</a>
 */
public record LiveServerSetup(
    RealtimeConfig config, boolean hearsItself, boolean hearsAnswers, boolean signalsSpeech) {
  private static final Name SETUP = Name.of("setup");
  private static final Name MODEL = Name.of("model");
  private static final Name GENERATION = Name.of("generationConfig");
  private static final Name INSTRUCTION = Name.of("systemInstruction");
  private static final Name TOOLS = Name.of("tools");
  private static final Name SAFETY = Name.of("safetySettings");
  private static final Name MODALITIES = Name.of("responseModalities");
  private static final Name SPEECH = Name.of("speechConfig");
  private static final Name THINKING = Name.of("thinkingConfig");
  private static final Name VOICE = Name.of("voiceConfig");
  private static final Name PREBUILT = Name.of("prebuiltVoiceConfig");
  private static final Name VOICE_NAME = Name.of("voiceName");
  private static final Name LANGUAGE = Name.of("languageCode");
  private static final Name INPUT = Name.of("realtimeInputConfig");
  private static final Name DETECTION = Name.of("automaticActivityDetection");
  private static final Name DISABLED = Name.of("disabled");
  private static final Name START = Name.of("startOfSpeechSensitivity");
  private static final Name END = Name.of("endOfSpeechSensitivity");
  private static final Name COVERAGE = Name.of("turnCoverage");
  private static final Name PREFIX = Name.of("prefixPaddingMs");
  private static final Name SILENCE = Name.of("silenceDurationMs");
  private static final Name HANDLING = Name.of("activityHandling");
  private static final Name HEARD = Name.of("inputAudioTranscription");
  private static final Name SPOKEN = Name.of("outputAudioTranscription");
  private static final Name SIGNAL = Name.of("explicitVadSignal");
  private static final Set<Name> READ =
      Set.of(MODEL, GENERATION, INSTRUCTION, TOOLS, SAFETY, INPUT, HEARD, SPOKEN, SIGNAL);

  /** Sound of this loudness begins a speech where the caller wants it found early, or late. */
  private static final Map<String, Optional<Double>> THRESHOLDS =
      Map.of(
          "START_SENSITIVITY_HIGH",
          Optional.of(0.3),
          "START_SENSITIVITY_LOW",
          Optional.of(0.7),
          "START_SENSITIVITY_UNSPECIFIED",
          Optional.empty());

  /** A pause of this length ends a speech where the caller wants its end found early, or late. */
  private static final Map<String, Optional<Integer>> PAUSES =
      Map.of(
          "END_SENSITIVITY_HIGH",
          Optional.of(300),
          "END_SENSITIVITY_LOW",
          Optional.of(1_200),
          "END_SENSITIVITY_UNSPECIFIED",
          Optional.empty());

  /** What belongs to a turn in every session. */
  private static final Set<String> USUAL_COVERAGE =
      Set.of("", "TURN_COVERAGE_UNSPECIFIED", "TURN_INCLUDES_ONLY_ACTIVITY");

  /**
   * Reads the first frame of a session.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for anything else
   */
  public static LiveServerSetup read(String frame) {
    try {
      GeminiObject fields = new GeminiObject(Fields.of(Json.parse(frame)));
      return new Reader(
              fields
                  .object(SETUP)
                  .orElseThrow(() ->
                      new InvalidFieldException("/setup", "missing", "the session's first frame")))
          .read();
    } catch (InvalidJsonException e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    } catch (InvalidFieldException e) {
      throw new FailureException(
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage())));
    }
  }

  private record Reader(GeminiObject setup) {
    LiveServerSetup read() {
      String model = setup.text(MODEL);
      if (model.isEmpty()) {
        throw setup.fields().invalid("model", "a model's name");
      }
      GeminiObject generation = setup.object(GENERATION).orElseGet(GeminiObject::empty);
      List<Extension> extensions = new ArrayList<>();
      setup.others(READ).forEach((name, value) -> extend(extensions, name, value.node()));
      generation
          .get(THINKING)
          .ifPresent(thinking -> extend(extensions, "thinkingConfig", thinking.node()));
      coverage(extensions);
      ChatRequest content = content(generation);
      content.extensions().stream()
          .map(known -> new Extension(Dialect.GEMINI_GENERATE, known.name(), known.json()))
          .forEach(extensions::add);
      boolean hearsItself = setup.has(HEARD);
      RealtimeConfig config =
          new RealtimeConfig(
              model.startsWith("models/") ? model.substring("models/".length()) : model,
              instructions(content),
              AudioFormat.PCM_16K,
              AudioFormat.PCM_24K,
              speaks(generation),
              voice(generation, extensions),
              turns(),
              hearsItself ? RealtimeConfig.Transcription.USUAL : null,
              content.tools(),
              content.toolChoice(),
              content.sampling(),
              extensions);
      return new LiveServerSetup(config, hearsItself, setup.has(SPOKEN), setup.flag(SIGNAL));
    }

    private static void extend(List<Extension> into, String name, JsonNode value) {
      boolean says =
          !(value.isObject() && value.isEmpty()) && !(value.isBoolean() && !value.booleanValue());
      if (says) {
        into.add(new Extension(Dialect.GEMINI_LIVE, name, Json.text(value)));
      }
    }

    /** What stands in a session as in a request for content is read by the same reader. */
    private ChatRequest content(GeminiObject generation) {
      ObjectNode body = Json.object();
      body.putArray("contents").addObject().putArray("parts").addObject().put("text", ".");
      ObjectNode drawn = generation.fields().node().deepCopy();
      for (Name field : Set.of(MODALITIES, SPEECH, THINKING)) {
        drawn.remove(field.camel());
        drawn.remove(field.snake());
      }
      body.set("generationConfig", drawn);
      setup
          .get(INSTRUCTION)
          .ifPresent(found -> body.set("systemInstruction", instruction(found.node())));
      setup.get(TOOLS).ifPresent(found -> body.set("tools", found.node()));
      setup.get(SAFETY).ifPresent(found -> body.set("safetySettings", found.node()));
      return new GeminiServer(false).decodeRequest(Json.write(body)).chat();
    }

    private static JsonNode instruction(JsonNode given) {
      if (!given.isString()) {
        return given;
      }
      ObjectNode content = Json.object();
      content.putArray("parts").addObject().put("text", given.stringValue());
      return content;
    }

    private static @Nullable String instructions(ChatRequest content) {
      String text =
          content.messages().stream()
              .filter(message -> message.role() == Role.SYSTEM)
              .map(Message::content)
              .flatMap(List::stream)
              .filter(Content.Text.class::isInstance)
              .map(part -> ((Content.Text) part).text())
              .collect(Collectors.joining("\n"));
      return text.isEmpty() ? null : text;
    }

    private static boolean speaks(GeminiObject generation) {
      List<String> modalities = generation.texts(MODALITIES);
      for (String modality : modalities) {
        if (!modality.equals("AUDIO") && !modality.equals("TEXT")) {
          throw generation.fields().invalid("responseModalities", "[\"AUDIO\"] or [\"TEXT\"]");
        }
      }
      return modalities.isEmpty() || modalities.contains("AUDIO");
    }

    private static RealtimeConfig.Voice voice(GeminiObject generation, List<Extension> extensions) {
      Optional<GeminiObject> speech = generation.object(SPEECH);
      speech.ifPresent(said ->
          said.others(Set.of(LANGUAGE, VOICE))
              .forEach((name, value) -> extend(extensions, name, value.node())));
      speech
          .map(said -> said.text(LANGUAGE))
          .filter(language -> !language.isEmpty())
          .ifPresent(language -> extend(extensions, "languageCode", Json.tree(language)));
      return speech
          .flatMap(said -> said.object(VOICE))
          .flatMap(said -> said.object(PREBUILT))
          .map(said -> said.text(VOICE_NAME))
          .filter(name -> !name.isEmpty())
          .map(name -> new RealtimeConfig.Voice(name, null))
          .orElse(RealtimeConfig.Voice.USUAL);
    }

    private void coverage(List<Extension> extensions) {
      String coverage = setup.object(INPUT).map(input -> input.text(COVERAGE)).orElse("");
      if (!USUAL_COVERAGE.contains(coverage)) {
        extend(extensions, "turnCoverage", Json.tree(coverage));
      }
    }

    private TurnDetection turns() {
      GeminiObject input = setup.object(INPUT).orElseGet(GeminiObject::empty);
      GeminiObject detection = input.object(DETECTION).orElseGet(GeminiObject::empty);
      if (detection.flag(DISABLED)) {
        return new TurnDetection.Manual();
      }
      Integer pause = millis(detection.integer(SILENCE, 0, 60_000));
      boolean interrupts = !input.text(HANDLING).equals("NO_INTERRUPTION");
      return new TurnDetection.Energy(
          detection.choice(START, THRESHOLDS).flatMap(found -> found).orElse(null),
          millis(detection.integer(PREFIX, 0, 60_000)),
          pause == null
              ? detection.choice(END, PAUSES).flatMap(found -> found).orElse(null)
              : pause,
          new TurnDetection.Reaction(true, interrupts));
    }

    private static @Nullable Integer millis(OptionalLong given) {
      return given.isPresent() ? Integer.valueOf((int) given.getAsLong()) : null;
    }
  }
}
