package dev.switchboard.provider.sandbox;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
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
    lease.requireFor(name(), order.upstreamModel());
    WorkRequest request = order.request().get();
    ModelName model = ModelName.ofWork(name(), order.upstreamModel(), SandboxModels.of(request));
    Directives directives =
        new DirectiveReader()
            .add(model.implied())
            .add(model.directives())
            .add(order.options().sandbox())
            .read();
    long attempt = attempts.getAndIncrement();
    RandomGenerator chance =
        new SplittableRandom(request.hashCode() ^ directives.shape().seed() * 31 ^ attempt);
    Pause pause = new Pause(name(), order.cancellation());
    Fault drawn = chance.nextDouble() < directives.probability() ? directives.fault() : null;
    Fault fault = drawn == null ? null : drawn.at(attempt, false).orElse(null);
    if (fault == Fault.SILENCE || fault == Fault.STALL || fault == Fault.DRIP) {
      pause.await(Pause.FOREVER, config.firstEvent(), "first_event");
    }
    pause.await(
        directives.timing().latency().draw(chance).plus(directives.timing().firstToken()),
        config.firstEvent(),
        "first_event");
    Failure failure =
        fault == null ? null : new Breakage(config, directives).atOnce(fault).orElse(null);
    boolean speaks = request instanceof SpeechRequest && order.stream();
    if (failure != null && !(speaks && fault != null && fault.phase() == Fault.Phase.STREAM)) {
      throw new FailureException(failure);
    }
    List<Note> notes = notes(request);
    Fidelity.require(order.options(), notes);
    WorkResponse response = done(request, model);
    return speaks && response instanceof SpeechResponse speech
        ? new WorkReply.Streaming(
            new SandboxSpeech(speech, failure, pause, directives.timing().pace(), config),
            false,
            notes)
        : new WorkReply.Whole(response, null, notes);
  }

  private WorkResponse done(WorkRequest request, ModelName model) {
    return switch (request) {
      case EmbeddingRequest embedding ->
          new EmbeddingResponse(
              model.reported(), Embedder.vectors(embedding), Embedder.usage(embedding));
      case ImageRequest image -> Studio.pictures(image, model.reported());
      case SpeechRequest speech -> Voice.speak(speech, model.reported());
      case TranscriptionRequest transcription -> Ear.hear(transcription, model.reported());
      case ModerationRequest moderation -> Moderator.judged(moderation, model.reported());
    };
  }

  private static List<Note> notes(WorkRequest request) {
    List<Note> notes = new ArrayList<>();
    for (Extension extension : request.extensions()) {
      notes.add(
          new Note(Note.Kind.OMITTED, extension.name(), "the sandbox does not know this field"));
    }
    switch (request) {
      case ImageRequest image when image.byUrl() ->
          notes.add(
              new Note(
                  Note.Kind.APPROXIMATED,
                  "response_format",
                  "the sandbox gives bytes in place of addresses"));
      case SpeechRequest speech -> addNotes(speech, notes);
      case TranscriptionRequest transcription when transcription.translate() ->
          notes.add(
              new Note(
                  Note.Kind.APPROXIMATED,
                  "translation",
                  "the sandbox writes down what was said, in its own language"));
      case ModerationRequest moderation
          when moderation.items().stream()
              .flatMap(List::stream)
              .anyMatch(Content.Image.class::isInstance) ->
          notes.add(
              new Note(Note.Kind.OMITTED, "image_url", "the sandbox does not look at pictures"));
      case EmbeddingRequest _, ImageRequest _, TranscriptionRequest _, ModerationRequest _ -> {}
    }
    return notes;
  }

  private static void addNotes(SpeechRequest speech, List<Note> notes) {
    if (speech.format() == null) {
      notes.add(
          new Note(
              Note.Kind.APPROXIMATED,
              "response_format",
              "the sandbox speaks WAV where no format is asked for"));
    }
    if (speech.instructions() != null) {
      notes.add(
          new Note(Note.Kind.OMITTED, "instructions", "the sandbox has one manner of speaking"));
    }
  }
}
