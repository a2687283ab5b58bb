package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Metered;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.TranscriptionResponse.Segment;
import dev.switchboard.ir.TranscriptionResponse.Word;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of the transcription routes, read and written. */
public final class TranscriptionAnswers {
  private TranscriptionAnswers() {}

  /** Reads a vendor's answer, JSON or plain text. */
  static TranscriptionResponse read(Blob answer, Unreadable unreadable) {
    if (!answer.mimeType().toLowerCase(Locale.ROOT).contains("json")) {
      return new TranscriptionResponse(
          "",
          new String(answer.bytes(), StandardCharsets.UTF_8).strip(),
          null,
          null,
          List.of(),
          List.of(),
          Usage.UNKNOWN);
    }
    JsonNode node = unreadable.json(answer.bytes());
    if (!node.path("text").isString()) {
      throw unreadable.because("no text");
    }
    List<Segment> segments = new ArrayList<>();
    for (JsonNode item : node.path("segments")) {
      String speaker = item.path("speaker").asString("");
      segments.add(
          new Segment(
              millis(item.path("start")),
              millis(item.path("end")),
              item.path("text").asString(""),
              speaker.isEmpty() ? null : speaker));
    }
    List<Word> words = new ArrayList<>();
    for (JsonNode item : node.path("words")) {
      words.add(
          new Word(
              millis(item.path("start")),
              millis(item.path("end")),
              item.path("word").asString("")));
    }
    String language = node.path("language").asString("");
    return new TranscriptionResponse(
        node.path("model").asString(""),
        node.path("text").stringValue(),
        language.isEmpty() ? null : language,
        duration(node),
        segments,
        words,
        usage(node.path("usage")));
  }

  private static @Nullable Long duration(JsonNode node) {
    JsonNode seconds = node.path("usage").path("seconds");
    JsonNode found = node.path("duration").isMissingNode() ? seconds : node.path("duration");
    // Some models write the number as a string.
    if (found.isString()) {
      try {
        return new BigDecimal(found.stringValue()).movePointRight(3).longValue();
      } catch (NumberFormatException _) {
        return null;
      }
    }
    return found.isNumber() ? Long.valueOf(millis(found)) : null;
  }

  private static long millis(JsonNode seconds) {
    return Math.max(0, Math.round(seconds.asDouble(0) * 1_000));
  }

  static Usage usage(JsonNode usage) {
    if (usage.path("seconds").isNumber()) {
      return seconds(usage.path("seconds"));
    }
    if (!usage.path("input_tokens").isIntegralNumber()) {
      return Usage.UNKNOWN;
    }
    long input = Math.max(0, usage.path("input_tokens").asLong(0));
    long audio =
        Math.clamp(usage.path("input_token_details").path("audio_tokens").asLong(0), 0, input);
    return new Usage(
        input - audio,
        0,
        0,
        0,
        audio,
        0,
        Math.max(0, usage.path("output_tokens").asLong(0)),
        0,
        0,
        0,
        Usage.Source.REPORTED,
        null);
  }

  /**
   * The seconds that the vendor charges, which may be rounded otherwise than the sound's length.
   */
  private static Usage seconds(JsonNode seconds) {
    return new Usage(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Usage.Source.REPORTED,
        null,
        List.of(new Metered(Metered.Unit.HEARD_MILLI, "", millis(seconds))));
  }

  /** Writes an answer for a caller, with its media type. */
  public static Blob write(
      TranscriptionResponse response, TranscriptionRequests.Format format, boolean translated) {
    return switch (format) {
      case TEXT -> text("text/plain; charset=utf-8", response.text() + "\n");
      case SRT -> text("application/x-subrip; charset=utf-8", srt(response.segments()));
      case VTT -> text("text/vtt; charset=utf-8", vtt(response.segments()));
      case JSON -> {
        ObjectNode body = Json.object();
        body.put("text", response.text());
        addUsage(response, body);
        yield json(body);
      }
      case VERBOSE_JSON, DIARIZED_JSON -> {
        boolean speakers = format == TranscriptionRequests.Format.DIARIZED_JSON;
        ObjectNode body = Json.object();
        body.put("task", translated ? "translate" : "transcribe");
        if (!speakers) {
          body.put("language", response.language() == null ? "" : response.language());
        }
        Long duration = response.durationMillis();
        body.set("duration", seconds(duration == null ? end(response) : duration));
        body.put("text", response.text());
        addSegments(response.segments(), speakers, body);
        addWords(response.words(), body);
        addUsage(response, body);
        yield json(body);
      }
    };
  }

