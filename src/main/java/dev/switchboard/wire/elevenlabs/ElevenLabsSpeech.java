package dev.switchboard.wire.elevenlabs;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Wav;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speech: the voice stands in the path, the format in the query.
 *
 * @see <a href="https://elevenlabs.io/docs/api-reference/text-to-speech/convert">source</a>
 */
final class ElevenLabsSpeech {
  /** George, one of the voices that every account has. */
  private static final String USUAL_VOICE = "JBFqnCBsd6pthcjPDvPv";

  private static final int RATE = 24_000;

  /** Names that OpenAI's SDKs offer; they mean nothing here. */
  private static final Set<String> FOREIGN_VOICES =
      Set.of(
          "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx",
          "sage", "shimmer", "verse");

  private final ElevenLabsErrors errors;

  ElevenLabsSpeech(ElevenLabsErrors errors) {
    this.errors = errors;
  }

  WorkCall encode(SpeechRequest request, String upstreamModel) {
    List<Note> notes = new ArrayList<>();
    if (request.instructions() != null) {
      notes.add(
          new Note(Note.Kind.OMITTED, "instructions", "the provider takes a manner in the text"));
    }
    for (Extension extension : request.extensions()) {
      notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
    }
    ObjectNode body = Json.object();
    body.put("text", request.text());
    body.put("model_id", upstreamModel);
    Double speed = request.speed();
    if (speed != null) {
      if (speed < 0.7 || speed > 1.2) {
        throw errors.unsupported("speed", speed.toString(), "0.7 to 1.2");
      }
      body.putObject("voice_settings").put("speed", speed);
    }
    boolean whole = "wav".equals(request.format());
    return new WorkCall(
        "/v1/text-to-speech/"
            + voice(request.voice(), notes)
            + (whole ? "" : "/stream")
            + "?output_format="
            + outputFormat(request.format()),
        new WorkPayload.Whole(new Blob("application/json", Json.write(body))),
        whole ? WorkCall.Framing.WHOLE : WorkCall.Framing.BYTES,
        notes);
  }

  private String voice(@Nullable String asked, List<Note> notes) {
    if (asked == null) {
      return USUAL_VOICE;
    }
    if (FOREIGN_VOICES.contains(asked.toLowerCase(Locale.ROOT))) {
      notes.add(new Note(Note.Kind.APPROXIMATED, "voice", "the provider's usual voice speaks"));
      return USUAL_VOICE;
    }
    if (asked.isEmpty() || !asked.chars().allMatch(Character::isLetterOrDigit)) {
      throw errors.unsupported("voice", asked, "a voice's id");
    }
    return asked;
  }

  /** WAV is made here of plain samples. */
  private String outputFormat(@Nullable String format) {
    return switch (format) {
      case null -> "mp3_44100_128";
      case "mp3" -> "mp3_44100_128";
      case "opus" -> "opus_48000_128";
      case "pcm", "wav" -> "pcm_24000";
      default -> throw errors.unsupported("response_format", format, "mp3, opus, pcm or wav");
    };
  }

  SpeechResponse decode(SpeechRequest request, Blob answer) {
    if (answer.mimeType().contains("json")) {
      throw errors.unreadable("JSON in place of a sound");
    }
    boolean wav = "wav".equals(request.format());
    if (wav && answer.size() == 0) {
      throw errors.unreadable("an empty sound");
    }
    return new SpeechResponse(
        "", wav ? new Blob("audio/wav", Wav.of(answer.bytes(), RATE)) : answer, Usage.UNKNOWN);
  }
}
