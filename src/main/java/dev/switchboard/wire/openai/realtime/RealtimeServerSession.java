package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a caller sets its session to.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/realtime">source</a>
 */
public final class RealtimeServerSession {
  private static final Set<String> READ =
      Set.of(
          "type",
          "model",
          "instructions",
          "output_modalities",
          "audio",
          "tools",
          "tool_choice",
          "max_output_tokens",
          "id",
          "object",
          "expires_at",
          "client_secret",
          "warnings");

  /** What stands deeper in a session than in its fields. */
  private static final Set<String> NESTED = Set.of("noise_reduction", "idle_timeout_ms");

  private static final Set<String> INPUT = Set.of("format", "transcription", "turn_detection");
  private static final Set<String> TURN_DETECTION =
      Set.of(
          "type",
          "threshold",
          "prefix_padding_ms",
          "silence_duration_ms",
          "create_response",
          "interrupt_response",
          "eagerness");

  private RealtimeServerSession() {}

  /**
   * What a session is set to now.
   *
   * @param before what it was set to; what {@code session} does not say stays
   * @param session the {@code session} of {@code session.update}, or the {@code response} of {@code
   *     response.create}
   * @throws dev.switchboard.json.InvalidFieldException for a field of the wrong type
   * @throws FailureException with {@link Failure.Unsupported} for a session that only transcribes
   */
  public static RealtimeConfig read(RealtimeConfig before, Fields session) {
    Optional<String> type = session.optionalText("type");
    if (type.isPresent() && !type.get().equals("realtime")) {
      throw new FailureException(
          new Failure.Unsupported(
              "session.type", "session.type: " + type.get() + " (expected: realtime)"));
    }
    Optional<String> model = session.optionalText("model");
    if (model.isPresent() && !before.model().isEmpty() && !model.get().equals(before.model())) {
      throw session.invalid("model", before.model() + ", for which the session was opened");
    }
    Fields audio = session.optionalObject("audio").orElse(Fields.of(Json.object()));
    Fields input = audio.optionalObject("input").orElse(Fields.of(Json.object()));
    Fields output = audio.optionalObject("output").orElse(Fields.of(Json.object()));
    return new RealtimeConfig(
        model.orElse(before.model()),
        session.optionalText("instructions").orElse(before.instructions()),
        format(input, before.input()),
        format(output, before.output()),
        speaks(session).orElse(before.speaks()),
        voice(before.voice(), output),
        turns(before.turns(), input),
        transcription(before.transcription(), input),
        session.has("tools") ? tools(session) : before.tools(),
        toolChoice(session).orElse(before.toolChoice()),
        sampling(before.sampling(), session),
        extensions(before.extensions(), session, input));
  }

  private static Optional<Boolean> speaks(Fields session) {
    List<String> modalities = session.optionalTexts("output_modalities");
    return modalities.isEmpty() ? Optional.empty() : Optional.of(modalities.contains("audio"));
  }

  private static AudioFormat format(Fields side, AudioFormat before) {
    Optional<Fields> format = side.optionalObject("format");
    if (format.isEmpty()) {
      return before;
    }
    AudioFormat.Encoding encoding =
        format
            .get()
            .choice(
                "type",
                Map.of(
                    "audio/pcm", AudioFormat.Encoding.PCM16,
                    "audio/pcmu", AudioFormat.Encoding.MU_LAW,
                    "audio/pcma", AudioFormat.Encoding.A_LAW));
    int usual = encoding == AudioFormat.Encoding.PCM16 ? 24_000 : 8_000;
    return new AudioFormat(
        encoding, (int) format.get().optionalInteger("rate", 8_000, 48_000).orElse(usual));
  }

  private static RealtimeConfig.Voice voice(RealtimeConfig.Voice before, Fields output) {
    OptionalDouble speed = output.optionalNumber("speed", 0.25, 4);
    return new RealtimeConfig.Voice(
        output.optional("voice").map(RealtimeServerSession::voice).orElse(before.name()),
        speed.isPresent() ? Double.valueOf(speed.getAsDouble()) : before.speed());
  }

  private static String voice(Located voice) {
    return voice.node().isObject() ? voice.fields().text("id") : voice.text();
  }

