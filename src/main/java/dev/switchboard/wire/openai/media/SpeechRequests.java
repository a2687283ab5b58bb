package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of {@code POST /audio/speech}, read and written.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/audio/createSpeech">source</a>
 */
public final class SpeechRequests {
  /** The most characters that one request may have. */
  public static final int MAX_CHARACTERS = 100_000;

  private static final Set<String> KNOWN =
      Set.of(
          "model", "input", "voice", "response_format", "speed", "instructions", "stream_format");
  private static final Map<String, String> FORMATS =
      Map.of(
          "mp3", "mp3", "opus", "opus", "aac", "aac", "flac", "flac", "wav", "wav", "pcm", "pcm");

  private SpeechRequests() {}

  /**
   * A request as a caller sent it.
   *
   * @param events whether the sound is wanted in server-sent events
   */
  public record Asked(SpeechRequest request, boolean events) {}

  /** Reads a caller's body. */
  public static Asked read(byte[] json, String fallbackModel) {
    Fields fields = Fields.of(Json.parse(json));
    String text = fields.text("input");
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      throw fields.invalid("input", "a text of 1 to " + MAX_CHARACTERS + " characters");
    }
    OptionalDouble speed = fields.optionalNumber("speed", 0.25, 4.0);
    SpeechRequest request =
        new SpeechRequest(
            fields.optionalText("model").orElse(fallbackModel),
            text,
            fields.optional("voice").map(SpeechRequests::voice).orElse(null),
            fields.optionalChoice("response_format", FORMATS).orElse(null),
            speed.isPresent() ? speed.getAsDouble() : null,
            fields.optionalText("instructions").filter(said -> !said.isBlank()).orElse(null),
            Extras.of(fields, KNOWN));
    boolean events =
        fields.optionalChoice("stream_format", Map.of("sse", true, "audio", false)).orElse(false);
    return new Asked(request, events);
  }

  /** A voice is a name, or an object with the id of a voice of one's own. */
  private static String voice(Located voice) {
    return voice.node().isObject() ? voice.fields().text("id") : voice.text();
  }

  /**
   * Writes a body for a vendor.
   *
   * @param events whether the sound is asked for in server-sent events, which tell usage
   */
  static byte[] write(SpeechRequest request, String upstreamModel, boolean events) {
    ObjectNode body = Json.object();
    body.put("model", upstreamModel);
    body.put("input", request.text());
    String voice = request.voice();
    if (voice != null && voice.startsWith("voice_")) {
      body.putObject("voice").put("id", voice);
    } else {
      body.put("voice", voice == null ? "alloy" : voice);
    }
    put(body, "response_format", request.format());
    if (request.speed() != null) {
      body.put("speed", request.speed());
    }
    put(body, "instructions", request.instructions());
    if (events) {
      body.put("stream_format", "sse");
    }
    Extras.write(request.extensions(), body);
    return Json.write(body);
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
