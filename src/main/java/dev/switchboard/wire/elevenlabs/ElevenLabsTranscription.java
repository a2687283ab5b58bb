package dev.switchboard.wire.elevenlabs;

import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionRequest.Detail;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.TranscriptionResponse.Segment;
import dev.switchboard.ir.TranscriptionResponse.Word;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.FormPart;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Transcription: words with their times, of which sentences are made here.
 *
 * @see <a href="https://elevenlabs.io/docs/api-reference/speech-to-text/convert">source</a>
 */
final class ElevenLabsTranscription {
  private final ElevenLabsErrors errors;

  ElevenLabsTranscription(ElevenLabsErrors errors) {
    this.errors = errors;
  }

  WorkCall encode(TranscriptionRequest request, String upstreamModel) {
    if (request.translate()) {
      throw errors.unsupported("translation", "into English", "transcription");
    }
    List<Note> notes = new ArrayList<>();
    if (request.prompt() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "prompt", "the provider has no such field"));
    }
    for (Extension extension : request.extensions()) {
      notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
    }
    List<FormPart> parts = new ArrayList<>();
    parts.add(FormPart.text("model_id", upstreamModel));
    if (request.language() != null) {
      parts.add(FormPart.text("language_code", request.language()));
    }
    if (request.temperature() != null) {
      parts.add(FormPart.text("temperature", request.temperature().toString()));
    }
    parts.add(FormPart.text("tag_audio_events", "false"));
    parts.add(
        FormPart.text("diarize", Boolean.toString(request.details().contains(Detail.SPEAKERS))));
    String name = request.fileName();
    parts.add(new FormPart("file", name.isEmpty() ? "audio" : name, request.audio()));
    return new WorkCall(
        "/v1/speech-to-text", new WorkPayload.Form(parts), WorkCall.Framing.WHOLE, notes);
  }

  TranscriptionResponse decode(TranscriptionRequest request, byte[] body) {
    JsonNode answer;
    try {
      answer = Json.parseReply(body);
    } catch (InvalidJsonException e) {
      throw errors.unreadable("not JSON, " + body.length + " bytes, " + e.problem());
    }
    if (!answer.path("text").isString()) {
      throw errors.unreadable("no text");
    }
    List<Word> words = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    Sentence sentence = new Sentence();
    for (JsonNode item : answer.path("words")) {
      if (item.path("type").asString("word").equals("word")) {
        words.add(
            new Word(
                millis(item.path("start")),
                millis(item.path("end")),
                item.path("text").asString("")));
      }
      sentence.add(item, request.details().contains(Detail.SPEAKERS), segments);
    }
    sentence.end(segments);
    String language = answer.path("language_code").asString("");
    return new TranscriptionResponse(
        "",
        answer.path("text").stringValue(),
        language.isEmpty() ? null : language,
        duration(answer),
        request.details().contains(Detail.SEGMENTS) ? segments : List.of(),
        request.details().contains(Detail.WORDS) ? words : List.of(),
        Usage.UNKNOWN);
  }

  private static @Nullable Long duration(JsonNode answer) {
    JsonNode said = answer.path("audio_duration_secs");
    return said.isNumber() ? Long.valueOf(millis(said)) : null;
  }

  private static long millis(JsonNode seconds) {
    return Math.max(0, Math.round(seconds.asDouble(0) * 1_000));
  }

  /** Words until a mark that ends a sentence, or until another speaker. */
  private static final class Sentence {
    private final StringBuilder text = new StringBuilder();
    private long start;
    private long end;
    private String speaker = "";
    private boolean named;

    void add(JsonNode item, boolean speakers, List<Segment> segments) {
      String said = item.path("text").asString("");
      String by = item.path("speaker_id").asString("");
      named = speakers;
      if (speakers && !text.isEmpty() && !by.equals(speaker)) {
        end(segments);
      }
      if (text.isEmpty()) {
        start = millis(item.path("start"));
        speaker = by;
      }
      text.append(said);
      end = millis(item.path("end"));
      if (said.endsWith(".") || said.endsWith("!") || said.endsWith("?")) {
        end(segments);
      }
    }

    void end(List<Segment> segments) {
      String whole = text.toString().strip();
      text.setLength(0);
      if (!whole.isEmpty()) {
        segments.add(new Segment(start, end, whole, named ? speaker : null));
      }
    }
  }
}
