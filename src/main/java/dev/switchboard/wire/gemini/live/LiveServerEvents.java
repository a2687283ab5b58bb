package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes events as the frames that a server of the Live API sends. It has none for items, for the
 * beginning of a response and for what goes wrong: a session in which something does is closed.
 *
 * @see <a href="https://ai.google.dev/api/live#BidiGenerateContentServerMessage">source</a>
 */
public final class LiveServerEvents {
  private static final int MAX_REASON_BYTES = 123;

  private final LiveServerState state;
  private final LiveServerSetup setup;
  private final ArrayNode calls = Json.array();

  /** Whether some of what the caller says has been told in words. */
  private boolean transcribing;

  public LiveServerEvents(LiveServerState state, LiveServerSetup setup) {
    this.state = state;
    this.setup = setup;
  }

  /**
   * How a failed session is closed.
   *
   * @param code of the closing frame
   * @param reason fits one
   */
  public record Closing(int code, String reason) {}

  /** The frames of an event, in order; none where the dialect has no word for it. */
  public List<String> encode(RealtimeEvent event) {
    return switch (event) {
      case RealtimeEvent.Started started -> {
        ObjectNode frame = Json.object();
        frame.putObject("setupComplete").put("sessionId", started.sessionId());
        yield List.of(Json.text(frame));
      }
      case RealtimeEvent.SpeechStarted _ -> activity("ACTIVITY_START");
      case RealtimeEvent.SpeechStopped _ -> activity("ACTIVITY_END");
      case RealtimeEvent.TranscriptDelta heard -> heard(heard.delta(), false);
      case RealtimeEvent.TranscriptDone heard -> {
        List<String> frames = heard(transcribing ? "" : heard.transcript(), true);
        transcribing = false;
        yield frames;
      }
      case RealtimeEvent.ResponseStarted _ -> {
        state.responds(true);
        yield List.of();
      }
      case RealtimeEvent.AudioDelta spoken -> {
        ObjectNode part = Json.object();
        part.putObject("inlineData")
            .put("mimeType", spoken.audio().mimeType())
            .put("data", spoken.audio().base64());
        yield part(part);
      }
      case RealtimeEvent.TextDelta text -> part(Json.object().put("text", text.delta()));
      case RealtimeEvent.SpokenDelta words -> {
        ObjectNode content = Json.object();
        content.putObject("outputTranscription").put("text", words.delta());
        yield setup.hearsAnswers() ? content(content) : List.of();
      }
      case RealtimeEvent.ToolCalled called -> {
        call(called.call());
        yield List.of();
      }
      case RealtimeEvent.Interrupted _ -> content(Json.object().put("interrupted", true));
      case RealtimeEvent.ResponseDone done -> done(done);
      case RealtimeEvent.Counted counted -> {
        ObjectNode frame = Json.object();
        usage(frame, counted.usage());
        yield frame.isEmpty() ? List.of() : List.of(Json.text(frame));
      }
      case RealtimeEvent.Ending ending -> {
        ObjectNode frame = Json.object();
        frame.putObject("goAway").put("timeLeft", ending.left().toSeconds() + "s");
        yield List.of(Json.text(frame));
      }
      case RealtimeEvent.Opaque opaque ->
          opaque.dialect() == Dialect.GEMINI_LIVE ? List.of(opaque.json()) : List.of();
      case RealtimeEvent.Configured _,
          RealtimeEvent.AudioCommitted _,
          RealtimeEvent.AudioCleared _,
          RealtimeEvent.ItemAdded _,
          RealtimeEvent.ItemDeleted _,
          RealtimeEvent.TranscriptFailed _,
          RealtimeEvent.Truncated _,
          RealtimeEvent.Failed _,
          RealtimeEvent.Ended _ ->
          List.of();
    };
  }

  private List<String> activity(String type) {
    if (!setup.signalsSpeech()) {
      return List.of();
    }
    ObjectNode frame = Json.object();
    frame.putObject("voiceActivity").put("voiceActivityType", type);
    return List.of(Json.text(frame));
  }

