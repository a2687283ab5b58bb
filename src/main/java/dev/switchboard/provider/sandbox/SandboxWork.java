package dev.switchboard.provider.sandbox;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.provider.Fidelity;
import dev.switchboard.provider.WorkOrder;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.WorkReply;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Does work without a model: vectors, pictures and sounds that depend on what was asked and on
 * nothing else.
 */
public final class SandboxWork implements WorkProvider {
  private final SandboxConfig config;
  private final AtomicLong attempts = new AtomicLong();

  public SandboxWork(SandboxConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public WorkReply perform(Lease lease, WorkOrder order) {
    requireLease(lease, order);
    WorkRequest request = order.request().get();
    ModelName model = ModelName.ofWork(name(), order.upstreamModel(), SandboxModels.of(request));
    Directives directives =
        new DirectiveReader()
            .add(model.implied())
            .add(model.directives())
            .add(order.options().sandbox())
            .read();
    RandomGenerator chance =
        new SplittableRandom(
            request.hashCode() ^ directives.shape().seed() * 31 ^ attempts.getAndIncrement());
    Pause pause = new Pause(name(), order.cancellation());
    Fault fault = chance.nextDouble() < directives.probability() ? directives.fault() : null;
    if (fault == Fault.SILENCE || fault == Fault.STALL) {
      pause.await(Pause.FOREVER, config.firstEvent(), "first_event");
    }
    pause.await(
        directives.timing().latency().draw(chance).plus(directives.timing().firstToken()),
        config.firstEvent(),
        "first_event");
    if (fault != null && fault != Fault.SLOW_FIRST_TOKEN) {
      throw new FailureException(new Breakage(name(), directives).atOnce(fault));
    }
    List<Note> notes = notes(request);
    Fidelity.require(order.options(), notes);
    return new WorkReply.Whole(done(request, model), null, notes);
  }

  private WorkResponse done(WorkRequest request, ModelName model) {
    return switch (request) {
      case EmbeddingRequest embedding ->
          new EmbeddingResponse(
              model.reported(), Embedder.vectors(embedding), Embedder.usage(embedding));
      case ImageRequest _, SpeechRequest _, TranscriptionRequest _, ModerationRequest _ ->
          throw new FailureException(
              new Failure.Unsupported(request.noun(), "the sandbox has no " + request.noun()));
    };
  }

  private static List<Note> notes(WorkRequest request) {
    List<Note> notes = new ArrayList<>();
    for (Extension extension : request.extensions()) {
      notes.add(
          new Note(Note.Kind.OMITTED, extension.name(), "the sandbox does not know this field"));
    }
    return notes;
  }

  private void requireLease(Lease lease, WorkOrder order) {
    if (!lease.provider().equals(name()) || !lease.upstreamModel().equals(order.upstreamModel())) {
      throw new IllegalStateException(
          lease + " does not cover " + name() + "/" + order.upstreamModel());
    }
  }
}
