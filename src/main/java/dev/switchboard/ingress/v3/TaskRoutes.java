package dev.switchboard.ingress.v3;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.ingress.AnswerCache;
import dev.switchboard.ingress.CallExchange;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Mistake;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.routing.Demand;
import dev.switchboard.routing.Target;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCallReader;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.TaskSink;
import dev.switchboard.task.media.Choice;
import dev.switchboard.task.media.MediaCall;
import dev.switchboard.task.media.PlanPage;
import dev.switchboard.task.media.UnusedOptions;
import dev.switchboard.trace.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v3/call} and {@code /v3/call/stream}, and the same on a function's own path. */
public final class TaskRoutes {
  private static final Set<String> WHOLE =
      Set.of(
          "stop", "end_turn", "stop_sequence", "tool_calls", "tool_use", "completed", "complete");

  private final Engines engines;
  private final AnswerCache cache;
  private final Functions functions;
  private final Pipeline pipeline;
  private final Credentials credentials;
  private final CallHeaders callHeaders;
  private final DefaultModel defaultModel;
  private final ShownExamples examples;

  /**
   * @param defaultModel the model for calls that name none
   * @param examples what functions keep to show to models
   * @param cache answers to be given again
   */
  public TaskRoutes(
      Engines engines,
      Functions functions,
      Pipeline pipeline,
      Credentials credentials,
      CallHeaders callHeaders,
      DefaultModel defaultModel,
      ShownExamples examples,
      AnswerCache cache) {
    this.cache = cache;
    this.engines = engines;
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
    if (call.input() == null) {
      engines.media().check(call);
      FunctionRevision revision = functions.declare(key.projectId(), call, modelOf(body));
      incoming.json(200, Json.write(TaskAnswer.declared(call, revision, incoming)));
      return;
    }
    Optional<MediaCall> media = engines.media().plan(call);
    TaskEngine.Prepared prepared =
        media.isPresent() ? null : engines.tasks().prepare(UnusedOptions.warned(call));
    Integer revision =
        functions
            .revision(key.projectId(), call, modelOf(body), () -> isServed(key, call))
            .map(FunctionRevision::number)
            .orElse(null);
    CallContext context =
        context(
            incoming,
            key,
            call,
            new CallContext.Work(
                call.name(),
                revision,
                TaskOutline.models(call, defaultModel),
                stream,
                CallHeaders.options(incoming.exchange()),
                prepared == null ? Demand.NONE : TaskOutline.demand(engines.tasks(), prepared)));
    if (prepared == null) {
      compiled(incoming, context, body, media.orElseThrow());
    } else {
      conversation(incoming, context, body, prepared);
    }
  }

  /** Shows what a call would do; nothing is run, declared or recorded. */
  void plan(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    JsonNode body = Json.parseLenient(incoming.body());
    TaskCall call = functions.complete(key.projectId(), TaskCallReader.read(body, null));
    Optional<MediaCall> media = engines.media().plan(call);
    PlanPage page = new PlanPage(pipeline, key, call);
    if (media.isPresent()) {
      incoming.json(200, Json.write(page.of(media.get())));
      return;
    }
    if (call.input() == null) {
      throw new InvalidFieldException("/input", "nothing", "an input, whose call is planned");
    }
    engines.tasks().prepare(call);
    List<TaskCall.ModelChoice> named = call.definition().models();
    Choice choice =
        named.isEmpty()
            ? new Choice(
                List.of(
                    new TaskCall.ModelChoice(
                        defaultModel.model(),
                        TaskCall.Options.NONE,
                        TaskCall.MediaOptions.NONE,
                        Map.of())),
                "the model of this gateway for conversations",
                defaultModel.remark())
            : new Choice(named, "named by the caller", null);
    incoming.json(200, Json.write(page.conversation(choice)));
  }

  private boolean isServed(VirtualKey key, TaskCall call) {
    return call.definition().models().isEmpty()
        || pipeline.serves(key, TaskOutline.models(call, defaultModel));
  }

  private CallContext context(
      Incoming incoming, VirtualKey key, TaskCall call, CallContext.Work work) {
    return callHeaders.context(
        incoming,
        key,
        Dialect.NATIVE.label(),
        work,
        new CallHeaders.Said(
            call.attribution().traceId(),
            call.attribution().parentSpanId(),
            call.attribution().tags(),
            call.attribution().metadata()));
  }

