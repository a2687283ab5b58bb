package dev.switchboard.wire.deepgram;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionRequest.Detail;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.TranscriptionResponse.Segment;
import dev.switchboard.ir.TranscriptionResponse.Word;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.PathStep;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Transcription: the sound is the body, all else stands in the query.
 *
 * @see <a href="https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded">
 *     source</a>
 */
final class DeepgramTranscription {
  private final ProviderFaults faults;

  DeepgramTranscription(ProviderFaults faults) {
    this.faults = faults;
  }

  WorkCall encode(TranscriptionRequest request, String upstreamModel) {
    if (request.translate()) {
      throw DeepgramWorkClient.unsupported(faults, "translation", "into English", "transcription");
    }
    List<Note> notes = new ArrayList<>();
    if (request.prompt() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "prompt", "the provider has no such field"));
    }
    if (request.temperature() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "temperature", "the provider has no such field"));
    }
    DeepgramWorkClient.foreign(request.extensions(), notes);
    StringBuilder path = new StringBuilder("/v1/listen?model=").append(PathStep.of(upstreamModel));
    path.append("&smart_format=true");
    if (request.language() == null) {
      path.append("&detect_language=true");
    } else {
      path.append("&language=").append(PathStep.of(request.language()));
    }
    if (request.details().contains(Detail.SEGMENTS)
        || request.details().contains(Detail.SPEAKERS)) {
      path.append("&utterances=true");
    }
    if (request.details().contains(Detail.SPEAKERS)) {
      path.append("&diarize=true");
    }
    return new WorkCall(
        path.toString(), new WorkPayload.Whole(request.audio()), WorkCall.Framing.WHOLE, notes);
  }

  TranscriptionResponse decode(TranscriptionRequest request, byte[] body) {
    JsonNode answer;
    try {
      answer = Json.parseReply(body);
    } catch (InvalidJsonException e) {
      throw new FailureException(faults.unreadable(e));
    }
    JsonNode results = answer.path("results");
    JsonNode channel = results.path("channels").path(0);
    JsonNode best = channel.path("alternatives").path(0);
    if (!best.path("transcript").isString()) {
      throw new FailureException(faults.unreadable("no transcript"));
    }
    boolean speakers = request.details().contains(Detail.SPEAKERS);
    List<Segment> segments = new ArrayList<>();
    for (JsonNode said : results.path("utterances")) {
      segments.add(
          new Segment(
              millis(said.path("start")),
              millis(said.path("end")),
              said.path("transcript").asString(""),
              speakers ? "speaker_" + said.path("speaker").asInt(0) : null));
    }
    List<Word> words = new ArrayList<>();
    for (JsonNode word : best.path("words")) {
      words.add(
          new Word(
              millis(word.path("start")),
              millis(word.path("end")),
              word.path("punctuated_word").asString(word.path("word").asString(""))));
    }
    String heard = channel.path("detected_language").asString("");
    JsonNode duration = answer.path("metadata").path("duration");
    return new TranscriptionResponse(
        "",
        best.path("transcript").stringValue(),
        heard.isEmpty() ? request.language() : heard,
        duration.isNumber() ? Long.valueOf(millis(duration)) : null,
        segments,
        request.details().contains(Detail.WORDS) ? words : List.of(),
        Usage.UNKNOWN);
  }

  private static long millis(JsonNode seconds) {
    return Math.max(0, Math.round(seconds.asDouble(0) * 1_000));
  }
}
