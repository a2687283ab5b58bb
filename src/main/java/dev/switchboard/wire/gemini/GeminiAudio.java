package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionRequest.Detail;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Wav;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speech and transcription, both as turns of a conversation.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/speech-generation">speech</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/audio">audio understanding</a>
 */
final class GeminiAudio {
  private static final Pattern RATE = Pattern.compile("rate=(\\d{4,6})");
  private static final int USUAL_RATE = 24_000;
  private static final String USUAL_VOICE = "Kore";

  /** Voices of Google's that are of the same register as OpenAI's. */
  private static final Map<String, String> VOICES =
      Map.ofEntries(
          Map.entry("alloy", "Kore"),
          Map.entry("ash", "Puck"),
          Map.entry("ballad", "Enceladus"),
          Map.entry("cedar", "Charon"),
          Map.entry("coral", "Aoede"),
          Map.entry("echo", "Iapetus"),
          Map.entry("fable", "Umbriel"),
          Map.entry("marin", "Sulafat"),
          Map.entry("nova", "Leda"),
          Map.entry("onyx", "Algenib"),
          Map.entry("sage", "Vindemiatrix"),
          Map.entry("shimmer", "Callirrhoe"),
          Map.entry("verse", "Fenrir"));

  private final WorkAnswers answers;

  GeminiAudio(String provider) {
    this.answers = new WorkAnswers(provider);
  }

  WorkCall speak(SpeechRequest request, String upstreamModel) {
    String format = request.format();
    if (format != null && !format.equals("wav") && !format.equals("pcm")) {
      throw answers.unsupported("response_format", format, "wav or pcm");
    }
    if (request.speed() != null && request.speed() != 1.0) {
      throw answers.unsupported("speed", request.speed().toString(), "1");
    }
    List<Note> notes = new ArrayList<>();
    if (format == null) {
      notes.add(
          new Note(
              Note.Kind.APPROXIMATED,
              "response_format",
              "the provider's sound is WAV where no format is asked for"));
    }
    WorkAnswers.addForeign(request, Set.of(), notes);
    ObjectNode body = Json.object();
    String instructions = request.instructions();
    body.putArray("contents")
        .addObject()
        .put("role", "user")
        .putArray("parts")
        .addObject()
        .put("text", instructions == null ? request.text() : instructions + ":\n" + request.text());
    ObjectNode config = body.putObject("generationConfig");
    config.putArray("responseModalities").add("AUDIO");
    config
        .putObject("speechConfig")
        .putObject("voiceConfig")
        .putObject("prebuiltVoiceConfig")
        .put("voiceName", voice(request, notes));
    return call(upstreamModel, body, notes);
  }

  private static String voice(SpeechRequest request, List<Note> notes) {
    String voice = request.voice();
    if (voice == null) {
      return USUAL_VOICE;
    }
    String alike = VOICES.get(voice.toLowerCase(Locale.ROOT));
    if (alike == null) {
      return voice;
    }
    notes.add(
        new Note(Note.Kind.APPROXIMATED, "voice", "the provider's voice " + alike + " speaks"));
    return alike;
  }

  SpeechResponse spoken(SpeechRequest request, byte[] body) {
    ChatResponse turn = answers.turn(body);
    for (Content part : turn.content()) {
      if (part instanceof Content.Audio(MediaSource.Inline sound)) {
        return new SpeechResponse(turn.reportedModel(), written(sound, request), turn.usage());
      }
    }
    throw answers.unreadable("no sound in an answer that ended with " + turn.rawStopReason());
  }

  private Blob written(MediaSource.Inline sound, SpeechRequest request) {
    Blob blob;
    try {
      blob = Blob.ofBase64(sound.mimeType(), sound.base64());
    } catch (IllegalArgumentException _) {
      throw answers.unreadable("a sound that is not base64");
    }
    String type = sound.mimeType().toLowerCase(Locale.ROOT);
    if (!type.startsWith("audio/l16") && !type.startsWith("audio/pcm")) {
      throw answers.unreadable("a sound that is not PCM");
    }
    if ("pcm".equals(request.format())) {
      return new Blob("audio/pcm", blob.bytes());
    }
    Matcher rate = RATE.matcher(type);
    return new Blob(
        "audio/wav",
        Wav.of(blob.bytes(), rate.find() ? Integer.parseInt(rate.group(1)) : USUAL_RATE));
  }

  WorkCall hear(TranscriptionRequest request, String upstreamModel) {
    for (Detail detail : request.details()) {
      if (detail != Detail.ABOUT) {
        throw answers.unsupported(
            "timestamp_granularities",
            detail.name().toLowerCase(Locale.ROOT),
            "the text alone (response_format json or text)");
      }
    }
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            Note.Kind.APPROXIMATED,
            "transcription",
            "a chat model is told to write down what it hears"));
    WorkAnswers.addForeign(request, Set.of(), notes);
    ObjectNode body = Json.object();
    ArrayNode parts = body.putArray("contents").addObject().put("role", "user").putArray("parts");
    parts
        .addObject()
        .putObject("inlineData")
        .put("mimeType", request.audio().mimeType())
        .put("data", request.audio().base64());
    parts.addObject().put("text", instruction(request));
    if (request.temperature() != null) {
      body.putObject("generationConfig").put("temperature", request.temperature());
    }
    return call(upstreamModel, body, notes);
  }

  private static String instruction(TranscriptionRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(
        request.translate()
            ? "Translate what is said in this audio into English."
            : "Transcribe what is said in this audio, word for word, in its own language.");
    text.append(" Answer with that text alone: no timestamps, no remarks, no quotes.");
    text.append(" If nothing is said, answer with nothing.");
    if (request.language() != null) {
      text.append("\nThe language spoken is: ").append(request.language());
    }
    if (request.prompt() != null) {
      text.append("\nNames and words that may occur: ").append(request.prompt());
    }
    return text.toString();
  }

  TranscriptionResponse heard(byte[] body) {
    ChatResponse turn = answers.turn(body);
    return new TranscriptionResponse(
        turn.reportedModel(), turn.text().strip(), null, null, List.of(), List.of(), turn.usage());
  }

  private static WorkCall call(String upstreamModel, ObjectNode body, List<Note> notes) {
    return new WorkCall(
        GeminiPaths.generate(upstreamModel, false),
        new WorkPayload.Whole(new Blob("application/json", Json.write(body))),
        WorkCall.Framing.WHOLE,
        notes);
  }
}
