package dev.switchboard.ingress;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.WorkAnswer;
import dev.switchboard.pipeline.WorkAnswerStream;
import dev.switchboard.pipeline.WorkPrompt;
import dev.switchboard.pipeline.WorkSaid;
import dev.switchboard.provider.OriginalWork;
import dev.switchboard.provider.WorkStream;
import dev.switchboard.routing.Demand;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.WorkJson;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.WorkStreamEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call for work that is no conversation, in a vendor's dialect, from its decoded request to the
 * last byte of its answer.
 */
public final class CompatWork {
  private final Pipeline pipeline;
  private final CallHeaders callHeaders;
  private final AnswerCache cache;

  /**
   * @param cache answers to be given again
   */
  public CompatWork(Pipeline pipeline, CallHeaders callHeaders, AnswerCache cache) {
    this.cache = cache;
    this.pipeline = pipeline;
    this.callHeaders = callHeaders;
  }

  /**
   * One call.
   *
   * @param surface the route's label, such as {@code openai.embeddings}
   * @param original the caller's bytes if they may be passed on; null otherwise
   * @param rendering how the caller wants the answer
   */
  public record Ask(
      String surface, WorkRequest request, @Nullable OriginalWork original, Rendering rendering) {
    public Ask {
      Objects.requireNonNull(surface);
      Objects.requireNonNull(request);
      Objects.requireNonNull(rendering);
    }
  }

  /** How a caller wants the answer. */
  public interface Rendering {

    /** A whole answer's body. */
    Blob whole(WorkResponse response, String model);

    /** Whether the provider's own bytes are what the caller wants. */
    default boolean accepts(Blob raw) {
      return true;
    }

    /** Writes events, if the caller wants events. */
    default Optional<WorkStreamEncoder> events() {
      return Optional.empty();
    }
  }

