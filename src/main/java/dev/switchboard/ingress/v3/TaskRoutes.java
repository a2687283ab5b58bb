package dev.switchboard.ingress.v3;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.AnswerCache;
import dev.switchboard.ingress.CallExchange;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Note;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.routing.Demand;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCallReader;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.media.Choice;
import dev.switchboard.task.media.MediaCall;
import dev.switchboard.task.media.PlanPage;
import dev.switchboard.task.media.UnusedOptions;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** {@code POST /v3/call} and {@code /v3/call/stream}, and the same on a function's own path. */
public final class TaskRoutes {
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
    if (media.isPresent()) {
      incoming.json(200, Json.write(page(incoming, key, call, Demand.NONE).of(media.get())));
      return;
    }
    if (call.input() == null) {
      throw new InvalidFieldException("/input", "nothing", "an input, whose call is planned");
    }
    Demand demand = TaskOutline.demand(engines.tasks(), engines.tasks().prepare(call));
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
    incoming.json(200, Json.write(page(incoming, key, call, demand).conversation(choice)));
  }

  private PlanPage page(Incoming incoming, VirtualKey key, TaskCall call, Demand demand) {
    Map<String, String> tags = call.attribution().tags();
    return new PlanPage(pipeline, key, call, callHeaders.asking(incoming, key, tags, demand));
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
      session.asked(() -> Utf8Text.json(body));
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
          new AnswerCache.Asked(asked(body, shown), kept -> CachedTask.renewed(kept, session)),
          asked ->
              new Answering(
                      asked,
                      session,
                      call,
                      data -> data,
                      sink ->
                          engines
                              .tasks()
                              .run(prepared.withExamples(shown.examples()), session, sink),
                      target -> CallHeaders.answer(session, target))
                  .answer());
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
      session.asked(() -> Utf8Text.json(media.asked(body)));
      if (shown.note() != null) {
        session.note(shown.note());
      }
      cache.serve(
          incoming,
          session,
          new AnswerCache.Asked(
              asked(body, shown),
              kept -> {
                // No step is admitted, so whether the key may ask these models is looked at here.
                media.models().forEach(models -> pipeline.outlineStep(context, models));
                return CachedTask.renewed(kept, session);
              }),
          asked ->
              new Answering(
                      asked,
                      session,
                      media.call(),
                      media::answered,
                      sink -> engines.media().run(media, session, sink),
                      target ->
                          CallHeaders.answer(
                              session, target, String.join("; ", session.bill().modelsUsed())))
                  .answer());
    }
  }

  /** What the answer hangs on: the body, and the examples that its function has kept for it. */
  private static Blob asked(JsonNode body, ShownExamples.Shown shown) {
    ArrayNode all = Json.array().add(body);
    for (TaskCall.Example example : shown.examples()) {
      all.add(example.input()).add(example.output());
    }
    return new Blob("application/json", Json.write(all));
  }

  /** The model field as the caller gave it; null when it was left out. */
  private static @Nullable JsonNode modelOf(JsonNode body) {
    JsonNode given = body.get("model");
    return given == null || given.isNull() ? null : given;
  }
}
