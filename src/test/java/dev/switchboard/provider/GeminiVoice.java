package dev.switchboard.provider;

import dev.switchboard.http.WebSocketException;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.SdkSchemas;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server of Gemini's Live API for tests, which converses as {@link OpenAiVoice} does. Its usage
 * is the same, too.
 */
public final class GeminiVoice implements Consumer<VoiceUpstream.Peer> {
  private static final Set<String> SETTINGS =
      Set.of(
          "model",
          "generationConfig",
          "systemInstruction",
          "tools",
          "sessionResumption",
          "contextWindowCompression",
          "inputAudioTranscription",
          "outputAudioTranscription",
          "proactivity",
          "explicitVadSignal",
          "historyConfig",
          "realtimeInputConfig");

  private final SdkSchemas types = new SdkSchemas();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final Set<Integer> rates = ConcurrentHashMap.newKeySet();

  /** What was wrong with what it was sent, in all sessions. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What it was sent of this kind. */
  public List<JsonNode> heard(String field) {
    return heard.stream().filter(frame -> frame.has(field)).toList();
  }

  /** The rates of the sounds that it was sent. */
  public Set<Integer> rates() {
    return Set.copyOf(rates);
  }

  @Override
  public void accept(VoiceUpstream.Peer peer) {
    new Session(peer).serve();
  }

  private final class Session {
    private final VoiceUpstream.Peer peer;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final Set<String> calls = new HashSet<>();
    private JsonNode setup = Json.object();
    private AudioFormat format = AudioFormat.PCM_16K;
    private boolean speaking;
    private boolean answering;
    private String last = "";
    private int ids;
    private boolean over;

    Session(VoiceUpstream.Peer peer) {
      this.peer = peer;
    }

    void serve() {
      for (JsonNode frame = peer.listen(); frame != null && !over; frame = peer.listen()) {
        heard.add(frame);
        try {
          if (setup.isEmpty()) {
            begin(frame);
          } else {
            types.requireSent(Dialect.GEMINI_LIVE, "sent", frame);
            take(frame);
          }
        } catch (WebSocketException _) {
          // Whom it was to tell something has gone.
          return;
        } catch (AssertionError | RuntimeException e) {
          complaints.add(String.valueOf(e.getMessage()));
          peer.socket().close(1007, "not understood");
          return;
        }
      }
    }

    private void begin(JsonNode frame) {
      setup = frame.path("setup");
      for (String name : setup.propertyNames()) {
        if (!SETTINGS.contains(name)) {
          throw new IllegalArgumentException("setup." + name);
        }
      }
      ObjectNode known = ((ObjectNode) setup).deepCopy();
      // The SDK's own type has not this field, which its sessions send.
      known.remove("realtimeInputConfig");
      ObjectNode checked = Json.object();
      checked.set("setup", known);
      types.requireSent(Dialect.GEMINI_LIVE, "setup", checked);
      ObjectNode ready = Json.object();
      ready.putObject("setupComplete").put("sessionId", "live_1");
      say(ready);
    }

    private void say(ObjectNode frame) {
      types.requireEvent(Dialect.GEMINI_LIVE, "the fake's own", frame);
      peer.socket().send(Json.write(frame));
    }

    private void take(JsonNode frame) {
      if (frame.size() != 1) {
        throw new IllegalArgumentException("one message at a time: " + frame);
      }
      JsonNode input = frame.path("realtimeInput");
      if (input.isObject()) {
        input(input);
      } else if (frame.has("clientContent")) {
        content(frame.path("clientContent"));
      } else if (frame.has("toolResponse")) {
        results(frame.at("/toolResponse/functionResponses"));
      } else {
        throw new IllegalArgumentException("not expected here: " + frame);
      }
    }

    private boolean finds() {
      return !setup.at("/realtimeInputConfig/automaticActivityDetection/disabled").asBoolean(false);
    }

    private void input(JsonNode input) {
      if (input.has("audio")) {
        String type = input.at("/audio/mimeType").asString();
        if (!type.startsWith("audio/pcm;rate=")) {
          throw new IllegalArgumentException("sound as " + type);
        }
        int rate = Integer.parseInt(type.substring("audio/pcm;rate=".length()));
        rates.add(rate);
        format = new AudioFormat(AudioFormat.Encoding.PCM16, rate);
        buffer.writeBytes(Base64.getDecoder().decode(input.at("/audio/data").asString()));
        listen();
      } else if (input.has("activityStart") || input.has("activityEnd")) {
        if (finds()) {
          throw new IllegalArgumentException("activity is found automatically");
        }
        if (input.has("activityEnd")) {
          spoken(Tones.Heard.of(format, buffer.toByteArray()));
        } else {
          interrupt();
        }
      } else if (input.has("text")) {
        interrupt();
        last = input.path("text").asString();
        answer();
      }
    }

