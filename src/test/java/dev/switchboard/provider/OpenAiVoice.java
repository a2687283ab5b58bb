package dev.switchboard.provider;

import dev.switchboard.http.WebSocketException;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.SdkSchemas;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server of OpenAI's Realtime API for tests. It converses: a text is answered by itself, a sound
 * by how long it was, {@code menu} by a call of the first tool and its result by what it says;
 * {@code story} is an answer without an end, {@code fail} one that fails, {@code break} one within
 * which the connection is closed. What it is sent must be of the SDK's types.
 */
public final class OpenAiVoice implements Consumer<VoiceUpstream.Peer> {
  private final SdkSchemas types = new SdkSchemas();

  /** What was wrong with what it was sent, in all sessions. */
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** The types of what it was sent, in all sessions. */
  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What it was sent of this type. */
  public List<JsonNode> heard(String type) {
    return heard.stream().filter(event -> event.path("type").asString("").equals(type)).toList();
  }

  @Override
  public void accept(VoiceUpstream.Peer peer) {
    new Session(peer).serve();
  }

  private final class Session {
    private final VoiceUpstream.Peer peer;
    private final ObjectNode set =
        (ObjectNode)
            Json.parse(
                """
                {"type":"realtime","object":"realtime.session","id":"sess_1","model":"gpt-realtime","output_modalities":["audio"],
                 "instructions":"","tools":[],"tool_choice":"auto","max_output_tokens":"inf",
                 "audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":null,
                    "turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":200,
                      "create_response":true,"interrupt_response":true}},
                  "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"alloy","speed":1.0}}}\
                """);
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private boolean speaking;
    private int ids;
    private @Nullable String active;
    private String activeItem = "";
    private final Map<String, Long> spokenMillis = new HashMap<>();
    private String last = "";
    private boolean over;

    Session(VoiceUpstream.Peer peer) {
      this.peer = peer;
    }

    void serve() {
      ObjectNode created = event("session.created");
      created.set("session", set.deepCopy());
      say(created);
      for (JsonNode event = peer.listen(); event != null && !over; event = peer.listen()) {
        heard.add(event);
        try {
          types.requireSent(Dialect.OPENAI_REALTIME, "sent", event);
          take(event);
        } catch (WebSocketException _) {
          // Whom it was to tell something has gone.
          return;
        } catch (AssertionError | RuntimeException e) {
          complaints.add(String.valueOf(e.getMessage()));
        }
      }
    }

    private ObjectNode event(String type) {
      return Json.object().put("type", type).put("event_id", "event_" + ++ids);
    }

    private void say(ObjectNode event) {
      types.requireEvent(Dialect.OPENAI_REALTIME, "the fake's own", event);
      peer.say(Json.text(event));
    }

    private void take(JsonNode event) {
      switch (event.path("type").asString()) {
        case "session.update" -> update(event.path("session"));
        case "input_audio_buffer.append" -> append(event.path("audio").asString());
        case "input_audio_buffer.commit" -> commit(event);
        case "input_audio_buffer.clear" -> {
          buffer.reset();
          say(event("input_audio_buffer.cleared"));
        }
        case "conversation.item.create" -> item((ObjectNode) event.path("item").deepCopy());
        case "conversation.item.truncate" -> truncate(event);
        case "response.create" -> {
          if (active != null) {
            error("conversation_already_has_active_response", event);
          } else {
            respond();
          }
        }
        case "response.cancel" -> {
          if (active == null) {
            error("response_cancel_not_active", event);
          } else {
            done("cancelled", "client_cancelled");
          }
        }
        default -> complaints.add("not expected here: " + event);
      }
    }

    private void error(String code, JsonNode of) {
      complaints.add(code);
      ObjectNode event = event("error");
      event
          .putObject("error")
          .put("type", "invalid_request_error")
          .put("code", code)
          .put("message", code)
          .put("event_id", of.path("event_id").asString(null));
      say(event);
    }

    private void update(JsonNode session) {
      merge(set, (ObjectNode) session);
      ObjectNode updated = event("session.updated");
      updated.set("session", set.deepCopy());
      say(updated);
    }

    private static void merge(ObjectNode into, ObjectNode from) {
      from.properties()
          .forEach(field -> {
            if (field.getValue() instanceof ObjectNode object
                && into.path(field.getKey()) instanceof ObjectNode known
                && !field.getKey().equals("format")) {
              merge(known, object);
            } else {
              into.set(field.getKey(), field.getValue());
            }
          });
    }

    private AudioFormat format(String side) {
      JsonNode format = set.at("/audio/" + side + "/format");
      return switch (format.path("type").asString()) {
        case "audio/pcmu" -> new AudioFormat(AudioFormat.Encoding.MU_LAW, 8_000);
        case "audio/pcma" -> new AudioFormat(AudioFormat.Encoding.A_LAW, 8_000);
        default -> AudioFormat.PCM_24K;
      };
    }

    private boolean finds() {
      return set.at("/audio/input/turn_detection").isObject();
    }

    private void append(String base64) {
      buffer.writeBytes(Base64.getDecoder().decode(base64));
      if (!finds()) {
        return;
      }
      Tones.Heard sound = Tones.Heard.of(format("input"), buffer.toByteArray());
      if (!speaking && sound.loudMillis() >= 30) {
        speaking = true;
        say(speech("started").put("audio_start_ms", 0));
        if (active != null
            && set.at("/audio/input/turn_detection/interrupt_response").asBoolean()) {
          done("cancelled", "turn_detected");
        }
      }
      if (speaking && sound.silentMillis() >= 200) {
        speaking = false;
        say(speech("stopped").put("audio_end_ms", sound.loudMillis()));
        heard(sound);
        if (set.at("/audio/input/turn_detection/create_response").asBoolean()) {
          respond();
        }
      }
    }