  /**
   * Answers the call.
   *
   * @throws FailureException when it fails before the answer has begun
   */
  public void serve(Incoming incoming, VirtualKey key, Ask ask) {
    boolean stream = ask.rendering().events().isPresent() || ask.request() instanceof SpeechRequest;
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            ask.surface(),
            new CallContext.Work(
                CallHeaders.name(incoming.exchange(), ask.surface()),
                null,
                List.of(ask.request().model()),
                stream,
                CallHeaders.options(incoming.exchange()),
                Demand.of(new WorkSaid(ask.request()))),
            CallHeaders.Said.NOTHING);
    try (CallSession session = pipeline.begin(context)) {
      CallExchange.tell(incoming.exchange(), session);
      session.asked(() -> WorkJson.input(ask.request()));
      cache.serve(
          incoming,
          session,
          new AnswerCache.Asked(KeptAnswer.piece(incoming.body()), kept -> kept),
          asked -> new OneCall(asked, session, ask).serve(stream));
    }
  }

  /** One call under way. */
  private static final class OneCall {
    private final Incoming incoming;
    private final CallSession session;
    private final Ask ask;

    OneCall(Incoming incoming, CallSession session, Ask ask) {
      this.incoming = incoming;
      this.session = session;
      this.ask = ask;
    }

    void serve(boolean stream) {
      try {
        switch (session.perform(new WorkPrompt(ask::request, ask.original(), stream))) {
          case WorkAnswer.Whole whole -> {
            Optional<WorkStreamEncoder> encoder = ask.rendering().events();
            if (encoder.isPresent()) {
              events(whole.target(), new OneShot(whole.response()), encoder.get());
            } else {
              whole(whole);
            }
          }
          case WorkAnswer.Streaming streaming -> {
            try (WorkAnswerStream answer = streaming.stream()) {
              Optional<WorkStreamEncoder> encoder = ask.rendering().events();
              if (encoder.isPresent()) {
                events(streaming.target(), answer, encoder.get());
              } else {
                bytes(streaming.target(), answer);
              }
            }
          }
        }
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      }
    }

    private void whole(WorkAnswer.Whole answer) {
      Blob raw = answer.raw();
      Blob body =
          raw != null && ask.rendering().accepts(raw)
              ? raw
              : ask.rendering().whole(answer.response(), answer.target().id());
      session.reusable(() -> isLasting(answer.response()));
      session.complete(() -> WorkJson.output(answer.response()), "");
      Headers.Builder headers = CallHeaders.answer(session, answer.target());
      headers.add("content-type", type(answer.response(), body));
      CallHeaders.addCost(headers, session.bill());
      incoming.exchange().respond(200, headers.build(), body.bytes());
    }

    /** Providers say many things of their JSON; SDKs read it by this name alone. */
    private static String type(WorkResponse response, Blob body) {
      return switch (response) {
        case EmbeddingResponse _, ImageResponse _, ModerationResponse _ -> "application/json";
        case TranscriptionResponse _, SpeechResponse _ -> body.mimeType();
      };
    }

    /** A sound, piece by piece; the end of the body follows the record. */
    private void bytes(Target target, WorkAnswerStream answer) {
      Headers.Builder headers = CallHeaders.answer(session, target);
      headers.add("content-type", answer.mimeType());
      try (ResponseStream out = incoming.exchange().stream(200, headers.build())) {
        for (Optional<WorkStream.Item> item = answer.next();
            item.isPresent();
            item = answer.next()) {
          for (WorkEvent event : item.get().events()) {
            if (event instanceof WorkEvent.AudioPiece piece) {
              out.write(piece.audio().bytes());
            }
          }
          if (settled(item.get())) {
            out.end();
            return;
          }
        }
      } catch (CallerGoneException e) {
        left();
        throw e;
      } catch (FailureException _) {
        // A sound has no place for an error: the body that does not end is what tells it.
      }
    }

    private void events(Target target, WorkStream answer, WorkStreamEncoder encoder) {
      Headers.Builder headers = CallHeaders.answer(session, target);
      headers.add("content-type", "text/event-stream; charset=utf-8");
      headers.add("cache-control", "no-cache");
      headers.add("x-accel-buffering", "no");
      try (ResponseStream out = incoming.exchange().stream(200, headers.build())) {
        try {
          out.fillSilence(StreamFraming.comment());
          copy(answer, encoder, out);
        } catch (CallerGoneException e) {
          left();
          throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
          Failure failure = session.context().unlessStopped(Mistake.of(e, incoming.requestId()));
          session.fail(failure);
          out.end(framed(encoder, new WorkEvent.Failed(failure)));
        }
      }
    }

    private void copy(WorkStream answer, WorkStreamEncoder encoder, ResponseStream out) {
      while (true) {
        Optional<WorkStream.Item> item = answer.next().map(this::told);
        if (item.isEmpty()) {
          return;
        }
        byte[] piece = rendered(item.get(), encoder);
        boolean end;
        try {
          end = settled(item.get());
        } catch (FailureException e) {
          out.end(
              isFailed(item.get()) ? piece : framed(encoder, new WorkEvent.Failed(e.failure())));
          return;
        }
        if (end) {
          out.end(piece);
          return;
        }
        if (piece.length > 0) {
          out.write(piece);
        }
      }
    }

    /**
     * Puts the call on record if this was its last item, which is what it returns.
     *
     * @throws FailureException if it ended badly, or cannot be put on record
     */
    private boolean settled(WorkStream.Item item) {
      for (WorkEvent event : item.events()) {
        if (event instanceof WorkEvent.Finished finished) {
          session.reusable(() -> isLasting(finished.response()));
          session.complete(() -> WorkJson.output(finished.response()), "");
          return true;
        }
        if (event instanceof WorkEvent.Failed failed) {
          session.fail(failed.failure());
          throw new FailureException(failed.failure());
        }
      }
      return false;
    }

    /** Whether all of it is there: what is told by an address is gone after a while. */
    private static boolean isLasting(WorkResponse response) {
      return !(response instanceof ImageResponse made)
          || made.images().stream()
              .allMatch(picture -> picture.source() instanceof MediaSource.Inline);
    }

    /** The same, but that who is given up as the gateway stops has not left. */
    private WorkStream.Item told(WorkStream.Item item) {
      return session.context().cancellation().isStopped()
          ? new WorkStream.Item(
              item.events().stream()
                  .map(event ->
                      event instanceof WorkEvent.Failed failed
                          ? new WorkEvent.Failed(session.context().unlessStopped(failed.failure()))
                          : event)
                  .toList(),
              item.raw())
          : item;
    }

    private void left() {
      session.fail(new Failure.CallerGone("the caller left before the end of the answer"));
    }

    private static boolean isFailed(WorkStream.Item item) {
      return item.events().stream().anyMatch(WorkEvent.Failed.class::isInstance);
    }

    /** Events that came in this dialect go on as they are; the rest is encoded. */
    private static byte[] rendered(WorkStream.Item item, WorkStreamEncoder encoder) {
      WireEvent raw = item.raw();
      if (raw != null && !isFailed(item)) {
        return raw.data().isEmpty() ? new byte[0] : frame(raw);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      item.events().forEach(event -> out.writeBytes(framed(encoder, event)));
      return out.toByteArray();
    }

    private static byte[] framed(WorkStreamEncoder encoder, WorkEvent event) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      encoder.encode(event).forEach(wire -> out.writeBytes(frame(wire)));
      return out.toByteArray();
    }

    private static byte[] frame(WireEvent event) {
      String name = event.event();
      return name == null ? SseEncoder.data(event.data()) : SseEncoder.event(name, event.data());
    }
  }

  /** A whole answer as a stream: the sound, if it is one, and the end. */
  private static final class OneShot implements WorkStream {
    private final WorkResponse response;
    private boolean told;

    OneShot(WorkResponse response) {
      this.response = response;
    }

    @Override
    public String mimeType() {
      return response instanceof SpeechResponse speech ? speech.audio().mimeType() : "";
    }

    @Override
    public Optional<Item> next() {
      if (told) {
        return Optional.empty();
      }
      told = true;
      List<WorkEvent> events = new ArrayList<>(2);
      if (response instanceof SpeechResponse speech && speech.audio().size() > 0) {
        events.add(new WorkEvent.AudioPiece(speech.audio()));
      }
      events.add(new WorkEvent.Finished(response));
      return Optional.of(new Item(events, null));
    }

    @Override
    public void close() {}
  }
}
