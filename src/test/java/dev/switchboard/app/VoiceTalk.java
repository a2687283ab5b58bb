package dev.switchboard.app;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.SdkSchemas;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A caller of voice sessions in one dialect, who says and hears the same in each of them. */
abstract class VoiceTalk implements AutoCloseable {
  private final SdkSchemas types = new SdkSchemas();
  private final VoiceCaller caller;
  final Wish wish;
  private Heard heard = new Heard();

  VoiceTalk(VoiceCaller caller, Wish wish) {
    this.caller = caller;
    this.wish = wish;
  }

  /** What a session is to be; all have the tool {@code get_menu} and write down what they hear. */
  record Wish(String model, boolean speaks, boolean manual, AudioFormat format) {
    Wish(String model, boolean speaks) {
      this(model, speaks, false, AudioFormat.PCM_24K);
    }
  }

  record Call(String id, String name, String arguments) {}

  /** One response. */
  static final class Heard {
    final StringBuilder words = new StringBuilder();
    final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    final List<Call> calls = new ArrayList<>();
    final StringBuilder transcript = new StringBuilder();
    boolean interrupted;
    String end = "";
    long input = -1;
    long output = -1;
    String error = "";
    int closed = -1;
  }

  static List<String> dialects() {
    return List.of("events", "openai", "gemini");
  }

  /** Begins one with the gateway's first key; its request bears these headers. */
  static VoiceTalk of(
      String dialect, RunningGateway gateway, HttpClient client, Wish wish, String... headers) {
    String path =
        switch (dialect) {
          case "events" -> "/v3/realtime";
          case "openai" -> "/v3/compat/realtime?model=" + wish.model().replace("/", "%2F");
          default ->
              "/v3/compat/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
        };
    VoiceCaller caller = VoiceCaller.with(gateway, client, path, headers);
    VoiceTalk talk =
        switch (dialect) {
          case "events" -> new Events(caller, wish);
          case "openai" -> new OpenAi(caller, wish);
          default -> new Gemini(caller, wish);
        };
    talk.begin();
    return talk;
  }

  abstract void begin();

  abstract void text(String words);

  abstract void piece(String base64);

  /** By hand: what was said is to be answered. */
  abstract void commit();

  abstract void result(Call call, String words);

  /** Takes one message; whether it ends a response. */
  abstract boolean take(JsonNode message, Heard into);

  void sound(byte[]... sounds) {
    for (byte[] sound : sounds) {
      int piece = (int) wish.format().bytes(100);
      for (int from = 0; from < sound.length; from += piece) {
        piece(
            Base64.getEncoder()
                .encodeToString(
                    Arrays.copyOfRange(sound, from, Math.min(sound.length, from + piece))));
      }
    }
  }

  void send(JsonNode message) {
    caller.send(message);
  }

  private boolean next() {
    JsonNode message = caller.next();
    if (message.path("type").asString("").equals("closed")) {
      heard.closed = message.path("code").asInt();
      if (heard.error.isEmpty()) {
        heard.error = message.path("reason").asString("");
      }
      return true;
    }
    return take(message, heard);
  }

  /** Waits for the first sound of an answer. */
  void awaitSound() {
    while (heard.sound.size() == 0) {
      if (next()) {
        throw new AssertionError("over before that: " + heard.end + heard.error);
      }
    }
  }

  /** The next response, or the end of the session. */
  Heard turn() {
    boolean over = next();
    while (!over) {
      over = next();
    }
    Heard turn = heard;
    heard = new Heard();
    return turn;
  }

  void untilStarted(String type) {
    caller.until(message -> message.has(type) || message.path("type").asString("").equals(type));
  }

  void requireTyped(Dialect dialect, JsonNode message) {
    types.requireEvent(dialect, "told", message);
  }

  @Override
  public void close() {
    caller.close();
  }

  private static void add(JsonNode base64, Heard into) {
    into.sound.writeBytes(Base64.getDecoder().decode(base64.asString()));
  }

  private static final class Events extends VoiceTalk {
    Events(VoiceCaller caller, Wish wish) {
      super(caller, wish);
    }

