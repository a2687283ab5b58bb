package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.StreamDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the chunks of one answer; a whole answer is read as a single chunk.
 *
 * <p>Of several choices the first is told; the answer is finished when all that were seen are. The
 * end is told at {@code [DONE]} or the end of the stream, because usage may follow the last choice.
 */
final class ChunkReader implements StreamDecoder {
  private final ProviderErrors errors;
  private final DeltaReader deltas;
  private final Map<Long, String> finishWords = new HashMap<>();
  private Usage usage = Usage.UNKNOWN;
  private @Nullable String stopSequence;
  private String id = "";
  private String model = "";
  private boolean started;
  private boolean ended;

  ChunkReader(String provider, ProviderErrors errors) {
    this.errors = errors;
    this.deltas = new DeltaReader(provider);
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended || data.isBlank()) {
      return List.of();
    }
    if (data.strip().equals("[DONE]")) {
      return end();
    }
    boolean unnamed = event == null || event.isEmpty();
    String plain = started && unnamed ? PlainDelta.text(data) : null;
    if (plain != null) {
      return plain.isEmpty() ? List.of() : List.of(new StreamEvent.TextDelta(plain));
    }
    try {
      return read(Json.parseReply(data), "error".equals(event));
    } catch (InvalidJsonException e) {
      return fail(errors.unreadable("not JSON, " + e.problem()));
    }
  }

  /** What one chunk, or a whole answer, means. */
  List<StreamEvent> read(JsonNode chunk, boolean named) {
    if (ErrorText.isError(chunk) || named) {
      return fail(errors.within(ErrorText.read(chunk)));
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      readChunk(Fields.of(chunk), out);
    } catch (InvalidFieldException e) {
      out.addAll(fail(errors.unreadable(place(e) + " is not " + e.expected())));
    }
    return out;
  }

  /** Says where, and nothing of what stands there: it may be the answer. */
  private static String place(InvalidFieldException e) {
    return e.pointer().isEmpty() ? "the whole" : e.pointer();
  }

  private void readChunk(Fields chunk, List<StreamEvent> out) {
    JsonNode groq = chunk.node().path("x_groq");
    if (ErrorText.isError(groq)) {
      out.addAll(fail(errors.within(ErrorText.read(groq))));
      return;
    }
    readUsage(groq.path("usage"));
    readUsage(chunk.node().path("usage"));
    id = id.isEmpty() ? chunk.node().path("id").asString("") : id;
    model = model.isEmpty() ? chunk.node().path("model").asString("") : model;
    if (!chunk.has("choices") && !chunk.has("usage") && !chunk.has("object")) {
      throw chunk.invalid("choices", "an array of choices");
    }
    for (Fields choice : chunk.optionalObjects("choices")) {
      if (!ended) {
        readChoice(choice, out);
      }
    }
  }

  private void readUsage(JsonNode node) {
    if (node.isObject() && !node.isEmpty()) {
      usage = UsageReader.read(node);
    }
  }

  private void readChoice(Fields choice, List<StreamEvent> out) {
    if (ErrorText.isError(choice.node())) {
      out.addAll(fail(errors.within(ErrorText.read(choice.node()))));
      return;
    }
    readUsage(choice.node().path("usage"));
    long index = choice.optionalInteger("index").orElse(0);
    finishWords.putIfAbsent(index, "");
    if (index == 0) {
      start(out);
      delta(choice).ifPresent(delta -> deltas.read(delta, id, model, out));
      choice.optionalObject("logprobs").ifPresent(deltas::keepLogprobs);
      choice
          .optional("stop_reason")
          .filter(word -> word.node().isString())
          .ifPresent(word -> stopSequence = word.text());
    }
    String word = choice.optionalText("finish_reason").orElse("");
    if (!word.isEmpty()) {
      finishWords.put(index, word);
      if (FinishWords.read(word).isEmpty()) {
        out.addAll(fail(errors.failed(Kind.SERVER_ERROR, 200, "broke the answer off")));
      }
    }
  }

  /** The delta; of a whole answer the message. Azure's filter chunks have neither. */
  private static Optional<Fields> delta(Fields choice) {
    return choice.optionalObject("delta").or(() -> choice.optionalObject("message"));
  }

  private void start(List<StreamEvent> out) {
    if (!started) {
      started = true;
      out.add(new StreamEvent.Started(id, model, null));
    }
  }

  @Override
  public boolean hasReason() {
    return !ended && !finishWords.isEmpty() && !finishWords.containsValue("");
  }

  @Override
  public List<StreamEvent> end() {
    if (ended) {
      return List.of();
    }
    if (finishWords.isEmpty() || finishWords.containsValue("") || !started) {
      return fail(errors.noEnd());
    }
    List<StreamEvent> out = new ArrayList<>();
    if (!deltas.end(out)) {
      return fail(errors.unreadable("a tool call without a name"));
    }
    ended = true;
    String word = finishWords.getOrDefault(0L, "");
    StopReason reason = reason(word);
    out.add(
        new StreamEvent.Finished(
            reason, word, reason == StopReason.STOP_SEQUENCE ? stopSequence : null, usage));
    return out;
  }

  /** Vendors say {@code stop} of calls and refusals too; what came decides. */
  private StopReason reason(String word) {
    StopReason said = FinishWords.read(word).orElse(StopReason.END);
    return switch (said) {
      case END -> {
        if (deltas.calledTools()) {
          yield StopReason.TOOL_CALLS;
        }
        if (deltas.refused()) {
          yield StopReason.REFUSAL;
        }
        yield stopSequence == null ? StopReason.END : StopReason.STOP_SEQUENCE;
      }
      case TOOL_CALLS ->
          deltas.calledTools() ? StopReason.TOOL_CALLS : StopReason.MALFORMED_TOOL_CALL;
      case STOP_SEQUENCE,
          MAX_TOKENS,
          CONTEXT_FULL,
          CONTENT_FILTER,
          REFUSAL,
          PAUSED,
          MALFORMED_TOOL_CALL ->
          said;
    };
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
