package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.TopLevel;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.AnswerStream;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.provider.RawBody;
import dev.switchboard.trace.ContentJson;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /v3/compat/chat/completions}: any model behind OpenAI's chat dialect. */
public final class ChatCompletions {
  private final ServerCodec codec;
  private final Pipeline pipeline;
  private final Credentials credentials;
  private final CallHeaders callHeaders;

  public ChatCompletions(
      ServerCodec codec, Pipeline pipeline, Credentials credentials, CallHeaders callHeaders) {
    this.codec = codec;
    this.pipeline = pipeline;
    this.credentials = credentials;
    this.callHeaders = callHeaders;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    byte[] body = incoming.body();
    TopLevel fields = TopLevel.scan(body);
    String model =
        fields
            .text("model")
            .orElseThrow(
                () -> invalid("/model", "model: missing or not a text (expected: a model's name)"));
    boolean stream = fields.boolOr("stream", false);
    if (!fields.has("messages")) {
      throw invalid("/messages", "messages: missing (expected: an array of messages)");
    }
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            Dialect.OPENAI_CHAT.label(),
            new CallContext.Work(
                name(incoming),
                null,
                List.of(model),
                stream,
                CallHeaders.sandbox(incoming.exchange())),
            CallHeaders.Said.NOTHING);
    try (CallSession session = pipeline.begin(context)) {
      session.asked(() -> new String(body, StandardCharsets.UTF_8));
      serve(incoming, session, body, fields);
    }
  }

  private void serve(Incoming incoming, CallSession session, byte[] body, TopLevel fields) {
    boolean stream = session.context().work().stream();
    Prompt prompt =
        new Prompt(
            () -> codec.decodeRequest(body).chat(),
            new RawBody(Dialect.OPENAI_CHAT, body),
            stream,
            Map.of());
    try {
      switch (session.ask(prompt)) {
        case Answer.Whole whole -> whole(incoming, session, whole, delivery(fields));
        case Answer.Streaming streaming -> {
          try (AnswerStream answer = streaming.stream()) {
            stream(incoming, session, streaming, answer, delivery(fields));
          }
        }
      }
    } catch (FailureException e) {
      session.fail(e.failure());
      throw e;
    }
  }

  private void whole(
      Incoming incoming, CallSession session, Answer.Whole answer, Delivery delivery) {
    AnswerHead head = head(incoming, answer.target().id(), delivery);
    RawBody raw = answer.raw();
    byte[] body;
    if (raw == null) {
      WireBody encoded = codec.encodeResponse(answer.response(), head);
      encoded.notes().forEach(session::note);
      body = encoded.bytes();
    } else {
      body = raw.bytes();
    }
    session.complete(
        () -> ContentJson.text(answer.response().content()), answer.response().rawStopReason());
    Headers.Builder headers = CallHeaders.answer(session, answer.target());
    headers.add("content-type", "application/json");
    CallHeaders.addCost(headers, session.bill());
    incoming.exchange().respond(200, headers.build(), body);
  }

  private void stream(
      Incoming incoming,
      CallSession session,
      Answer.Streaming streaming,
      AnswerStream answer,
      Delivery delivery) {
    Headers.Builder headers = CallHeaders.answer(session, streaming.target());
    headers.add("content-type", "text/event-stream; charset=utf-8");
    headers.add("cache-control", "no-cache");
    headers.add("x-accel-buffering", "no");
    StreamEncoder encoder = codec.streamEncoder(head(incoming, streaming.target().id(), delivery));
    try (ResponseStream out = incoming.exchange().stream(200, headers.build())) {
      while (true) {
        Optional<ChatStream.Item> item = answer.next();
        if (item.isEmpty()) {
          return;
        }
        byte[] piece = render(item.get(), encoder);
        Optional<StreamEvent> end = end(item.get());
        if (end.isPresent()) {
          out.end(settle(end.get(), session, answer) ? piece : unrecorded(encoder));
          return;
        }
        if (piece.length > 0) {
          out.write(piece);
        }
      }
    } catch (CallerGoneException e) {
      session.fail(
          new Failure.CallerGone("the caller left before the end of the answer"),
          () -> output(answer));
      throw e;
    }
  }

  private static Optional<StreamEvent> end(ChatStream.Item item) {
    return item.events().stream()
        .filter(e -> e instanceof StreamEvent.Finished || e instanceof StreamEvent.Failed)
        .findFirst();
  }

  /** Puts the call on record; false if there was no room for it. */
  private static boolean settle(StreamEvent end, CallSession session, AnswerStream answer) {
    answer.close();
    try {
      if (end instanceof StreamEvent.Finished finished) {
        session.complete(() -> output(answer), finished.rawReason());
      } else if (end instanceof StreamEvent.Failed failed) {
        session.fail(failed.failure(), () -> output(answer));
      }
      return true;
    } catch (FailureException _) {
      return false;
    }
  }

  private static String output(AnswerStream answer) {
    return ContentJson.text(answer.accumulated().content());
  }

  /** An answer that is not on record must not look whole. */
  private static byte[] unrecorded(StreamEncoder encoder) {
    return bytes(
        encoder.encode(
            new StreamEvent.Failed(
                new Failure.Overloaded("the answer could not be put on record"))));
  }

  /** Bytes that came in this dialect go on as they are; the rest is encoded. */
  private static byte[] render(ChatStream.Item item, StreamEncoder encoder) {
    WireEvent raw = item.raw();
    boolean failed = item.events().stream().anyMatch(StreamEvent.Failed.class::isInstance);
    if (raw != null && !failed) {
      return framed(raw);
    }
    List<WireEvent> events = new ArrayList<>();
    item.events().forEach(event -> events.addAll(encoder.encode(event)));
    return bytes(events);
  }

  private static byte[] framed(WireEvent event) {
    String name = event.event();
    return name == null ? SseEncoder.data(event.data()) : SseEncoder.event(name, event.data());
  }

  private static byte[] bytes(List<WireEvent> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    for (WireEvent event : events) {
      out.writeBytes(framed(event));
    }
    return out.toByteArray();
  }

  private static Delivery delivery(TopLevel fields) {
    boolean usage =
        fields.object("stream_options").map(o -> o.boolOr("include_usage", false)).orElse(false);
    boolean legacy = fields.has("functions") && !fields.has("tools");
    return new Delivery(fields.boolOr("stream", false), usage, legacy);
  }

  private static AnswerHead head(Incoming incoming, String model, Delivery delivery) {
    return new AnswerHead(
        "chatcmpl-" + incoming.requestId(),
        model,
        incoming.arrival().at().getEpochSecond(),
        delivery);
  }

  private static String name(Incoming incoming) {
    return incoming.exchange().header("x-opper-name").orElse("chat.completions");
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }
}