    private void listen() {
      Tones.Heard sound = Tones.Heard.of(format, buffer.toByteArray());
      if (!finds()) {
        return;
      }
      if (!speaking && sound.loudMillis() >= 30) {
        speaking = true;
        interrupt();
      }
      if (speaking && sound.silentMillis() >= 200) {
        speaking = false;
        spoken(sound);
      }
    }

    private void interrupt() {
      if (answering) {
        answering = false;
        content(Json.object().put("interrupted", true), false);
        content(Json.object().put("turnComplete", true), true);
      }
    }

    private void spoken(Tones.Heard sound) {
      buffer.reset();
      last = "sound of " + sound.loudMillis() + " ms";
      if (setup.has("inputAudioTranscription")) {
        ObjectNode content = Json.object();
        content.putObject("inputTranscription").put("text", last);
        content(content, false);
      }
      answer();
    }

    private void content(JsonNode content) {
      interrupt();
      for (JsonNode turn : content.path("turns")) {
        last = turn.at("/parts/0/text").asString("");
      }
      if (content.path("turnComplete").asBoolean()) {
        answer();
      }
    }

    private void results(JsonNode responses) {
      for (JsonNode response : responses) {
        if (!calls.remove(response.path("id").asString())) {
          throw new IllegalArgumentException("no such call: " + response);
        }
        last =
            "result "
                + response
                    .path("response")
                    .path("output")
                    .asString(response.at("/response/said").asString(""));
      }
      if (calls.isEmpty()) {
        answer();
      }
    }

    private void answer() {
      JsonNode tool = setup.at("/tools/0/functionDeclarations/0");
      if (last.contains("menu") && !last.startsWith("result") && tool.isObject()) {
        ObjectNode frame = Json.object();
        String id = "call_" + ++ids;
        calls.add(id);
        ObjectNode call =
            frame
                .putObject("toolCall")
                .putArray("functionCalls")
                .addObject()
                .put("id", id)
                .put("name", tool.path("name").asString());
        call.putObject("args").put("day", "today");
        usage(frame);
        say(frame);
        return;
      }
      words(
          last.startsWith("result")
              ? "The menu says " + last.substring(7) + "."
              : "You said: " + last);
      if (last.contains("break")) {
        over = true;
        peer.socket().close(1011, "broken");
      } else if (last.contains("fail")) {
        content(
            Json.object().put("turnComplete", true).put("turnCompleteReason", "RESPONSE_REJECTED"),
            true);
      } else if (last.contains("story")) {
        answering = true;
      } else {
        content(Json.object().put("generationComplete", true), false);
        content(Json.object().put("turnComplete", true), true);
      }
    }

    private void words(String words) {
      if (setup.at("/generationConfig/responseModalities/0").asString().equals("TEXT")) {
        part(Json.object().put("text", words));
        return;
      }
      ObjectNode sound = Json.object();
      sound
          .putObject("inlineData")
          .put("mimeType", "audio/pcm;rate=24000")
          .put("data", Base64.getEncoder().encodeToString(Tones.tone(AudioFormat.PCM_24K, 400)));
      part(sound);
      if (setup.has("outputAudioTranscription")) {
        ObjectNode content = Json.object();
        content.putObject("outputTranscription").put("text", words);
        content(content, false);
      }
    }

    private void part(ObjectNode part) {
      ObjectNode content = Json.object();
      content.putObject("modelTurn").put("role", "model").putArray("parts").add(part);
      content(content, false);
    }

    private void content(ObjectNode content, boolean counted) {
      ObjectNode frame = Json.object();
      frame.set("serverContent", content);
      if (counted) {
        usage(frame);
      }
      say(frame);
    }

    private void usage(ObjectNode frame) {
      ObjectNode usage =
          frame
              .putObject("usageMetadata")
              .put("promptTokenCount", 150)
              .put("responseTokenCount", 100)
              .put("totalTokenCount", 250);
      details(usage, "promptTokensDetails").put("modality", "TEXT").put("tokenCount", 60);
      details(usage, "promptTokensDetails").put("modality", "AUDIO").put("tokenCount", 90);
      details(usage, "responseTokensDetails").put("modality", "AUDIO").put("tokenCount", 80);
      details(usage, "responseTokensDetails").put("modality", "TEXT").put("tokenCount", 20);
    }

    private ObjectNode details(ObjectNode usage, String field) {
      return usage.withArray("/" + field).addObject();
    }
  }
}
