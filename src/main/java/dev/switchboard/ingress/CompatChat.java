package dev.switchboard.ingress;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.AnswerStream;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.ChatSaid;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.Demand;
import dev.switchboard.trace.ContentJson;
import dev.switchboard.trace.Utf8Text;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Citations;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.Passed;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.TokenGuess;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A chat call in a vendor's dialect, from its body to the last byte of its answer. */
public final class CompatChat {
  /** Names are kept on every record and come back in errors. */
  private static final int MAX_MODEL_NAME = 500;

  private final Pipeline pipeline;
  private final CallHeaders callHeaders;
  private final AnswerCache cache;

  /**
   * @param cache answers to be given again
   */
  public CompatChat(Pipeline pipeline, CallHeaders callHeaders, AnswerCache cache) {
    this.cache = cache;
    this.pipeline = pipeline;
    this.callHeaders = callHeaders;
  }

  /**
   * What all calls of one route have in common.
   *
   * @param codec the dialect
   * @param idPrefix what an answer's id begins with when it is ours
   * @param requestIdHeader where the dialect's SDKs look for the request id
   * @param name what a call is called on its trace when the caller does not say
   */
  public record Manner(ServerCodec codec, String idPrefix, String requestIdHeader, String name) {
    public Manner {
      Objects.requireNonNull(codec);
      Objects.requireNonNull(idPrefix);
      Objects.requireNonNull(requestIdHeader);
      Objects.requireNonNull(name);
    }
  }

  /**
   * One call.
   *
   * @param body in the dialect of the manner's codec
   * @param model the model's name as the caller gave it
   * @param framing how the answer is written
   * @param said what the body says of the call beside its work
   */
  public record Ask(
      RawBody body, String model, Delivery delivery, StreamFraming framing, CallHeaders.Said said) {
    public Ask {
      Objects.requireNonNull(body);
      Objects.requireNonNull(model);
      Objects.requireNonNull(delivery);
      Objects.requireNonNull(framing);
      Objects.requireNonNull(said);
    }

    Ask withoutExtras() {
      CompatExtras extras = CompatExtras.of(body, said);
      return new Ask(extras.body(), model, delivery, framing, extras.said());
    }
  }

