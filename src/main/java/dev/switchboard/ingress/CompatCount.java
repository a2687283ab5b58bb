package dev.switchboard.ingress;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Headers;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.InputCount;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.provider.RawBody;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Counts a request's tokens in a vendor's dialect, as the provider does or by an estimate. */
public final class CompatCount {
  private final Pipeline pipeline;
  private final CallHeaders callHeaders;

  public CompatCount(Pipeline pipeline, CallHeaders callHeaders) {
    this.pipeline = pipeline;
    this.callHeaders = callHeaders;
  }

  /**
   * What all calls of one route have in common.
   *
   * @param name what a call is called on its trace
   * @param requestIdHeader where the dialect's SDKs look for the request id
   * @param decode the body of the dialect's count route
   * @param encode the answer with this count
   */
  public record Manner(
      String name,
      String requestIdHeader,
      Function<RawBody, ChatRequest> decode,
      LongFunction<byte[]> encode) {
    public Manner {
      Objects.requireNonNull(name);
      Objects.requireNonNull(requestIdHeader);
      Objects.requireNonNull(decode);
      Objects.requireNonNull(encode);
    }
  }

  /**
   * Answers; an estimate is marked as such in {@code x-switchboard-fidelity}.
   *
   * @throws FailureException when the request is wrong or no target serves the model
   */
  public void serve(Incoming incoming, VirtualKey key, Manner manner, RawBody asked, String model) {
    CompatExtras extras = CompatExtras.of(asked, CallHeaders.Said.NOTHING);
    RawBody body = extras.body();
    ChatRequest request = manner.decode().apply(body);
    CallContext context =
        callHeaders.context(
            incoming,
            key,
            body.dialect().label(),
            new CallContext.Work(
                CallHeaders.name(incoming.exchange(), manner.name()),
                null,
                List.of(model),
                false,
                CallHeaders.options(incoming.exchange())),
            extras.said());
    try (CallSession session = pipeline.begin(context)) {
      CallExchange.tell(incoming.exchange(), session);
      try {
        InputCount count = InputCount.of(session, new Prompt(() -> request, body, false, Map.of()));
        session.complete(() -> Utf8Text.of("null"), "counted");
        Headers.Builder headers = CallHeaders.answer(session, session.targets().getFirst());
        if (!manner.requestIdHeader().equals("x-request-id")) {
          headers.add(manner.requestIdHeader(), incoming.requestId());
        }
        headers.add("content-type", "application/json");
        incoming.exchange().respond(200, headers.build(), manner.encode().apply(count.tokens()));
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      }
    }
  }
}
