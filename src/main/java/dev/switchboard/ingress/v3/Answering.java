package dev.switchboard.ingress.v3;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Mistake;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.routing.Target;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.TaskSink;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Utf8Text;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of the native API that is about to be run, and how its answer reaches the caller: whole,
 * or as the stream of the call's work.
 *
 * @param kept the data as a record keeps it
 * @param run runs it; it hears the answer grow
 * @param headers of an answer that this target gave
 */
record Answering(
    Incoming incoming,
    OpenCall session,
    TaskCall call,
    UnaryOperator<JsonNode> kept,
    Function<@Nullable TaskSink, TaskResult> run,
    Function<Target, Headers.Builder> headers) {
  /** Words with which answers of models come to their own end, in all dialects. */
  private static final Set<String> WHOLE =
      Set.of(
          "stop", "end_turn", "stop_sequence", "tool_calls", "tool_use", "completed", "complete");

  /**
   * Runs the call and answers it.
   *
   * @throws FailureException when it fails before the answer has begun
   */
  void answer() {
    try {
      if (session.context().work().stream()) {
        stream();
      } else {
        whole();
      }
    } catch (FailureException e) {
      session.fail(e.failure());
      throw e;
    }
  }

  private void whole() {
    TaskResult result = run.apply(null);
    byte[] answer = Json.write(TaskAnswer.of(call, result, session));
    complete(result);
    Headers.Builder head = headers.apply(served(result));
    head.add("content-type", "application/json");
    CallHeaders.addCost(head, session.bill());
    incoming.exchange().respond(200, head.build(), answer);
  }

  private void stream() {
    Headers.Builder head =
        Headers.builder()
            .add("content-type", "text/event-stream; charset=utf-8")
            .add("cache-control", "no-cache")
            .add("x-accel-buffering", "no")
            .add("x-request-id", incoming.requestId())
            .add("x-opper-trace-id", session.context().identity().traceId());
    TaskEvents events = new TaskEvents(() -> incoming.exchange().stream(200, head.build()));
    try {
      TaskResult result = run.apply(events);
      ObjectNode answer = TaskAnswer.of(call, result, session);
      complete(result);
      events.complete(answer, session instanceof CompiledCall);
    } catch (CallerGoneException e) {
      session.fail(
          new Failure.CallerGone("the caller left before the end of the answer"), events::drafted);
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Failure failure =
          recorded(session.context().unlessStopped(Mistake.of(e, incoming.requestId())), events);
      if (!events.begun()) {
        throw new FailureException(failure);
      }
      events.fail(failure, incoming.requestId());
    } finally {
      events.close();
    }
  }

  private void complete(TaskResult result) {
    String reason = result.rawStopReason().toLowerCase(Locale.ROOT);
    boolean unwritten = session instanceof CompiledCall && reason.isEmpty();
    session.reusable(() -> unwritten || WHOLE.contains(reason));
    session.complete(() -> Utf8Text.json(kept.apply(result.data())), result.rawStopReason());
  }

  /** Who gave the answer, the last of several. */
  private Target served(TaskResult result) {
    if (result.target() != null && !(session instanceof CompiledCall)) {
      return result.target();
    }
    for (Span span : session.spans().reversed()) {
      Span.Attempt attempt = span.attempt();
      if (attempt != null && span.failureCode() == null) {
        return new Target(
            attempt.provider(), attempt.upstreamModel(), attempt.upstreamModel(), null);
      }
    }
    throw new IllegalStateException("an answer from nobody");
  }

  /** What to tell the caller: the failure, or that there was no room to put it on record. */
  private Failure recorded(Failure failure, TaskEvents events) {
    try {
      session.fail(failure, events::drafted);
      return failure;
    } catch (FailureException refused) {
      return refused.failure();
    }
  }
}
