package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.WorkStreamDecoder;
import dev.switchboard.wire.WorkStreamEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of streamed speech. */
public final class SpeechStream {
  private SpeechStream() {}

  /** Reads a vendor's events. */
  static final class Reader implements WorkStreamDecoder {
    private final String mimeType;
    private final Unreadable unreadable;

    Reader(SpeechRequest request, Unreadable unreadable) {
      this.mimeType = MediaTypes.ofAudio(request.format());
      this.unreadable = unreadable;
    }

    @Override
    public String mimeType() {
      return mimeType;
    }

    @Override
    public List<WorkEvent> decode(@Nullable String event, String data) {
      if (data.equals("[DONE]")) {
        return List.of();
      }
      try {
        JsonNode node = unreadable.json(data.getBytes(StandardCharsets.UTF_8));
        return switch (node.path("type").asString("")) {
          case "speech.audio.delta" -> List.of(piece(node.path("audio").asString("")));
          case "speech.audio.done" ->
              List.of(
                  new WorkEvent.Finished(
                      new SpeechResponse(
                          "", new Blob(mimeType, new byte[0]), usage(node.path("usage")))));
          default -> List.of();
        };
      } catch (FailureException e) {
        return List.of(new WorkEvent.Failed(e.failure()));
      }
    }

    private WorkEvent piece(String base64) {
      try {
        return new WorkEvent.AudioPiece(Blob.ofBase64(mimeType, base64));
      } catch (IllegalArgumentException _) {
        throw unreadable.because("a piece of sound is not base64");
      }
    }

    @Override
    public List<WorkEvent> end() {
      return List.of();
    }
  }

  /** What goes in is text, what comes out is sound. */
  private static Usage usage(JsonNode usage) {
    if (!usage.path("input_tokens").isIntegralNumber()) {
      return Usage.UNKNOWN;
    }
    return new Usage(
        Math.max(0, usage.path("input_tokens").asLong(0)),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Math.max(0, usage.path("output_tokens").asLong(0)),
        0,
        Usage.Source.REPORTED,
        null);
  }

  /** Writes events for a caller. */
  public static final class Writer implements WorkStreamEncoder {
    @Override
    public List<WireEvent> encode(WorkEvent event) {
      ObjectNode node = Json.object();
      return switch (event) {
        case WorkEvent.AudioPiece piece -> {
          node.put("type", "speech.audio.delta");
          node.put("audio", piece.audio().base64());
          yield List.of(WireEvent.of(Json.text(node)));
        }
        case WorkEvent.Finished finished -> {
          Usage usage = finished.response().usage();
          node.put("type", "speech.audio.done");
          node.putObject("usage")
              .put("input_tokens", usage.inputTotal())
              .put("output_tokens", usage.outputTotal())
              .put("total_tokens", usage.inputTotal() + usage.outputTotal());
          yield List.of(WireEvent.of(Json.text(node)));
        }
        case WorkEvent.Failed failed -> List.of(StreamErrors.event(failed.failure()));
        case WorkEvent.TextDelta _, WorkEvent.PartialImage _ -> List.of();
      };
    }
  }
}
