package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.access.Lease;
import dev.switchboard.access.Treasury;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.Fidelity;
import dev.switchboard.provider.WorkOrder;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.WorkReply;
import dev.switchboard.routing.Target;
import java.util.List;

/** One attempt at work that is no conversation, with its measures. */
final class WorkAttempt {
  private final Treasury treasury;
  private final TargetFacts facts;
  private final CallContext context;
  private final CallRecorder recorder;
  private final AnswerBudget.Part room;
  private final WorkPrompt prompt;
  private final WorkUsage measure;

  WorkAttempt(
      Pipeline pipeline,
      CallContext context,
      CallRecorder recorder,
      AnswerBudget.Part room,
      WorkPrompt prompt) {
    this.treasury = pipeline.treasury();
    this.facts = pipeline.facts();
    this.context = context;
    this.recorder = recorder;
    this.room = room;
    this.prompt = prompt;
    this.measure = new WorkUsage(pipeline.recording().estimator());
  }

  /**
   * Makes the attempt.
   *
   * @throws FailureException when it fails before an answer is there
   */
  WorkAnswer once(WorkProvider provider, Target target, Admission admission, AttemptLog log) {
    List<Note> remarks = CallSession.remarks(target);
    try {
      Fidelity.require(context.work().options(), remarks);
      log.setAside(treasury, context.payer(), () -> facts.most(target, prompt.request().get()));
      log.setAside(admission.tokens(target.id(), () -> likely(prompt.request().get())));
      Lease lease = admission.lease(target.provider(), target.upstreamModel());
      log.begins();
      WorkReply reply =
          provider.perform(
              lease,
              new WorkOrder(
                  prompt.request(),
                  prompt.original(),
                  target.upstreamModel(),
                  prompt.stream(),
                  prompt.extraHeaders(),
                  context.work().options(),
                  context.cancellation(),
                  room));
      recorder.add(remarks);
      return answer(target, reply, log);
    } catch (FailureException e) {
      log.failed(e.failure(), ofNothing(e.failure()));
      throw e;
    } catch (RuntimeException | Error e) {
      log.failed(CallSession.MISTAKE, Usage.UNKNOWN);
      throw e;
    }
  }

  private WorkAnswer answer(Target target, WorkReply reply, AttemptLog log) {
    WorkRequest request = prompt.request().get();
    return switch (reply) {
      case WorkReply.Whole whole -> {
        recorder.add(whole.notes());
        log.firstEvent();
        log.reportedModel(whole.response().reportedModel());
        log.passedThrough(whole.raw() != null);
        log.succeeded(measure.of(request, whole.response()));
        yield new WorkAnswer.Whole(target, whole.response(), whole.raw());
      }
      case WorkReply.Streaming streaming -> {
        recorder.add(streaming.notes());
        log.passedThrough(streaming.passedThrough());
        yield new WorkAnswer.Streaming(
            target, new WorkAnswerStream(streaming.stream(), request, log, measure));
      }
      case WorkReply.Broken broken -> {
        log.failed(broken.failure(), broken.usage());
        throw new FailureException(broken.failure());
      }
    };
  }

  /** The tokens of what goes in, where they can be counted; the rest is counted at the end. */
  private long likely(WorkRequest request) {
    Usage usage = measure.ofPart(request);
    return usage.source() == Usage.Source.UNKNOWN ? 0 : usage.inputTotal() + usage.outputTotal();
  }

  /** What a provider may have worked on before it failed is not free. */
  private Usage ofNothing(Failure failure) {
    return UsageEstimate.mayHaveWorked(failure)
        ? measure.ofPart(prompt.request().get())
        : Usage.NONE;
  }
}
