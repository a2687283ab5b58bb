package dev.switchboard.pipeline;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.provider.Fidelity;
import dev.switchboard.provider.WorkOrder;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.WorkReply;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.util.List;

/** One attempt at work that is no conversation, with its measures. */
final class WorkAttempt {
  private final CallSession session;
  private final WorkProvider provider;
  private final Target target;
  private final WorkPrompt prompt;
  private final WorkUsage measure;

  WorkAttempt(CallSession session, WorkProvider provider, Target target, WorkPrompt prompt) {
    this.session = session;
    this.provider = provider;
    this.target = target;
    this.prompt = prompt;
    this.measure = new WorkUsage(session.pipeline().recording().estimator());
  }

  /**
   * Makes the attempt.
   *
   * @throws FailureException when it fails before an answer is there
   */
  WorkAnswer answer(TargetHealth.Pass pass) {
    AttemptLog log = new AttemptLog(session, target, pass, false);
    List<Note> remarks = CallSession.remarks(target);
    try {
      Fidelity.require(session.context().work().options(), remarks);
      log.setAside(
          session.pipeline().treasury(),
          session.context().payer(),
          () -> session.facts().most(target, prompt.request().get()));
      log.setAside(session.tokens(target, () -> likely(prompt.request().get())));
      Lease lease = session.lease(target);
      log.begins();
      WorkReply reply = provider.perform(lease, order());
      session.recorder().add(remarks);
      return answer(reply, log);
    } catch (FailureException e) {
      log.failed(e.failure(), ofNothing(e.failure()));
      throw e;
    } catch (RuntimeException | Error e) {
      log.failed(CallSession.MISTAKE, Usage.UNKNOWN);
      throw e;
    }
  }

  private WorkOrder order() {
    return new WorkOrder(
        prompt.request(),
        prompt.original(),
        target.upstreamModel(),
        prompt.stream(),
        prompt.extraHeaders(),
        session.context().work().options(),
        session.signal(),
        session.room());
  }

  private WorkAnswer answer(WorkReply reply, AttemptLog log) {
    WorkRequest request = prompt.request().get();
    return switch (reply) {
      case WorkReply.Whole whole -> {
        session.recorder().add(whole.notes());
        if (request instanceof EmbeddingRequest) {
          log.timed(Question.Work.ofVectors(target), true);
        }
        log.firstEvent();
        log.reportedModel(whole.response().reportedModel());
        log.passedThrough(whole.raw() != null);
        log.succeeded(measure.of(request, whole.response()));
        yield new WorkAnswer.Whole(target, whole.response(), whole.raw());
      }
      case WorkReply.Streaming streaming -> {
        session.recorder().add(streaming.notes());
        log.passedThrough(streaming.passedThrough());
        WorkAnswerStream stream = new WorkAnswerStream(streaming.stream(), request, log, measure);
        session.hears(stream::close);
        yield new WorkAnswer.Streaming(target, stream);
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