  private static TurnDetection turns(TurnDetection before, Fields input) {
    if (!input.has("turn_detection")) {
      return before;
    }
    Optional<Fields> given = input.optionalObject("turn_detection");
    if (given.isEmpty()) {
      return new TurnDetection.Manual();
    }
    Fields fields = given.get();
    TurnDetection.Reaction reaction =
        new TurnDetection.Reaction(
            fields.boolOr("create_response", true), fields.boolOr("interrupt_response", true));
    if (fields.text("type").equals("semantic_vad")) {
      return new TurnDetection.Semantic(fields.optionalText("eagerness").orElse(null), reaction);
    }
    if (!fields.text("type").equals("server_vad")) {
      throw fields.invalid("type", "server_vad or semantic_vad");
    }
    OptionalDouble threshold = fields.optionalNumber("threshold", 0, 1);
    return new TurnDetection.Energy(
        threshold.isPresent() ? threshold.getAsDouble() : null,
        millis(fields, "prefix_padding_ms", 5_000),
        millis(fields, "silence_duration_ms", 10_000),
        reaction);
  }

  private static @Nullable Integer millis(Fields fields, String name, int most) {
    OptionalLong millis = fields.optionalInteger(name, 0, most);
    return millis.isPresent() ? (int) millis.getAsLong() : null;
  }

  private static RealtimeConfig.@Nullable Transcription transcription(
      RealtimeConfig.@Nullable Transcription before, Fields input) {
    if (!input.has("transcription")) {
      return before;
    }
    return input
        .optionalObject("transcription")
        .map(fields ->
            new RealtimeConfig.Transcription(
                fields.optionalText("model").orElse(null),
                fields.optionalText("language").orElse(null),
                fields.optionalText("prompt").orElse(null)))
        .orElse(null);
  }

