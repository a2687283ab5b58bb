package dev.switchboard.wire.deepgram;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.PathStep;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.Wav;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Speech: a model's name holds its voice ({@code aura-2-thalia-en}), all but the text stands in the
 * query.
 *
 * @see <a href="https://developers.deepgram.com/reference/text-to-speech/speak-request">source</a>
 */
final class DeepgramSpeech {
  private static final int RATE = 24_000;

  /** Names of models without a voice, and the voice that the vendor's own examples use. */
  private static final Map<String, String> USUAL_VOICES =
      Map.of("aura-2", "thalia", "aura", "asteria");

  /** Names that OpenAI's SDKs offer; they mean nothing here. */
  private static final Set<String> FOREIGN_VOICES =
      Set.of(
          "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx",
          "sage", "shimmer", "verse");

  private final ProviderFaults faults;

  DeepgramSpeech(ProviderFaults faults) {
    this.faults = faults;
  }

  WorkCall encode(SpeechRequest request, String upstreamModel) {
    List<Note> notes = new ArrayList<>();
    if (request.instructions() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "instructions", "the provider has no such field"));
    }
    Double speed = request.speed();
    if (speed != null && speed != 1) {
      throw DeepgramWorkClient.unsupported(faults, "speed", speed.toString(), "1, or none");
    }
    DeepgramWorkClient.foreign(request.extensions(), notes);
    boolean whole = "wav".equals(request.format());
    byte[] body = Json.write(Json.object().put("text", request.text()));
    return new WorkCall(
        "/v1/speak?model="
            + PathStep.of(model(request.voice(), upstreamModel, notes))
            + encoding(request.format()),
        new WorkPayload.Whole(new Blob("application/json", body)),
        whole ? WorkCall.Framing.WHOLE : WorkCall.Framing.BYTES,
        notes);
  }

  private String model(@Nullable String voice, String upstreamModel, List<Note> notes) {
    boolean foreign = voice != null && FOREIGN_VOICES.contains(voice.toLowerCase(Locale.ROOT));
    if (foreign) {
      notes.add(new Note(Note.Kind.APPROXIMATED, "voice", "the model's own voice speaks"));
    }
    String usual = USUAL_VOICES.get(upstreamModel);
    String wanted = foreign ? null : voice;
    if (usual == null) {
      if (wanted != null && !upstreamModel.contains(wanted)) {
        throw DeepgramWorkClient.unsupported(
            faults, "voice", wanted, "none, as the model " + upstreamModel + " has its own");
      }
      return upstreamModel;
    }
    if (wanted != null && wanted.startsWith(upstreamModel + "-")) {
      return wanted;
    }
    return upstreamModel + "-" + (wanted == null ? usual : wanted) + "-en";
  }

  /** WAV is made here of plain samples, whose number is known then. */
  private String encoding(@Nullable String format) {
    return switch (format) {
      case null -> "&encoding=mp3";
      case "mp3" -> "&encoding=mp3";
      case "opus" -> "&encoding=opus&container=ogg";
      case "aac" -> "&encoding=aac";
      case "flac" -> "&encoding=flac";
      case "pcm", "wav" -> "&encoding=linear16&container=none&sample_rate=" + RATE;
      default ->
          throw DeepgramWorkClient.unsupported(
              faults, "response_format", format, "mp3, opus, aac, flac, pcm or wav");
    };
  }

  SpeechResponse decode(SpeechRequest request, Blob answer) {
    if (answer.mimeType().contains("json")) {
      throw new FailureException(faults.unreadable("JSON in place of a sound"));
    }
    boolean wav = "wav".equals(request.format());
    if (wav && answer.size() == 0) {
      throw new FailureException(faults.unreadable("an empty sound"));
    }
    return new SpeechResponse(
        "", wav ? new Blob("audio/wav", Wav.of(answer.bytes(), RATE)) : answer, Usage.UNKNOWN);
  }
}
