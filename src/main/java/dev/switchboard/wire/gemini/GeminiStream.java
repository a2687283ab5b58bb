package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the chunks of one answer, each a {@code GenerateContentResponse}.
 *
 * <p>The stream has no terminator, and chunks may follow the one with the reason (with usage, or
 * with nothing), so the end is told when the connection ends. Usage is cumulative: of each field
 * the last value stands. Of several candidates only the first is read.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent">
 *     source</a>
 */
final class GeminiStream implements StreamDecoder {
  private static final Name CANDIDATES = Name.of("candidates");
  private static final Name INDEX = Name.of("index");
  private static final Name CONTENT = Name.of("content");
  private static final Name PARTS = Name.of("parts");
  private static final Name FINISH_REASON = Name.of("finishReason");
  private static final Name PROMPT_FEEDBACK = Name.of("promptFeedback");
  private static final Name BLOCK_REASON = Name.of("blockReason");
  private static final Name USAGE = Name.of("usageMetadata");
  private static final Name RESPONSE_ID = Name.of("responseId");
  private static final Name MODEL_VERSION = Name.of("modelVersion");

  private final String provider;
  private final GeminiErrors errors;
  private final PartReader parts;
  private final AnswerMetadata metadata = new AnswerMetadata();
  private final ObjectNode usage = Json.object();
  private StreamEvent.@Nullable Started answer;
  private String finishReason = "";
  private String blockReason = "";
  private boolean ended;

  /**
   * @param provider the configured provider's name
   */
  GeminiStream(String provider) {
    this.provider = provider;
    this.errors = new GeminiErrors(provider);
    this.parts = new PartReader(provider);
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    // Relays that speak several dialects end this one with OpenAI's mark.
    if (ended || data.isBlank() || data.strip().equals("[DONE]")) {
      return List.of();
    }
    try {
      return decode(Json.parseReply(data));
    } catch (InvalidJsonException e) {
      return unreadable("not JSON");
    }
  }

  /** Reads a whole answer as the only chunk. */
  List<StreamEvent> decode(byte[] body) {
    try {
      return decode(Json.parseReply(body));
    } catch (InvalidJsonException e) {
      return unreadable("not JSON");
    }
  }

  private List<StreamEvent> decode(JsonNode chunk) {
    Optional<Failure> failure = errors.embedded(chunk);
    if (failure.isPresent()) {
      return fail(failure.get());
    }
    List<StreamEvent> events = new ArrayList<>();
    try {
      read(new GeminiObject(Fields.of(chunk)), events);
    } catch (InvalidFieldException e) {
      events.addAll(unreadable(e.pointer() + " is not " + e.expected()));
    }
    return events;
  }

  @Override
  public boolean hasReason() {
    return !ended && (!finishReason.isEmpty() || !blockReason.isEmpty());
  }

  @Override
  public List<StreamEvent> end() {
    if (ended) {
      return List.of();
    }
    if (answer == null || (finishReason.isEmpty() && blockReason.isEmpty())) {
      return fail(
          new ProviderFailed(
              provider,
              ProviderFailed.Kind.NO_END,
              200,
              "provider " + provider + " ended its answer without a reason"));
    }
    ended = true;
    List<StreamEvent> events = new ArrayList<>();
    StopReason reason = stopReason();
    parts.calls().close(events);
    metadata.end(events);
    Usage used = GeminiUsage.read(new GeminiObject(Fields.of(usage)));
    String raw = finishReason.isEmpty() ? blockReason : finishReason;
    events.add(new StreamEvent.Finished(reason, raw, null, used));
    return events;
  }

  /** A call that was to continue and did not is not whole. */
  private StopReason stopReason() {
    if (finishReason.isEmpty()) {
      return StopReason.CONTENT_FILTER;
    }
    StopReason reason = FinishReasons.of(finishReason, parts.calls().called());
    return reason == StopReason.TOOL_CALLS && parts.calls().isOpen()
        ? StopReason.MALFORMED_TOOL_CALL
        : reason;
  }

  private void read(GeminiObject chunk, List<StreamEvent> events) {
    if (answer == null) {
      answer = new StreamEvent.Started(chunk.text(RESPONSE_ID), chunk.text(MODEL_VERSION), null);
      events.add(answer);
    }
    chunk.object(USAGE).ifPresent(counts -> usage.setAll(counts.fields().node()));
    chunk
        .object(PROMPT_FEEDBACK)
        .map(feedback -> feedback.text(BLOCK_REASON))
        .filter(reason -> !reason.isEmpty())
        .ifPresent(reason -> blockReason = reason);
    for (GeminiObject candidate : chunk.objects(CANDIDATES)) {
      if (candidate.count(INDEX).orElse(0) == 0) {
        candidate(candidate, answer, events);
      }
    }
  }

  private void candidate(
      GeminiObject candidate, StreamEvent.Started started, List<StreamEvent> events) {
    Optional<GeminiObject> content = candidate.object(CONTENT);
    if (content.isPresent()) {
      for (GeminiObject part : content.get().objects(PARTS)) {
        parts.read(part, started, events);
      }
    }
    metadata.read(candidate);
    String reason = candidate.text(FINISH_REASON);
    if (!reason.isEmpty() && !reason.equals(FinishReasons.UNSPECIFIED)) {
      finishReason = reason;
    }
  }

  private List<StreamEvent> unreadable(String why) {
    return fail(
        new ProviderFailed(
            provider,
            ProviderFailed.Kind.UNREADABLE,
            200,
            "provider " + provider + " answered with something unreadable: " + why));
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