  private static List<Tool> tools(Fields session) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : session.optionalObjects("tools")) {
      String type = tool.optionalText("type").orElse("function");
      tools.add(
          type.equals("function")
              ? new Tool.Function(
                  tool.text("name"),
                  tool.optionalText("description").orElse(null),
                  tool.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
                  null,
                  null)
              : new Tool.Opaque(Dialect.OPENAI_REALTIME, type, Json.text(tool.node())));
    }
    return tools;
  }

  private static Optional<ToolChoice> toolChoice(Fields session) {
    Optional<Located> choice = session.optional("tool_choice");
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    if (choice.get().node().isObject()) {
      return Optional.of(new ToolChoice.Named(choice.get().fields().text("name")));
    }
    return session.optionalChoice(
        "tool_choice",
        Map.of(
            "auto", new ToolChoice.Auto(),
            "none", new ToolChoice.None(),
            "required", new ToolChoice.Required()));
  }

  private static Sampling sampling(Sampling before, Fields session) {
    Optional<Located> most = session.optional("max_output_tokens");
    if (most.isEmpty()) {
      return before;
    }
    return most.get().node().isString() && most.get().text().equals("inf")
        ? before.withMaxOutputTokens(null)
        : before.withMaxOutputTokens(
            (int) session.integer("max_output_tokens", 1, Integer.MAX_VALUE));
  }

  private static List<Extension> extensions(List<Extension> before, Fields session, Fields input) {
    List<Extension> extensions = new ArrayList<>(before);
    for (Map.Entry<String, Located> field : session.all().entrySet()) {
      JsonNode value = field.getValue().node();
      if (!READ.contains(field.getKey())) {
        extensions.removeIf(old -> old.name().equals(field.getKey()));
        if (!value.isNull()) {
          extensions.add(new Extension(Dialect.OPENAI_REALTIME, field.getKey(), Json.text(value)));
        }
      }
    }
    others(extensions, input, INPUT);
    input
        .optionalObject("turn_detection")
        .ifPresent(turns -> others(extensions, turns, TURN_DETECTION));
    return extensions;
  }

  /** Fields that are not read; null takes one back. */
  private static void others(List<Extension> extensions, Fields object, Set<String> read) {
    object
        .node()
        .properties()
        .forEach(field -> {
          if (!read.contains(field.getKey())) {
            extensions.removeIf(old -> old.name().equals(field.getKey()));
            if (!field.getValue().isNull()) {
              extensions.add(
                  new Extension(
                      Dialect.OPENAI_REALTIME, field.getKey(), Json.text(field.getValue())));
            }
          }
        });
  }

  /** The event by which a session is set to what its client secret says. */
  public static String update(ObjectNode session) {
    ObjectNode set = session.deepCopy();
    set.remove(List.of("id", "object", "model", "expires_at", "client_secret"));
    ObjectNode event = Json.object().put("type", "session.update");
    event.set("session", set.put("type", "realtime"));
    return Json.text(event);
  }

  /** The session as a caller is told it. */
  public static ObjectNode write(RealtimeConfig config, String sessionId) {
    ObjectNode session =
        Json.object()
            .put("type", "realtime")
            .put("object", "realtime.session")
            .put("id", sessionId)
            .put("model", config.model());
    session.putArray("output_modalities").add(config.speaks() ? "audio" : "text");
    session.put("instructions", config.instructions() == null ? "" : config.instructions());
    ArrayNode tools = session.putArray("tools");
    for (Tool tool : config.tools()) {
      tools.add(tool(tool));
    }
    switch (config.toolChoice()) {
      case ToolChoice.Auto _ -> session.put("tool_choice", "auto");
      case ToolChoice.None _ -> session.put("tool_choice", "none");
      case ToolChoice.Required _ -> session.put("tool_choice", "required");
      case ToolChoice.Named named ->
          session.putObject("tool_choice").put("type", "function").put("name", named.name());
      case ToolChoice.Allowed allowed ->
          session.put("tool_choice", allowed.required() ? "required" : "auto");
    }
    Integer most = config.sampling().maxOutputTokens();
    if (most == null) {
      session.put("max_output_tokens", "inf");
    } else {
      session.put("max_output_tokens", most);
    }
    audio(session.putObject("audio"), config);
    for (Extension extension : config.extensions()) {
      if (!NESTED.contains(extension.name())) {
        session.set(extension.name(), Json.parse(extension.json()));
      }
    }
    return session;
  }

  private static void audio(ObjectNode audio, RealtimeConfig config) {
    ObjectNode input = audio.putObject("input");
    input.set("format", RealtimeClientSession.format(config.input()));
    RealtimeConfig.Transcription wanted = config.transcription();
    if (wanted == null) {
      input.putNull("transcription");
    } else {
      ObjectNode json = input.putObject("transcription");
      if (wanted.model() != null) {
        json.put("model", wanted.model());
      }
      if (wanted.language() != null) {
        json.put("language", wanted.language());
      }
      if (wanted.prompt() != null) {
        json.put("prompt", wanted.prompt());
      }
    }
    turns(input, config.turns());
    ObjectNode output = audio.putObject("output");
    output.set("format", RealtimeClientSession.format(config.output()));
    if (config.voice().name() != null) {
      output.put("voice", config.voice().name());
    }
    output.put("speed", config.voice().speed() == null ? 1.0 : config.voice().speed());
  }

  private static void turns(ObjectNode input, TurnDetection turns) {
    switch (turns) {
      case TurnDetection.Manual _ -> input.putNull("turn_detection");
      case TurnDetection.Energy energy -> {
        ObjectNode json = input.putObject("turn_detection").put("type", "server_vad");
        json.put("threshold", energy.threshold() == null ? 0.5 : energy.threshold());
        json.put("prefix_padding_ms", energy.prefixMillis() == null ? 300 : energy.prefixMillis());
        json.put(
            "silence_duration_ms", energy.silenceMillis() == null ? 500 : energy.silenceMillis());
        reaction(json, energy.reaction());
      }
      case TurnDetection.Semantic semantic -> {
        ObjectNode json = input.putObject("turn_detection").put("type", "semantic_vad");
        json.put("eagerness", semantic.eagerness() == null ? "auto" : semantic.eagerness());
        reaction(json, semantic.reaction());
      }
    }
  }

  private static void reaction(ObjectNode json, TurnDetection.Reaction reaction) {
    json.put("create_response", reaction.respond()).put("interrupt_response", reaction.interrupt());
  }

  private static JsonNode tool(Tool tool) {
    return switch (tool) {
      case Tool.Opaque opaque -> Json.parse(opaque.json());
      case Tool.Function function -> {
        ObjectNode json = Json.object().put("type", "function").put("name", function.name());
        if (function.description() != null) {
          json.put("description", function.description());
        }
        if (function.parameters() != null) {
          json.set("parameters", Json.parse(function.parameters()));
        }
        yield json;
      }
    };
  }
}
