package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.WorkStreamDecoder;
import dev.switchboard.wire.WorkStreamEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of a streamed transcript. */
public final class TranscriptionStream {
  private TranscriptionStream() {}

  /** Reads a vendor's events. */
  static final class Reader implements WorkStreamDecoder {
    private final Unreadable unreadable;

    Reader(Unreadable unreadable) {
      this.unreadable = unreadable;
    }

    @Override
    public List<WorkEvent> decode(@Nullable String event, String data) {
      if (data.equals("[DONE]")) {
        return List.of();
      }
      try {
        JsonNode node = unreadable.json(data.getBytes(StandardCharsets.UTF_8));
        return switch (node.path("type").asString("")) {
          case "transcript.text.delta" ->
              List.of(new WorkEvent.TextDelta(node.path("delta").asString("")));
          case "transcript.text.done" ->
              List.of(
                  new WorkEvent.Finished(
                      new TranscriptionResponse(
                          "",
                          node.path("text").asString(""),
                          null,
                          null,
                          List.of(),
                          List.of(),
                          TranscriptionAnswers.usage(node.path("usage")))));
          default -> List.of();
        };
      } catch (FailureException e) {
        return List.of(new WorkEvent.Failed(e.failure()));
      }
    }

    @Override
    public List<WorkEvent> end() {
      return List.of();
    }
  }

  /** Writes events for a caller. */
  public static final class Writer implements WorkStreamEncoder {
    private boolean spoken;

    @Override
    public List<WireEvent> encode(WorkEvent event) {
      return switch (event) {
        case WorkEvent.TextDelta delta -> {
          spoken = true;
          yield List.of(delta(delta.text()));
        }
        case WorkEvent.Finished(TranscriptionResponse response) -> {
          List<WireEvent> events = new ArrayList<>(2);
          if (!spoken && !response.text().isEmpty()) {
            events.add(delta(response.text()));
          }
          ObjectNode node = Json.object();
          node.put("type", "transcript.text.done");
          node.put("text", response.text());
          if (response.usage().inputTotal() + response.usage().outputTotal() > 0) {
            node.set("usage", TranscriptionAnswers.usage(response.usage()));
          }
          events.add(WireEvent.of(Json.text(node)));
          yield events;
        }
        case WorkEvent.Failed failed -> List.of(StreamErrors.event(failed.failure()));
        case WorkEvent.Finished _, WorkEvent.AudioPiece _, WorkEvent.PartialImage _ -> List.of();
      };
    }

    private static WireEvent delta(String text) {
      ObjectNode node = Json.object();
      node.put("type", "transcript.text.delta");
      node.put("delta", text);
      return WireEvent.of(Json.text(node));
    }
  }
}