    @Override
    void begin() {
      ObjectNode start = Json.object().put("type", "session.start");
      ObjectNode config =
          start
              .putObject("config")
              .put("model", wish.model())
              .put("output", wish.speaks() ? "audio" : "text")
              .put("input_sample_rate", wish.format().rate())
              .put("output_sample_rate", wish.format().rate());
      config.putArray("tools").addObject().put("name", "get_menu");
      config.putObject("transcription");
      if (wish.manual()) {
        config.putNull("turn_detection");
      }
      send(start);
      untilStarted("session.started");
    }

    @Override
    void text(String words) {
      send(Json.object().put("type", "text.input").put("text", words));
    }

    @Override
    void piece(String base64) {
      send(Json.object().put("type", "audio.append").put("audio", base64));
    }

    @Override
    void commit() {
      send(Json.object().put("type", "audio.commit"));
      send(Json.object().put("type", "response.create"));
    }

    @Override
    void result(Call call, String words) {
      send(
          Json.object()
              .put("type", "tool.result")
              .put("tool_call_id", call.id())
              .put("tool_result", words));
    }

    @Override
    boolean take(JsonNode message, Heard into) {
      switch (message.path("type").asString()) {
        case "text.delta" -> into.words.append(message.path("delta").asString());
        case "audio.delta" -> add(message.path("audio"), into);
        case "transcript.committed" ->
            into.transcript.append(message.path("transcript").asString());
        case "response.interrupted" -> into.interrupted = true;
        case "tool.call" ->
            into.calls.add(
                new Call(
                    message.path("tool_call_id").asString(),
                    message.path("tool_name").asString(),
                    message.path("tool_arguments").asString()));
        case "error", "session.terminating" -> into.error = message.at("/error/code").asString("");
        case "response.completed" -> {
          into.end = message.path("status").asString();
          into.input = message.at("/usage/input_tokens").asLong(-1);
          into.output = message.at("/usage/output_tokens").asLong(-1);
          return true;
        }
        default -> {
          // Says nothing of the response.
        }
      }
      return false;
    }
  }

  private static final class OpenAi extends VoiceTalk {
    private boolean responding;

    OpenAi(VoiceCaller caller, Wish wish) {
      super(caller, wish);
    }

    @Override
    void begin() {
      untilStarted("session.created");
      ObjectNode update = Json.object().put("type", "session.update");
      ObjectNode session = update.putObject("session").put("type", "realtime");
      session.putArray("output_modalities").add(wish.speaks() ? "audio" : "text");
      session.putArray("tools").addObject().put("type", "function").put("name", "get_menu");
      ObjectNode audio = session.putObject("audio");
      ObjectNode input = audio.putObject("input");
      input.putObject("transcription").put("model", "gpt-4o-mini-transcribe");
      if (wish.manual()) {
        input.putNull("turn_detection");
      }
      if (wish.format().encoding() != AudioFormat.Encoding.PCM16) {
        input.putObject("format").put("type", wish.format().encoding().mimeType());
        audio
            .putObject("output")
            .putObject("format")
            .put("type", wish.format().encoding().mimeType());
      }
      send(update);
      untilStarted("session.updated");
    }

    @Override
    void text(String words) {
      ObjectNode event = Json.object().put("type", "conversation.item.create");
      ObjectNode item = event.putObject("item").put("type", "message").put("role", "user");
      item.putArray("content").addObject().put("type", "input_text").put("text", words);
      send(event);
      send(Json.object().put("type", "response.create"));
    }

    @Override
    void piece(String base64) {
      send(Json.object().put("type", "input_audio_buffer.append").put("audio", base64));
    }

    @Override
    void commit() {
      send(Json.object().put("type", "input_audio_buffer.commit"));
      send(Json.object().put("type", "response.create"));
    }

    @Override
    void result(Call call, String words) {
      ObjectNode event = Json.object().put("type", "conversation.item.create");
      event
          .putObject("item")
          .put("type", "function_call_output")
          .put("call_id", call.id())
          .put("output", words);
      send(event);
      send(Json.object().put("type", "response.create"));
    }