  /**
   * Answers the call.
   *
   * @throws FailureException when it fails before the answer has begun
   */
  public void serve(Incoming incoming, VirtualKey key, Manner manner, Ask asked) {
    requireSaneName(asked.model());
    Ask ask = asked.withoutExtras();
    Decoded decoded = new Decoded(manner.codec(), ask.body());
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            manner.codec().dialect().label(),
            new CallContext.Work(
                CallHeaders.name(incoming.exchange(), manner.name()),
                null,
                List.of(ask.model()),
                ask.delivery().stream(),
                CallHeaders.options(incoming.exchange()),
                Demand.of(
                    new ChatSaid(decoded::request, OptionalLong.of(ask.body().bytes().length)))),
            ask.said());
    try (CallSession session = pipeline.begin(context)) {
      CallExchange.tell(incoming.exchange(), session);
      session.asked(() -> Utf8Text.of(ask.body().bytes()));
      if (isShareable(ask.body().dialect())) {
        cache.serve(
            incoming,
            session,
            new AnswerCache.Asked(KeptAnswer.piece(ask.body().bytes()), kept -> kept),
            call -> new OneCall(call, session, manner, ask, decoded).serve());
      } else {
        new OneCall(incoming, session, manner, ask, decoded).serve();
      }
    }
  }

  /** Whether two calls may have one answer; where answers can be come back to, each has its own. */
  private static boolean isShareable(Dialect dialect) {
    return dialect != Dialect.OPENAI_RESPONSES && dialect != Dialect.GEMINI_INTERACTIONS;
  }

  private static void requireSaneName(String model) {
    if (model.length() > MAX_MODEL_NAME) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/model",
              "model: a name of %d characters, %s… (expected: at most %d)"
                  .formatted(model.length(), model.substring(0, 40), MAX_MODEL_NAME)));
    }
  }

  /** A body, decoded at most once, and not at all where it goes on as it came. */
  static final class Decoded {
    private final ServerCodec codec;
    private final RawBody body;
    private @Nullable ChatRequest found;

    Decoded(ServerCodec codec, RawBody body) {
      this.codec = codec;
      this.body = body;
    }

    ChatRequest request() {
      ChatRequest request = found;
      if (request == null) {
        request = codec.decodeRequest(body.bytes()).chat();
        found = request;
      }
      return request;
    }
  }

  /** One call under way. */
  private static final class OneCall {
    private final Incoming incoming;
    private final CallSession session;
    private final Manner manner;
    private final Ask ask;
    private final List<WireEvent> marks = new ArrayList<>(2);
    private final Decoded decoded;
    private long passed;

    OneCall(Incoming incoming, CallSession session, Manner manner, Ask ask, Decoded decoded) {
      this.decoded = decoded;
      this.incoming = incoming;
      this.session = session;
      this.manner = manner;
      this.ask = ask;
    }

    void serve() {
      Prompt prompt = new Prompt(decoded::request, ask.body(), ask.delivery().stream(), Map.of());
      try {
        switch (session.ask(prompt)) {
          case Answer.Whole whole -> whole(whole);
          case Answer.Streaming streaming -> {
            try (AnswerStream answer = streaming.stream()) {
              stream(streaming, answer);
            }
          }
        }
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      }
    }

    private void whole(Answer.Whole answer) {
      RawBody raw = answer.raw();
      byte[] body;
      if (raw == null) {
        WireBody encoded =
            manner
                .codec()
                .encodeResponse(
                    Citations.in(manner.codec().dialect(), answer.response()),
                    head(answer.target().id()));
        encoded.notes().forEach(session::note);
        body = encoded.bytes();
      } else {
        body = raw.bytes();
      }
      session.reusable(() ->
          AnswerCache.isReusable(answer.response().stopReason(), answer.response().content()));
      session.complete(
          () -> ContentJson.kept(answer.response().content()), answer.response().rawStopReason());
      Headers.Builder headers = headers(CallHeaders.answer(session, answer.target()));
      headers.add("content-type", "application/json");
      CallHeaders.addCost(headers, session.bill());
      incoming.exchange().respond(200, headers.build(), ask.framing().whole(body));
    }

    private void stream(Answer.Streaming streaming, AnswerStream answer) {
      Headers.Builder headers = headers(CallHeaders.answer(session, streaming.target()));
      headers.add("content-type", ask.framing().contentType());
      headers.add("cache-control", "no-cache");
      headers.add("x-accel-buffering", "no");
      AnswerHead head = head(streaming.target().id());
      StreamEncoder encoder =
          Citations.around(manner.codec().streamEncoder(head), manner.codec().dialect());
      try (ResponseStream out = incoming.exchange().stream(200, headers.build())) {
        try {
          out.fillSilence(ask.framing().filler());
          copy(answer, encoder, out);
        } catch (CallerGoneException e) {
          session.fail(
              new Failure.CallerGone("the caller left before the end of the answer"),
              () -> output(answer));
          throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
          Failure failure = session.context().unlessStopped(Mistake.of(e, incoming.requestId()));
          settle(new StreamEvent.Failed(failure), answer);
          out.end(closed(broken(failure, encoder, head)));
        }
      }
    }

    private void copy(AnswerStream answer, StreamEncoder encoder, ResponseStream out) {
      while (true) {
        Optional<ChatStream.Item> item = answer.next().map(this::told);
        if (item.isEmpty()) {
          return;
        }
        byte[] piece = render(item.get(), encoder, answer);
        Optional<StreamEvent> end = end(item.get());
        if (end.isPresent()) {
          encoder.notes().forEach(session::note);
          byte[] last = closed(settle(end.get(), answer) ? piece : unrecorded(encoder));
          out.end(last);
          return;
        }
        if (piece.length > 0) {
          out.write(piece);
        }
      }
    }

    /** The same, but that who is given up as the gateway stops has not left. */
    private ChatStream.Item told(ChatStream.Item item) {
      return session.context().cancellation().isStopped()
          ? new ChatStream.Item(
              item.events().stream()
                  .map(event ->
                      event instanceof StreamEvent.Failed failed
                          ? new StreamEvent.Failed(
                              session.context().unlessStopped(failed.failure()))
                          : event)
                  .toList(),
              item.raw())
          : item;
    }

    /** The dialect's error event, by another encoder where the stream's own is what broke. */
    private byte[] broken(Failure failure, StreamEncoder encoder, AnswerHead head) {
      StreamEvent event = new StreamEvent.Failed(failure);
      try {
        return bytes(encoder.encode(event));
      } catch (RuntimeException _) {
        return bytes(manner.codec().streamEncoder(head).encode(event));
      }
    }

    /** Puts the call on record; false if there was no room for it. */
    private boolean settle(StreamEvent end, AnswerStream answer) {
      try {
        if (end instanceof StreamEvent.Finished finished) {
          session.reusable(
              () -> AnswerCache.isReusable(finished.reason(), answer.accumulated().content()));
          session.complete(() -> output(answer), finished.rawReason());
        } else if (end instanceof StreamEvent.Failed failed) {
          session.fail(failed.failure(), () -> output(answer));
        }
        return true;
      } catch (FailureException _) {
        return false;
      }
    }

    /** An answer that is not on record must not look whole. */
    private byte[] unrecorded(StreamEncoder encoder) {
      return bytes(
          encoder.encode(
              new StreamEvent.Failed(
                  new Failure.Overloaded("the answer could not be put on record"))));
    }

    /** Bytes that came in this dialect go on as they are; the rest is encoded. */
    private byte[] render(ChatStream.Item item, StreamEncoder encoder, AnswerStream answer) {
      WireEvent raw = item.raw();
      boolean failed = item.events().stream().anyMatch(StreamEvent.Failed.class::isInstance);
      if (raw != null && !failed) {
        return raw.equals(WireEvent.NOTHING) ? new byte[0] : pass(raw, encoder);
      }
      if (passed > 0 && !item.events().isEmpty() && !isOutOfMemory(item)) {
        encoder.resume(new Passed(answer.passedOn(), marks, passed));
        passed = 0;
      }
      List<WireEvent> events = new ArrayList<>();
      item.events().forEach(event -> events.addAll(encoder.encode(event)));
      return bytes(events);
    }

    /** Then its end alone is told: to go on in the stream's own ids would take memory. */
    private static boolean isOutOfMemory(ChatStream.Item item) {
      return item.events().stream()
          .anyMatch(event ->
              event instanceof StreamEvent.Failed failed
                  && failed.failure() instanceof Failure.Overloaded
                  && !failed.failure().equals(CallContext.STOPPED));
    }

    private byte[] pass(WireEvent raw, StreamEncoder encoder) {
      passed++;
      if (encoder.marks(raw)) {
        marks.add(raw);
      }
      return ask.framing().frame(raw);
    }

    private byte[] bytes(List<WireEvent> events) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(256);
      events.forEach(event -> out.writeBytes(ask.framing().frame(event)));
      return out.toByteArray();
    }

    private byte[] closed(byte[] last) {
      byte[] close = ask.framing().close();
      if (close.length == 0) {
        return last;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(last.length + close.length);
      out.writeBytes(last);
      out.writeBytes(close);
      return out.toByteArray();
    }

    private AnswerHead head(String model) {
      return new AnswerHead(
          manner.idPrefix() + incoming.requestId(),
          model,
          incoming.arrival().at().getEpochSecond(),
          ask.delivery(),
          new TokenGuess() {
            @Override
            public long input() {
              return session.estimateInput(decoded.request());
            }

            @Override
            public long output(String text) {
              return session.estimate(text);
            }
          });
    }

    private Headers.Builder headers(Headers.Builder headers) {
      if (!manner.requestIdHeader().equals("x-request-id")) {
        headers.add(manner.requestIdHeader(), incoming.requestId());
      }
      return headers;
    }

    private static Optional<StreamEvent> end(ChatStream.Item item) {
      return item.events().stream()
          .filter(e -> e instanceof StreamEvent.Finished || e instanceof StreamEvent.Failed)
          .findFirst();
    }

    private static Utf8Text output(AnswerStream answer) {
      return ContentJson.kept(answer.accumulated().content());
    }
  }
}
