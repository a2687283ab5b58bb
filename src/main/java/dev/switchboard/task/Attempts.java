package dev.switchboard.task;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.AnswerStream;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Opening;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempts of one task at one target. */
final class Attempts {
  private final TaskEngine.Prepared prepared;
  private final Conversation conversation;
  private final CallSession session;
  private final Target target;
  private final TaskCall.ModelChoice choice;
  private final Opening<Answer> opening;
  private boolean delivered;

  /**
   * @param opening what was said already
   */
  Attempts(
      TaskEngine.Prepared prepared,
      Conversation conversation,
      CallSession session,
      Target target,
      TaskCall.ModelChoice choice,
      Opening<Answer> opening) {
    this.prepared = prepared;
    this.conversation = conversation;
    this.session = session;
    this.target = target;
    this.choice = choice;
    this.opening = opening;
  }

  Target target() {
    return target;
  }

  /** Whether somebody has heard a part of an answer from here. */
  boolean delivered() {
    return delivered;
  }

  /** An answer with what it says. */
  record Outcome(ChatResponse answer, Reading reading, Rung rung, boolean repaired) {

    TaskResult result(Target target) {
      List<String> warnings = new ArrayList<>();
      if (answer.stopReason() == StopReason.MAX_TOKENS
          || answer.stopReason() == StopReason.CONTEXT_FULL) {
        warnings.add(
            "the answer is not whole: the model stopped at a token limit ("
                + answer.rawStopReason()
                + ")");
      }
      if (answer.stopReason() == StopReason.REFUSAL) {
        warnings.add("the model refused (" + answer.rawStopReason() + ")");
      }
      return new TaskResult(
          reading.data() == null ? Json.tree(null) : reading.data(),
          target,
          reading.toolCalls(),
          rung.label(),
          repaired,
          answer.rawStopReason(),
          warnings);
    }
  }

  /** Asks once. */
  Outcome make(Rung rung, @Nullable TaskSink sink) {
    return read(answer(rung, null, sink), rung, false);
  }

  /** Asks again with what was wrong; nobody hears this answer grow. */
  Outcome repair(Rung rung, Outcome first) {
    Conversation.Repair repair =
        new Conversation.Repair(
            first.reading().written().isBlank() ? "(nothing)" : first.reading().written(),
            "That is not valid: "
                + TaskEngine.describe(first.reading().violations())
                + ". Give the whole answer again, with this put right.");
    return read(answer(rung, repair, null), rung, true);
  }

  private Outcome read(ChatResponse answer, Rung rung, boolean repaired) {
    if (answer.stopReason() == StopReason.CONTENT_FILTER && answer.text().isEmpty()) {
      throw new FailureException(
          new Failure.ProviderRejected(
              target.provider(),
              Failure.ProviderRejected.Reason.CONTENT_FILTER,
              200,
              target.id() + ": the provider's content filter stopped the answer"));
    }
    Schema schema = prepared.schema();
    Reading reading =
        prepared.plan() instanceof OutputPlan.Structured structured && schema != null
            ? Reading.ofJson(answer, structured, schema, rung == Rung.TOOLS)
            : Reading.ofText(answer);
    return new Outcome(answer, reading, rung, repaired);
  }

  private ChatResponse answer(
      Rung rung, Conversation.@Nullable Repair repair, @Nullable TaskSink sink) {
    Prompt prompt =
        prompt(
            conversation.request(
                target.requestedModel(), prepared.plan(), rung, choice.options(), repair),
            sink != null,
            choice);
    return switch (opening.at(target, () -> session.attempt(target, prompt))) {
      case Answer.Whole whole -> whole.response();
      case Answer.Streaming streaming -> {
        try (AnswerStream stream = streaming.stream()) {
          // What nobody heard, the next target says anew.
          stream.rescuedOnlyIf(() -> delivered);
          yield listen(stream, rung, sink);
        }
      }
    };
  }

  /** What one attempt asks. */
  static Prompt prompt(ChatRequest request, boolean stream, TaskCall.ModelChoice choice) {
    return new Prompt(() -> request, null, stream, choice.extraHeaders());
  }

  private ChatResponse listen(AnswerStream stream, Rung rung, @Nullable TaskSink sink) {
    TaskSink listener = sink == null ? SilentSink.INSTANCE : sink;
    Drafting drafting =
        new Drafting(listener, prepared.plan(), rung, prepared.call().streamed().fields());
    for (Optional<ChatStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
      for (StreamEvent event : item.get().events()) {
        if (event instanceof StreamEvent.Failed failed) {
          throw new FailureException(failed.failure());
        }
        delivered |= drafting.hear(event);
      }
    }
    return stream
        .accumulated()
        .response()
        .orElseThrow(() -> new IllegalStateException("a stream without an end"));
  }
}