    private ObjectNode speech(String step) {
      return event("input_audio_buffer.speech_" + step).put("item_id", "item_in_" + ids);
    }

    private void commit(JsonNode event) {
      Tones.Heard sound = Tones.Heard.of(format("input"), buffer.toByteArray());
      if (buffer.size() == 0) {
        error("input_audio_buffer_commit_empty", event);
      } else {
        heard(sound);
      }
    }

    private void heard(Tones.Heard sound) {
      buffer.reset();
      last = "sound of " + sound.loudMillis() + " ms";
      String id = "item_in_" + ++ids;
      say(event("input_audio_buffer.committed").put("item_id", id));
      ObjectNode item = Json.object().put("id", id).put("type", "message").put("role", "user");
      item.putArray("content").addObject().put("type", "input_audio");
      added(item);
      if (set.at("/audio/input/transcription").isObject()) {
        ObjectNode written =
            event("conversation.item.input_audio_transcription.completed")
                .put("item_id", id)
                .put("content_index", 0)
                .put("transcript", last);
        written
            .putObject("usage")
            .put("type", "tokens")
            .put("total_tokens", 30)
            .put("input_tokens", 20)
            .put("output_tokens", 10)
            .putObject("input_token_details")
            .put("audio_tokens", 20)
            .put("text_tokens", 0);
        say(written);
      }
    }

    private void item(ObjectNode item) {
      item.put("id", item.path("id").asString("item_c_" + ++ids));
      last =
          item.path("type").asString().equals("function_call_output")
              ? "result " + item.path("output").asString()
              : item.at("/content/0/text").asString("");
      added(item);
    }

    private void added(ObjectNode item) {
      for (String step : List.of("added", "done")) {
        ObjectNode event = event("conversation.item." + step);
        event.set("item", item);
        say(event);
      }
    }

    private void truncate(JsonNode event) {
      long end = event.path("audio_end_ms").asLong();
      long said = spokenMillis.getOrDefault(event.path("item_id").asString(), -1L);
      if (end > said) {
        complaints.add("cannot be truncated so: " + event + " of " + said + " ms");
      }
      ObjectNode truncated = event("conversation.item.truncated");
      truncated
          .put("item_id", event.path("item_id").asString())
          .put("content_index", 0)
          .put("audio_end_ms", end);
      say(truncated);
    }

    private void respond() {
      String id = "resp_" + ++ids;
      active = id;
      activeItem = "item_out_" + ids;
      ObjectNode created = event("response.created");
      created.putObject("response").put("id", id).put("status", "in_progress").putArray("output");
      say(created);
      if (last.contains("menu") && !last.startsWith("result") && !set.path("tools").isEmpty()) {
        call(id);
        return;
      }
      words(
          id,
          last.startsWith("result")
              ? "The menu says " + last.substring(7) + "."
              : "You said: " + last);
      if (last.contains("break")) {
        over = true;
        peer.socket().close(1011, "broken");
      } else if (last.contains("fail")) {
        done("failed", "");
      } else if (!last.contains("story")) {
        done("completed", "");
      }
    }

    private void call(String id) {
      JsonNode tool = set.at("/tools/0");
      ObjectNode item =
          Json.object()
              .put("id", activeItem)
              .put("type", "function_call")
              .put("status", "completed")
              .put("call_id", "call_" + ids)
              .put("name", tool.path("name").asString())
              .put("arguments", "{\"day\":\"today\"}");
      ObjectNode done =
          event("response.output_item.done").put("response_id", id).put("output_index", 0);
      done.set("item", item);
      say(done);
      done("completed", "");
    }

    private void words(String id, String words) {
      boolean speaks = set.at("/output_modalities/0").asString().equals("audio");
      if (!speaks) {
        say(part("response.output_text.delta", id).put("delta", words));
        return;
      }
      AudioFormat format = format("output");
      byte[] sound = Tones.tone(format, 400);
      int half = sound.length / 4 * 2;
      for (byte[] piece :
          List.of(
              Arrays.copyOfRange(sound, 0, half), Arrays.copyOfRange(sound, half, sound.length))) {
        say(
            part("response.output_audio.delta", id)
                .put("delta", Base64.getEncoder().encodeToString(piece)));
      }
      spokenMillis.put(activeItem, 400L);
      say(part("response.output_audio_transcript.delta", id).put("delta", words));
    }

    private ObjectNode part(String type, String id) {
      return event(type)
          .put("response_id", id)
          .put("item_id", activeItem)
          .put("output_index", 0)
          .put("content_index", 0);
    }

    private void done(String status, String reason) {
      ObjectNode done = event("response.done");
      ObjectNode response = done.putObject("response").put("id", active).put("status", status);
      active = null;
      response.putArray("output");
      if (!status.equals("completed")) {
        ObjectNode details = response.putObject("status_details").put("type", status);
        if (status.equals("failed")) {
          details.putObject("error").put("type", "server_error").put("code", "oops");
        } else {
          details.put("reason", reason);
        }
      }
      ObjectNode usage =
          response
              .putObject("usage")
              .put("total_tokens", 250)
              .put("input_tokens", 150)
              .put("output_tokens", 100);
      usage
          .putObject("input_token_details")
          .put("text_tokens", 60)
          .put("audio_tokens", 90)
          .put("cached_tokens", 0);
      usage.putObject("output_token_details").put("text_tokens", 20).put("audio_tokens", 80);
      say(done);
    }
  }
}