  private List<String> heard(String text, boolean finished) {
    if (!setup.hearsItself()) {
      return List.of();
    }
    ObjectNode content = Json.object();
    ObjectNode words = content.putObject("inputTranscription");
    if (!text.isEmpty()) {
      words.put("text", text);
      transcribing = true;
    }
    if (finished) {
      words.put("finished", true);
    }
    return content(content);
  }

  private static List<String> part(ObjectNode part) {
    ObjectNode content = Json.object();
    content.putObject("modelTurn").put("role", "model").putArray("parts").add(part);
    return content(content);
  }

  private static List<String> content(ObjectNode content) {
    ObjectNode frame = Json.object();
    frame.set("serverContent", content);
    return List.of(Json.text(frame));
  }

  private void call(Content.ToolCall call) {
    ObjectNode json = calls.addObject().put("id", call.id()).put("name", call.name());
    ObjectNode args = Json.object();
    try {
      if (Json.parse(call.arguments()) instanceof ObjectNode object) {
        args = object;
      }
    } catch (InvalidJsonException _) {
      // Broken arguments are the model's mistake; here they can be none.
    }
    json.set("args", args);
    state.called(call.id(), call.name());
  }

  private List<String> done(ResponseDone done) {
    state.responds(false);
    List<String> frames = new ArrayList<>();
    ObjectNode frame = Json.object();
    if (!calls.isEmpty()) {
      frame.putObject("toolCall").set("functionCalls", calls.deepCopy());
      calls.removeAll();
      usage(frame, done.usage());
      frames.add(Json.text(frame));
      return frames;
    }
    if (done.end() == ResponseDone.End.COMPLETED || done.end() == ResponseDone.End.MAX_TOKENS) {
      frames.addAll(content(Json.object().put("generationComplete", true)));
    }
    ObjectNode content = frame.putObject("serverContent").put("turnComplete", true);
    switch (done.end()) {
      case CONTENT_FILTER -> content.put("turnCompleteReason", "GENERATED_CONTENT_SAFETY");
      case FAILED -> content.put("turnCompleteReason", "RESPONSE_REJECTED");
      case COMPLETED, INTERRUPTED, CANCELLED, MAX_TOKENS -> {
        // Nothing to say beside the end.
      }
    }
    usage(frame, done.usage());
    frames.add(Json.text(frame));
    return frames;
  }

  private static void usage(ObjectNode frame, Usage usage) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      return;
    }
    long responded = usage.output() + usage.audioOutput() + usage.imageOutput();
    ObjectNode json = frame.putObject("usageMetadata");
    json.put("promptTokenCount", usage.inputTotal());
    if (usage.cacheRead() > 0) {
      json.put("cachedContentTokenCount", usage.cacheRead());
    }
    json.put("responseTokenCount", responded);
    if (usage.reasoning() > 0) {
      json.put("thoughtsTokenCount", usage.reasoning());
    }
    json.put("totalTokenCount", usage.inputTotal() + responded + usage.reasoning());
    details(
        json,
        "promptTokensDetails",
        usage.inputTotal() - usage.audioInput() - usage.imageInput(),
        usage.audioInput(),
        usage.imageInput());
    details(
        json, "responseTokensDetails", usage.output(), usage.audioOutput(), usage.imageOutput());
  }

  private static void details(ObjectNode json, String field, long text, long audio, long image) {
    ArrayNode details = Json.array();
    detail(details, "TEXT", text);
    detail(details, "AUDIO", audio);
    detail(details, "IMAGE", image);
    if (!details.isEmpty()) {
      json.set(field, details);
    }
  }

  private static void detail(ArrayNode into, String modality, long count) {
    if (count > 0) {
      into.addObject().put("modality", modality).put("tokenCount", count);
    }
  }

  /** How a session is closed in which this went wrong. */
  public static Closing closing(Failure failure) {
    int code =
        switch (failure.status()) {
          case 400, 404, 413, 422 -> 1007;
          case 401, 402, 403, 429 -> 1008;
          default -> 1011;
        };
    return new Closing(code, fitting(failure.message()));
  }

  private static String fitting(String message) {
    int end = message.length();
    while (message.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      end = message.offsetByCodePoints(end, -1);
    }
    return message.substring(0, end);
  }
}