  private static long end(TranscriptionResponse response) {
    return response.segments().isEmpty() ? 0 : response.segments().getLast().endMillis();
  }

  private static void addSegments(List<Segment> segments, boolean speakers, ObjectNode body) {
    if (segments.isEmpty() && !speakers) {
      return;
    }
    ArrayNode items = body.putArray("segments");
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      ObjectNode item = items.addObject();
      if (speakers) {
        item.put("type", "transcript.text.segment");
        item.put("id", "seg_" + i);
        item.put("speaker", segment.speaker() == null ? "" : segment.speaker());
      } else {
        item.put("id", i);
        item.put("seek", 0);
      }
      item.set("start", seconds(segment.startMillis()));
      item.set("end", seconds(segment.endMillis()));
      item.put("text", segment.text());
      if (!speakers) {
        // SDKs demand these of Whisper's; no other model has them.
        item.putArray("tokens");
        item.put("temperature", 0).put("avg_logprob", 0);
        item.put("compression_ratio", 0).put("no_speech_prob", 0);
      }
    }
  }

  private static void addWords(List<Word> words, ObjectNode body) {
    if (words.isEmpty()) {
      return;
    }
    ArrayNode items = body.putArray("words");
    for (Word word : words) {
      ObjectNode item = items.addObject();
      item.put("word", word.text());
      item.set("start", seconds(word.startMillis()));
      item.set("end", seconds(word.endMillis()));
    }
  }

  private static void addUsage(TranscriptionResponse response, ObjectNode body) {
    Usage usage = response.usage();
    Long duration = response.durationMillis();
    if (usage.inputTotal() + usage.outputTotal() > 0) {
      body.set("usage", usage(usage));
    } else if (duration != null) {
      body.putObject("usage").put("type", "duration").put("seconds", (duration + 999) / 1_000);
    }
  }

  static ObjectNode usage(Usage usage) {
    ObjectNode node = Json.object();
    node.put("type", "tokens");
    node.put("input_tokens", usage.inputTotal());
    node.putObject("input_token_details")
        .put("text_tokens", usage.inputTotal() - usage.audioInput())
        .put("audio_tokens", usage.audioInput());
    node.put("output_tokens", usage.outputTotal());
    node.put("total_tokens", usage.inputTotal() + usage.outputTotal());
    return node;
  }

  private static JsonNode seconds(long millis) {
    return Json.tree(BigDecimal.valueOf(millis, 3).stripTrailingZeros());
  }

  private static String srt(List<Segment> segments) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      text.append(i + 1).append('\n');
      text.append(time(segment.startMillis(), ',')).append(" --> ");
      text.append(time(segment.endMillis(), ',')).append('\n');
      text.append(segment.text().strip()).append("\n\n");
    }
    return text.toString();
  }

  private static String vtt(List<Segment> segments) {
    StringBuilder text = new StringBuilder("WEBVTT\n\n");
    for (Segment segment : segments) {
      text.append(time(segment.startMillis(), '.')).append(" --> ");
      text.append(time(segment.endMillis(), '.')).append('\n');
      text.append(segment.text().strip()).append("\n\n");
    }
    return text.toString();
  }

  private static String time(long millis, char point) {
    return "%02d:%02d:%02d%c%03d"
        .formatted(
            millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60, point, millis % 1_000);
  }

  private static Blob text(String type, String text) {
    return new Blob(type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Blob json(ObjectNode body) {
    return new Blob("application/json", Json.write(body));
  }
}