  private void conversation(
      Incoming incoming, CallContext context, JsonNode body, TaskEngine.Prepared prepared) {
    TaskCall call = prepared.call();
    ShownExamples.Shown shown = examples.in(call, context);
    try (CallSession session = pipeline.begin(context)) {
      CallExchange.tell(incoming.exchange(), session);
      session.asked(() -> Json.text(body));
      if (shown.note() != null) {
        session.note(shown.note());
      }
      String remark = defaultModel.remark();
      if (remark != null && call.definition().models().isEmpty()) {
        session.note(new Note(Note.Kind.APPROXIMATED, "model", remark));
      }
      cache.serve(
          incoming,
          session,
          new AnswerCache.Asked(
              new Blob("application/json", Json.write(body)),
              kept -> CachedTask.renewed(kept, session)),
          asked ->
              answer(
                  new Answering(
                      asked,
                      session,
                      call,
                      data -> data,
                      sink ->
                          engines
                              .tasks()
                              .run(prepared.withExamples(shown.examples()), session, sink),
                      target -> CallHeaders.answer(session, target)),
                  context.work().stream()));
    }
  }

  private void compiled(Incoming incoming, CallContext context, JsonNode body, MediaCall planned) {
    ShownExamples.Shown shown =
        planned.writes()
            ? examples.in(planned.call(), context)
            : new ShownExamples.Shown(planned.call().examples(), null);
    MediaCall media = planned.withExamples(shown.examples());
    try (CompiledCall session = pipeline.beginCompiled(context)) {
      CallExchange.tell(incoming.exchange(), session);
      session.asked(() -> Json.text(media.asked(body)));
      if (shown.note() != null) {
        session.note(shown.note());
      }
      cache.serve(
          incoming,
          session,
          new AnswerCache.Asked(
              new Blob("application/json", Json.write(body)),
              kept -> {
                // No step is admitted, so whether the key may ask these models is looked at here.
                media.models().forEach(models -> pipeline.outline(context.key(), models));
                return CachedTask.renewed(kept, session);
              }),
          asked ->
              answer(
                  new Answering(
                      asked,
                      session,
                      media.call(),
                      media::answered,
                      sink -> engines.media().run(media, session, sink),
                      target ->
                          CallHeaders.answer(
                              session, target, String.join("; ", session.bill().modelsUsed()))),
                  context.work().stream()));
    }
  }

  /**
   * A call that is about to be run.
   *
   * @param kept the data as a record keeps it
   * @param run runs it; it hears the answer grow
   * @param headers of an answer that this target gave
   */
  private record Answering(
      Incoming incoming,
      OpenCall session,
      TaskCall call,
      UnaryOperator<JsonNode> kept,
      Function<@Nullable TaskSink, TaskResult> run,
      Function<Target, Headers.Builder> headers) {}

  private static void answer(Answering answering, boolean stream) {
    try {
      if (stream) {
        stream(answering);
      } else {
        whole(answering);
      }
    } catch (FailureException e) {
      answering.session().fail(e.failure());
      throw e;
    }
  }

  private static void whole(Answering answering) {
    OpenCall session = answering.session();
    TaskResult result = answering.run().apply(null);
    byte[] answer = Json.write(TaskAnswer.of(answering.call(), result, session));
    shareable(session, result);
    session.complete(
        () -> Json.text(answering.kept().apply(result.data())), result.rawStopReason());
    Headers.Builder headers = answering.headers().apply(served(result, session));
    headers.add("content-type", "application/json");
    CallHeaders.addCost(headers, session.bill());
    answering.incoming().exchange().respond(200, headers.build(), answer);
  }

  private static void stream(Answering answering) {
    Incoming incoming = answering.incoming();
    OpenCall session = answering.session();
    Headers.Builder headers =
        Headers.builder()
            .add("content-type", "text/event-stream; charset=utf-8")
            .add("cache-control", "no-cache")
            .add("x-accel-buffering", "no")
            .add("x-request-id", incoming.requestId())
            .add("x-opper-trace-id", session.context().identity().traceId());
    TaskEvents events = new TaskEvents(() -> incoming.exchange().stream(200, headers.build()));
    try {
      TaskResult result = answering.run().apply(events);
      ObjectNode answer = TaskAnswer.of(answering.call(), result, session);
      shareable(session, result);
      session.complete(
          () -> Json.text(answering.kept().apply(result.data())), result.rawStopReason());
      events.complete(answer, session instanceof CompiledCall);
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

  /** Who gave the answer, the last of several. */
  private static Target served(TaskResult result, OpenCall session) {
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

  /** An answer of a model that came to its own end; the words are those of all dialects. */
  private static void shareable(OpenCall session, TaskResult result) {
    String reason = result.rawStopReason().toLowerCase(Locale.ROOT);
    boolean unwritten = session instanceof CompiledCall && reason.isEmpty();
    session.reusable(() -> unwritten || WHOLE.contains(reason));
  }

  /** What to tell the caller: the failure, or that there was no room to put it on record. */
  private static Failure recorded(OpenCall session, Failure failure, TaskEvents events) {
    try {
      session.fail(failure, events::drafted);
      return failure;
    } catch (FailureException refused) {
      return refused.failure();
    }
  }

  /** The model field as the caller gave it; null when it was left out. */
  private static @Nullable JsonNode modelOf(JsonNode body) {
    JsonNode given = body.get("model");
    return given == null || given.isNull() ? null : given;
  }
}
