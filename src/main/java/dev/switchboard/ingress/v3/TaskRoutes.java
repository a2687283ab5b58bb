package dev.switchboard.ingress.v3;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Mistake;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.routing.Target;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCallReader;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.TaskResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v3/call} and {@code /v3/call/stream}, and the same on a function's own path. */
public final class TaskRoutes {
  private final TaskEngine engine;
  private final Functions functions;
  private final Pipeline pipeline;
  private final Credentials credentials;
  private final CallHeaders callHeaders;
  private final DefaultModel defaultModel;
  private final ShownExamples examples;

  /**
   * @param defaultModel the model for calls that name none
   * @param examples what functions keep to show to models
   */
  public TaskRoutes(
      TaskEngine engine,
      Functions functions,
      Pipeline pipeline,
      Credentials credentials,
      CallHeaders callHeaders,
      DefaultModel defaultModel,
      ShownExamples examples) {
    this.engine = engine;
    this.functions = functions;
    this.pipeline = pipeline;
    this.credentials = credentials;
    this.callHeaders = callHeaders;
    this.defaultModel = defaultModel;
    this.examples = examples;
  }

  /**
   * Answers a call.
   *
   * @param nameInPath the function's name when the path says it; null when the body does
   * @param streamInPath whether the path asks for a stream
   */
  void handle(Incoming incoming, @Nullable String nameInPath, boolean streamInPath) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    JsonNode body = Json.parseLenient(incoming.body());
    TaskCall call = functions.complete(key.projectId(), TaskCallReader.read(body, nameInPath));
    boolean stream = streamInPath || TaskCallReader.wantsStream(body);
    TaskEngine.Prepared prepared = engine.prepare(call);
    FunctionRevision revision = functions.declare(key.projectId(), call, modelOf(call, body));
    if (call.input() == null) {
      declared(incoming, call, revision);
      return;
    }
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            Dialect.NATIVE.label(),
            new CallContext.Work(
                call.name(),
                revision.number(),
                models(call),
                stream,
                CallHeaders.options(incoming.exchange())),
            new CallHeaders.Said(
                call.attribution().traceId(),
                call.attribution().parentSpanId(),
                call.attribution().tags(),
                call.attribution().metadata()));
    ShownExamples.Shown shown = examples.in(prepared, context);
    try (CallSession session = pipeline.begin(context)) {
      session.asked(() -> Json.text(body));
      if (shown.note() != null) {
        session.note(shown.note());
      }
      String remark = defaultModel.remark();
      if (remark != null && call.definition().models().isEmpty()) {
        session.note(new Note(Note.Kind.APPROXIMATED, "model", remark));
      }
      try {
        if (stream) {
          stream(incoming, session, shown.prepared());
        } else {
          whole(incoming, session, shown.prepared());
        }
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      }
    }
  }

  private void whole(Incoming incoming, CallSession session, TaskEngine.Prepared prepared) {
    TaskResult result = engine.run(prepared, session, null);
    byte[] answer = Json.write(TaskAnswer.of(prepared.call(), result, session));
    session.complete(() -> Json.text(result.data()), result.rawStopReason());
    incoming.exchange().respond(200, headers(session, result.target()).build(), answer);
  }

  private void stream(Incoming incoming, CallSession session, TaskEngine.Prepared prepared) {
    Headers.Builder headers =
        Headers.builder()
            .add("content-type", "text/event-stream; charset=utf-8")
            .add("cache-control", "no-cache")
            .add("x-accel-buffering", "no")
            .add("x-request-id", incoming.requestId())
            .add("x-opper-trace-id", session.context().identity().traceId());
    TaskEvents events = new TaskEvents(() -> incoming.exchange().stream(200, headers.build()));
    try {
      TaskResult result = engine.run(prepared, session, events);
      ObjectNode answer = TaskAnswer.of(prepared.call(), result, session);
      session.complete(() -> Json.text(result.data()), result.rawStopReason());
      events.complete(answer);
    } catch (CallerGoneException e) {
      session.fail(
          new Failure.CallerGone("the caller left before the end of the answer"), events::drafted);
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Failure failure = recorded(session, Mistake.of(e, incoming.requestId()), events);
      if (!events.begun()) {
        throw new FailureException(failure);
      }
      events.fail(failure, incoming.requestId());
    } finally {
      events.close();
    }
  }

  /** What to tell the caller: the failure, or that there was no room to put it on record. */
  private static Failure recorded(CallSession session, Failure failure, TaskEvents events) {
    try {
      session.fail(failure, events::drafted);
      return failure;
    } catch (FailureException refused) {
      return refused.failure();
    }
  }

  /** The function stands in the registry now; nothing was run. */
  private static void declared(Incoming incoming, TaskCall call, FunctionRevision revision) {
    incoming.json(200, Json.write(TaskAnswer.declared(call, revision, incoming)));
  }

  private static Headers.Builder headers(CallSession session, @Nullable Target target) {
    if (target == null) {
      throw new IllegalStateException("an answer from nobody");
    }
    Headers.Builder headers = CallHeaders.answer(session, target);
    headers.add("content-type", "application/json");
    CallHeaders.addCost(headers, session.bill());
    return headers;
  }

  private List<String> models(TaskCall call) {
    List<TaskCall.ModelChoice> chosen = call.definition().models();
    return chosen.isEmpty()
        ? List.of(defaultModel.model())
        : chosen.stream().map(TaskCall.ModelChoice::name).toList();
  }

  /** The model field as the revision keeps it: the caller's, or what the function had. */
  private static @Nullable JsonNode modelOf(TaskCall call, JsonNode body) {
    JsonNode given = body.get("model");
    if (given != null && !given.isNull()) {
      return given;
    }
    return call.definition().models().isEmpty()
        ? null
        : Json.tree(call.definition().models().stream().map(TaskCall.ModelChoice::name).toList());
  }
}
