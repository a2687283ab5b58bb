package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.AudioFormat.Encoding;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a session is set to.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/realtime">source</a>
 */
final class RealtimeClientSession {
  /** Writes down what is heard, where the caller named none. */
  private static final String USUAL_TRANSCRIBER = "gpt-4o-mini-transcribe";

  /** Of Gemini's sessions: how they are kept, which changes no answer. */
  private static final Set<String> KEEPING =
      Set.of("sessionResumption", "contextWindowCompression", "historyConfig");

  private final RealtimeConfig config;

  RealtimeClientSession(RealtimeConfig config) {
    this.config = config;
  }

  /** The format nearest to one that a caller wants, of the three there are. */
  static AudioFormat nearest(AudioFormat wanted) {
    return wanted.encoding() != Encoding.PCM16 && wanted.rate() == 8_000
        ? wanted
        : AudioFormat.PCM_24K;
  }

  /**
   * The session object of {@code session.update}.
   *
   * @param before what it was set to; null at first
   * @throws FailureException with {@link Failure.Unsupported} for what no session can be set to
   */
  ObjectNode session(@Nullable RealtimeConfig before) {
    ObjectNode session = Json.object().put("type", "realtime");
    String instructions = config.instructions();
    if (instructions != null) {
      session.put("instructions", instructions);
    } else if (before != null && before.instructions() != null) {
      session.put("instructions", "");
    }
    modalities(session);
    ObjectNode audio = session.putObject("audio");
    ObjectNode input = audio.putObject("input");
    input.set("format", format(nearest(config.input())));
    transcription(input, before);
    turns(input);
    ObjectNode output = audio.putObject("output");
    output.set("format", format(nearest(config.output())));
    voice(output);
    tools(session, before);
    limits(session);
    extensions(session);
    return session;
  }

  /** What {@code response.create} may say of the same: no input, and no speed. */
  ObjectNode response() {
    ObjectNode response = Json.object();
    String instructions = config.instructions();
    if (instructions != null) {
      response.put("instructions", instructions);
    }
    modalities(response);
    ObjectNode output = Json.object();
    output.set("format", format(nearest(config.output())));
    if (config.voice().name() != null) {
      output.put("voice", config.voice().name());
    }
    response.putObject("audio").set("output", output);
    tools(response, null);
    limits(response);
    return response;
  }

  private void modalities(ObjectNode into) {
    into.putArray("output_modalities").add(config.speaks() ? "audio" : "text");
  }

  static ObjectNode format(AudioFormat format) {
    ObjectNode json = Json.object().put("type", format.encoding().mimeType());
    return format.encoding() == Encoding.PCM16 ? json.put("rate", format.rate()) : json;
  }

  /** The model that writes down what is heard. */
  static String transcriber(RealtimeConfig.Transcription wanted) {
    String model = wanted.model();
    return model == null ? USUAL_TRANSCRIBER : model;
  }

  private void transcription(ObjectNode input, @Nullable RealtimeConfig before) {
    RealtimeConfig.Transcription wanted = config.transcription();
    if (wanted == null) {
      if (before != null && before.transcription() != null) {
        input.putNull("transcription");
      }
      return;
    }
    ObjectNode json = input.putObject("transcription").put("model", transcriber(wanted));
    if (wanted.language() != null) {
      json.put("language", wanted.language());
    }
    if (wanted.prompt() != null) {
      json.put("prompt", wanted.prompt());
    }
  }

  private void turns(ObjectNode input) {
    switch (config.turns()) {
      case TurnDetection.Manual _ -> input.putNull("turn_detection");
      case TurnDetection.Energy energy -> {
        ObjectNode json = input.putObject("turn_detection").put("type", "server_vad");
        if (energy.threshold() != null) {
          json.put("threshold", energy.threshold());
        }
        if (energy.prefixMillis() != null) {
          json.put("prefix_padding_ms", energy.prefixMillis());
        }
        if (energy.silenceMillis() != null) {
          json.put("silence_duration_ms", energy.silenceMillis());
        }
        reaction(json, energy.reaction());
      }
      case TurnDetection.Semantic semantic -> {
        ObjectNode json = input.putObject("turn_detection").put("type", "semantic_vad");
        if (semantic.eagerness() != null) {
          json.put("eagerness", semantic.eagerness());
        }
        reaction(json, semantic.reaction());
      }
    }
  }

  private static void reaction(ObjectNode into, TurnDetection.Reaction reaction) {
    into.put("create_response", reaction.respond());
    into.put("interrupt_response", reaction.interrupt());
  }

  private void voice(ObjectNode output) {
    if (config.voice().name() != null) {
      output.put("voice", config.voice().name());
    }
    if (config.voice().speed() != null) {
      output.put("speed", config.voice().speed());
    }
  }

  private void tools(ObjectNode into, @Nullable RealtimeConfig before) {
    ToolChoice choice = config.toolChoice();
    if (config.tools().isEmpty() && (before == null || before.tools().isEmpty())) {
      return;
    }
    ArrayNode tools = into.putArray("tools");
    for (Tool tool : config.tools()) {
      switch (tool) {
        case Tool.Function function -> {
          if (!(choice instanceof ToolChoice.Allowed allowed)
              || allowed.names().contains(function.name())) {
            tools.add(function(function));
          }
        }
        case Tool.Opaque opaque -> {
          if (opaque.dialect() != Dialect.OPENAI_REALTIME) {
            throw unsupported("tools", "its sessions have no tool of type " + opaque.type());
          }
          tools.add(Json.parse(opaque.json()));
        }
      }
    }
    switch (choice) {
      case ToolChoice.Auto _ -> into.put("tool_choice", "auto");
      case ToolChoice.None _ -> into.put("tool_choice", "none");
      case ToolChoice.Required _ -> into.put("tool_choice", "required");
      case ToolChoice.Named named ->
          into.putObject("tool_choice").put("type", "function").put("name", named.name());
      case ToolChoice.Allowed allowed ->
          into.put("tool_choice", allowed.required() ? "required" : "auto");
    }
  }

  private static ObjectNode function(Tool.Function function) {
    if (Boolean.TRUE.equals(function.strict())) {
      throw unsupported("tools", "its sessions cannot bind arguments to their schema (strict)");
    }
    ObjectNode json = Json.object().put("type", "function").put("name", function.name());
    if (function.description() != null) {
      json.put("description", function.description());
    }
    if (function.parameters() != null) {
      json.set("parameters", Json.parse(function.parameters()));
    }
    return json;
  }

  private void limits(ObjectNode into) {
    Sampling sampling = config.sampling();
    if (sampling.maxOutputTokens() != null) {
      into.put("max_output_tokens", sampling.maxOutputTokens());
    }
    if (!sampling.withMaxOutputTokens(null).equals(Sampling.DEFAULT)) {
      throw unsupported(
          sampling.temperature() == null ? "sampling" : "temperature",
          "its sessions can be told how many tokens to say, and nothing else of how to draw them");
    }
  }

  private void extensions(ObjectNode session) {
    for (Extension extension : config.extensions()) {
      if (extension.dialect() == Dialect.OPENAI_REALTIME) {
        session.set(extension.name(), Json.parse(extension.json()));
      } else if (!KEEPING.contains(extension.name())) {
        throw unsupported(extension.name(), "its sessions know no such field");
      }
    }
  }

  static FailureException unsupported(String subject, String why) {
    return new FailureException(new Failure.Unsupported(subject, subject + ": " + why));
  }
}
