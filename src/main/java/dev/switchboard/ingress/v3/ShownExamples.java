package dev.switchboard.ingress.v3;

import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Vector;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.WorkAnswer;
import dev.switchboard.pipeline.WorkPrompt;
import dev.switchboard.task.Examples;
import dev.switchboard.task.StoredExample;
import dev.switchboard.task.TaskCall;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.trace.WorkJson;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds a function's kept examples to a call that brings none of its own.
 *
 * <p>Where there are more than fit, those most like the input are taken. What is like what, an
 * embedding model says: a call of its own on the same trace, admitted, priced and recorded as any
 * other. When it fails, the newest examples are taken, and the answer says so.
 */
public final class ShownExamples {
  private final Examples examples;
  private final Pipeline pipeline;
  private final TraceIds ids;
  private final DefaultModel embedding;
  private final Clock clock;

  /**
   * @param embedding the model that compares
   */
  public ShownExamples(
      Examples examples, Pipeline pipeline, TraceIds ids, DefaultModel embedding, Clock clock) {
    this.examples = examples;
    this.pipeline = pipeline;
    this.ids = ids;
    this.embedding = embedding;
    this.clock = clock;
  }

  /**
   * A call's examples.
   *
   * @param note what the caller must know about their choice; null for nothing
   */
  record Shown(List<TaskCall.Example> examples, @Nullable Note note) {
    Shown {
      examples = List.copyOf(examples);
    }
  }

  Shown in(TaskCall call, CallContext context) {
    if (!call.examples().isEmpty()) {
      return new Shown(call.examples(), null);
    }
    String project = context.key().projectId();
    List<StoredExample> kept;
    try {
      kept = examples.of(project, call.name());
    } catch (FailureException e) {
      return new Shown(
          List.of(), note("kept examples could not be read (" + e.failure().code() + ")"));
    }
    if (kept.isEmpty()) {
      return new Shown(List.of(), null);
    }
    if (Examples.fit(kept)) {
      return new Shown(Examples.newest(kept), null);
    }
    try {
      List<TaskCall.Example> nearest =
          examples.nearest(project, call, kept, new Comparing(context));
      return new Shown(nearest, note(embedding.remark()));
    } catch (FailureException e) {
      return new Shown(
          Examples.newest(kept),
          note(
              "the newest were shown, not those most like the input: "
                  + embedding.model()
                  + " could not compare them ("
                  + e.failure().code()
                  + ")"));
    }
  }

  private static @Nullable Note note(@Nullable String text) {
    return text == null ? null : new Note(Note.Kind.APPROXIMATED, "examples", text);
  }

  /** Compares on behalf of a call. */
  private final class Comparing implements Examples.Embedder {
    private final CallContext call;

    Comparing(CallContext call) {
      this.call = call;
    }

    @Override
    public String model() {
      return embedding.model();
    }

    @Override
    public List<Vector> embed(List<String> texts) {
      EmbeddingRequest request =
          new EmbeddingRequest(
              embedding.model(),
              texts.stream().<EmbeddingRequest.Input>map(EmbeddingRequest.Text::new).toList(),
              null,
              EmbeddingRequest.Purpose.SIMILARITY,
              null,
              List.of());
      try (CallSession session = pipeline.begin(context())) {
        session.asked(() -> WorkJson.input(request));
        try {
          return vectors(session, session.perform(WorkPrompt.of(request, false)));
        } catch (FailureException e) {
          session.fail(e.failure());
          throw e;
        }
      }
    }

    private List<Vector> vectors(CallSession session, WorkAnswer answer) {
      if (answer instanceof WorkAnswer.Whole whole
          && whole.response() instanceof EmbeddingResponse response) {
        session.complete(() -> WorkJson.output(response), "");
        return response.vectors();
      }
      throw new IllegalStateException("vectors were asked for, not " + answer);
    }

    /** A call below the one that is compared for. */
    private CallContext context() {
      CallRecord.Identity above = call.identity();
      return new CallContext(
          call.key(),
          new CallRecord.Identity(above.traceId(), ids.spanId(), above.spanId(), ids.requestId()),
          call.caller(),
          new CallContext.Work(
              call.work().name() + "/examples",
              null,
              List.of(embedding.model()),
              false,
              call.work().options()),
          new CallContext.Arrival(clock.instant(), System.nanoTime()),
          call.cancellation());
    }
  }
}
