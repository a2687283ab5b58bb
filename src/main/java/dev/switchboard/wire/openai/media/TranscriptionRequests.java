package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionRequest.Detail;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.FormPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Forms of {@code POST /audio/transcriptions} and {@code /audio/translations}, read and written.
 *
 * @see <a
 *     href="https://platform.openai.com/docs/api-reference/audio/createTranscription">source</a>
 */
public final class TranscriptionRequests {
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "language",
          "prompt",
          "response_format",
          "temperature",
          "timestamp_granularities",
          "stream");

  private TranscriptionRequests() {}

  /** The forms of an answer. */
  public enum Format {
    JSON,
    TEXT,
    SRT,
    VTT,
    VERBOSE_JSON,
    DIARIZED_JSON;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What it shows beside the text. */
    Set<Detail> details() {
      return switch (this) {
        case JSON, TEXT -> Set.of();
        case SRT, VTT -> Set.of(Detail.SEGMENTS);
        case VERBOSE_JSON -> Set.of(Detail.ABOUT);
        case DIARIZED_JSON -> Set.of(Detail.ABOUT, Detail.SEGMENTS, Detail.SPEAKERS);
      };
    }

    /** Whether a provider's answer in it tells what is needed to price the call. */
    public boolean tellsUsage() {
      return this == JSON || this == VERBOSE_JSON || this == DIARIZED_JSON;
    }
  }

  private static final Map<String, Format> FORMATS =
      Arrays.stream(Format.values()).collect(Collectors.toMap(Format::word, Function.identity()));

  /** A request as a caller sent it. */
  public record Asked(TranscriptionRequest request, Format format, boolean stream) {}

  /**
   * Reads a caller's form.
   *
   * @param translate whether the route is that of translations
   */
  public static Asked read(List<FormPart> parts, boolean translate, String fallbackModel) {
    List<FormPart> files = FormFields.files(parts, "file");
    if (files.size() != 1) {
      throw new InvalidFieldException(
          "/file", files.isEmpty() ? "missing" : files.size() + " files", "one file");
    }
    Fields fields = FormFields.of(parts.stream().filter(p -> !p.name().equals("file")).toList());
    Format format = fields.optionalChoice("response_format", FORMATS).orElse(Format.JSON);
    OptionalDouble temperature = fields.optionalNumber("temperature", 0, 1);
    FormPart file = files.getFirst();
    String fileName = file.fileName() == null ? "" : file.fileName();
    Blob audio = new Blob(Sounds.mimeType(file.content(), fileName), file.content().bytes());
    if (audio.size() == 0) {
      throw new InvalidFieldException("/file", "an empty file", "a sound");
    }
    TranscriptionRequest request =
        new TranscriptionRequest(
            fields.optionalText("model").orElse(fallbackModel),
            audio,
            fileName,
            translate,
            said(fields, "language"),
            said(fields, "prompt"),
            temperature.isPresent() ? temperature.getAsDouble() : null,
            details(fields, format),
            Extras.of(fields, KNOWN));
    return new Asked(request, format, fields.boolOr("stream", false) && !translate);
  }

  private static @Nullable String said(Fields fields, String name) {
    return fields.optionalText(name).filter(text -> !text.isBlank()).orElse(null);
  }

  private static Set<Detail> details(Fields fields, Format format) {
    Set<Detail> details = EnumSet.noneOf(Detail.class);
    details.addAll(format.details());
    if (format == Format.VERBOSE_JSON) {
      fields
          .optional("timestamp_granularities")
          .ifPresent(value ->
              value
                  .items()
                  .forEach(item ->
                      details.add(
                          item.choice(Map.of("word", Detail.WORDS, "segment", Detail.SEGMENTS)))));
      if (!details.contains(Detail.WORDS)) {
        details.add(Detail.SEGMENTS);
      }
    }
    return details;
  }

  /** Writes a form for a vendor. */
  static List<FormPart> write(TranscriptionRequest request, String upstreamModel, boolean stream) {
    List<FormPart> parts = new ArrayList<>();
    parts.add(FormPart.text("model", upstreamModel));
    Set<Detail> details = request.details();
    Format format =
        details.contains(Detail.SPEAKERS)
            ? Format.DIARIZED_JSON
            : details.isEmpty() ? Format.JSON : Format.VERBOSE_JSON;
    parts.add(FormPart.text("response_format", format.word()));
    if (request.language() != null && !request.translate()) {
      parts.add(FormPart.text("language", request.language()));
    }
    if (request.prompt() != null) {
      parts.add(FormPart.text("prompt", request.prompt()));
    }
    if (request.temperature() != null) {
      parts.add(FormPart.text("temperature", Double.toString(request.temperature())));
    }
    if (format == Format.VERBOSE_JSON && details.contains(Detail.WORDS)) {
      parts.add(FormPart.text("timestamp_granularities[]", "word"));
      if (details.contains(Detail.SEGMENTS)) {
        parts.add(FormPart.text("timestamp_granularities[]", "segment"));
      }
    }
    if (stream) {
      parts.add(FormPart.text("stream", "true"));
    }
    addExtras(request.extensions(), parts);
    String name = request.fileName();
    parts.add(
        new FormPart(
            "file",
            name.isEmpty() ? MediaTypes.fileName("audio", request.audio().mimeType()) : name,
            request.audio()));
    return parts;
  }

  private static void addExtras(List<Extension> extensions, List<FormPart> parts) {
    for (Extension extra : extensions) {
      if (extra.dialect() != Dialect.OPENAI_MEDIA) {
        continue;
      }
      JsonNode value = Json.parse(extra.json());
      if (value.isArray()) {
        value.forEach(item -> parts.add(FormPart.text(extra.name() + "[]", text(item))));
      } else {
        parts.add(FormPart.text(extra.name(), text(value)));
      }
    }
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : Json.text(value);
  }
}