    @Override
    boolean take(JsonNode message, Heard into) {
      requireTyped(Dialect.OPENAI_REALTIME, message);
      switch (message.path("type").asString()) {
        case "response.created" -> responding = true;
        case "response.output_text.delta", "response.output_audio_transcript.delta" ->
            into.words.append(message.path("delta").asString());
        case "response.output_audio.delta" -> add(message.path("delta"), into);
        case "conversation.item.input_audio_transcription.completed" ->
            into.transcript.append(message.path("transcript").asString());
        case "input_audio_buffer.speech_started" -> into.interrupted |= responding;
        case "response.output_item.done" -> {
          JsonNode item = message.path("item");
          if (item.path("type").asString().equals("function_call")) {
            into.calls.add(
                new Call(
                    item.path("call_id").asString(),
                    item.path("name").asString(),
                    item.path("arguments").asString()));
          }
        }
        case "error" -> into.error = message.at("/error/code").asString("");
        case "response.done" -> {
          responding = false;
          into.end = message.at("/response/status").asString();
          into.input = message.at("/response/usage/input_tokens").asLong(-1);
          into.output = message.at("/response/usage/output_tokens").asLong(-1);
          return true;
        }
        default -> {
          // Says nothing of the response.
        }
      }
      return false;
    }
  }

  private static final class Gemini extends VoiceTalk {
    private boolean active;

    Gemini(VoiceCaller caller, Wish wish) {
      super(caller, wish);
    }

    @Override
    void begin() {
      ObjectNode frame = Json.object();
      ObjectNode setup = frame.putObject("setup").put("model", "models/" + wish.model());
      setup
          .putObject("generationConfig")
          .putArray("responseModalities")
          .add(wish.speaks() ? "AUDIO" : "TEXT");
      setup
          .putArray("tools")
          .addObject()
          .putArray("functionDeclarations")
          .addObject()
          .put("name", "get_menu");
      setup.putObject("inputAudioTranscription");
      setup.putObject("outputAudioTranscription");
      if (wish.manual()) {
        setup
            .putObject("realtimeInputConfig")
            .putObject("automaticActivityDetection")
            .put("disabled", true);
      }
      send(frame);
      untilStarted("setupComplete");
    }

    @Override
    void text(String words) {
      ObjectNode frame = Json.object();
      ObjectNode content = frame.putObject("clientContent").put("turnComplete", true);
      content
          .putArray("turns")
          .addObject()
          .put("role", "user")
          .putArray("parts")
          .addObject()
          .put("text", words);
      send(frame);
    }

    private void input(String field, JsonNode value) {
      ObjectNode frame = Json.object();
      frame.putObject("realtimeInput").set(field, value);
      send(frame);
    }

    @Override
    void piece(String base64) {
      if (wish.manual() && !active) {
        active = true;
        input("activityStart", Json.object());
      }
      input(
          "audio",
          Json.object()
              .put("data", base64)
              .put("mimeType", "audio/pcm;rate=" + wish.format().rate()));
    }

    @Override
    void commit() {
      active = false;
      input("activityEnd", Json.object());
    }

    @Override
    void result(Call call, String words) {
      ObjectNode frame = Json.object();
      ObjectNode response =
          frame
              .putObject("toolResponse")
              .putArray("functionResponses")
              .addObject()
              .put("id", call.id())
              .put("name", call.name());
      response.putObject("response").put("output", words);
      send(frame);
    }

    @Override
    boolean take(JsonNode message, Heard into) {
      requireTyped(Dialect.GEMINI_LIVE, message);
      JsonNode content = message.path("serverContent");
      for (JsonNode part : content.at("/modelTurn/parts")) {
        into.words.append(part.path("text").asString(""));
        if (part.has("inlineData")) {
          add(part.at("/inlineData/data"), into);
        }
      }
      into.words.append(content.at("/outputTranscription/text").asString(""));
      into.transcript.append(content.at("/inputTranscription/text").asString(""));
      into.interrupted |= content.path("interrupted").asBoolean(false);
      for (JsonNode call : message.at("/toolCall/functionCalls")) {
        into.calls.add(
            new Call(
                call.path("id").asString(),
                call.path("name").asString(),
                Json.text(call.path("args"))));
      }
      if (content.path("turnComplete").asBoolean(false) || message.has("toolCall")) {
        into.end = content.path("turnCompleteReason").asString("completed");
        into.input = message.at("/usageMetadata/promptTokenCount").asLong(-1);
        into.output = message.at("/usageMetadata/responseTokenCount").asLong(-1);
        return true;
      }
      return false;
    }
  }
}
