package dev.switchboard.provider;

import dev.switchboard.access.Lease;
import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.wire.Citations;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireBody;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A provider reached over HTTP in one of the dialects. */
public final class WireProvider implements ChatProvider, InputCounter {
  private static final int MAX_ERROR_BYTES = 1 << 20;

  private static final Note UNCITED =
      new Note(
          Note.Kind.OMITTED, "citations", "citations of earlier answers have no place in requests");

  private final ProviderConfig config;
  private final Endpoint endpoint;
  private final UpstreamClient client;
  private final MediaInliner inliner;
  private final Clock clock;
  private final Deadlines deadlines;
  private final UpstreamFailures failures;

  public WireProvider(
      ProviderConfig config,
      Endpoint endpoint,
      UpstreamClient client,
      MediaInliner inliner,
      Clock clock) {
    this.config = config;
    this.endpoint = endpoint;
    this.client = client;
    this.inliner = inliner;
    this.clock = clock;
    this.deadlines = config.timeouts().deadlines();
    this.failures = new UpstreamFailures(config);
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Dialect dialect() {
    return endpoint.codec().dialect();
  }

  @Override
  public Dialect dialectFor(@Nullable Dialect asked, String upstreamModel) {
    return endpoint.forCall(asked, upstreamModel).codec().dialect();
  }

  @Override
  public int retries() {
    return config.retries();
  }

  @Override
  public ChatReply chat(Lease lease, ChatOrder order) {
    lease.requireFor(config.name(), order.upstreamModel());
    Endpoint there = there(order);
    Endpoint.Passage passage = passage(there, order);
    if (passage != null) {
      Fidelity.require(order.options(), passage.notes());
      return send(there, order, passage, new WireBody(passage.body(), passage.notes()));
    }
    WireBody body = encode(there, order);
    Fidelity.require(order.options(), body.notes());
    return send(there, order, null, body);
  }

  @Override
  public void requireCarried(ChatOrder order) {
    Endpoint there = there(order);
    Endpoint.Passage passage = passage(there, order);
    if (passage != null) {
      Fidelity.require(order.options(), passage.notes());
    } else if (!MediaInliner.hasAddresses(order.request().get())) {
      Fidelity.require(order.options(), encode(there, order).notes());
    }
  }

  @Override
  public OptionalLong countInput(Lease lease, ChatOrder order) {
    lease.requireFor(config.name(), order.upstreamModel());
    RawBody original = order.original();
    Endpoint there =
        endpoint.forCount(original == null ? null : original.dialect(), order.upstreamModel());
    Endpoint.Counting counting = there.counting().orElse(null);
    if (counting == null) {
      return OptionalLong.empty();
    }
    String model = order.upstreamModel();
    Endpoint.Passage passage = passage(there, order);
    byte[] body =
        passage == null
            ? counting.body(encode(there, order).bytes(), model)
            : counting.passedOn(passage.body(), model);
    try {
      UpstreamResponse response =
          client.send(
              request(there, counting.address(model), headers(there, order, passage), body),
              order.cancellation());
      if (response.status() >= 300) {
        throw new FailureException(refused(there, response));
      }
      return counting.decode(response.body().readAll(MAX_ERROR_BYTES));
    } catch (UpstreamException e) {
      throw new FailureException(failures.of(e));
    }
  }

  private Endpoint there(ChatOrder order) {
    RawBody original = order.original();
    return endpoint.forCall(original == null ? null : original.dialect(), order.upstreamModel());
  }

  private static Endpoint.@Nullable Passage passage(Endpoint there, ChatOrder order) {
    RawBody original = order.original();
    return original == null
        ? null
        : there.passOn(original, order.upstreamModel(), order.stream()).orElse(null);
  }

  private WireBody encode(Endpoint there, ChatOrder order) {
    try {
      ClientCodec codec = there.codec();
      ChatRequest asked = order.request().get();
      Optional<ChatRequest> uncited = Citations.without(codec.dialect(), asked);
      WireBody body =
          codec.encodeRequest(
              inliner.inline(uncited.orElse(asked), codec, order.cancellation()),
              order.upstreamModel(),
              order.stream(),
              order.traits());
      if (uncited.isEmpty()) {
        return body;
      }
      List<Note> notes = new ArrayList<>(body.notes());
      notes.add(UNCITED);
      return new WireBody(body.bytes(), notes);
    } catch (UpstreamException e) {
      throw new FailureException(failures.of(e));
    }
  }

  private ChatReply send(
      Endpoint there, ChatOrder order, Endpoint.@Nullable Passage passage, WireBody body) {
    URI address = there.chat(order.upstreamModel(), order.stream());
    UpstreamRequest request = request(there, address, headers(there, order, passage), body.bytes());
    try {
      UpstreamResponse response = client.send(request, order.cancellation());
      if (response.status() >= 300) {
        throw new FailureException(refused(there, response));
      }
      if (!order.stream()) {
        return whole(there, held(order, response), passage, body.notes());
      }
      WireStream stream = new WireStream(held(order, response), there, passage, failures);
      stream.awaitFirstEvent();
      return new ChatReply.Streaming(stream, body.notes());
    } catch (UpstreamException e) {
      throw new FailureException(failures.of(e));
    }
  }

  private UpstreamRequest request(Endpoint there, URI address, Headers headers, byte[] body) {
    return UpstreamRequest.post(address, there.authorized(headers, address, body), body, deadlines);
  }

  private static HeldBody held(ChatOrder order, UpstreamResponse response) {
    return new HeldBody(response.body(), order.room());
  }

  private static ChatReply whole(
      Endpoint there, HeldBody held, Endpoint.@Nullable Passage passage, List<Note> notes) {
    byte[] answer = held.readAll(AnswerBounds.HERE.wholeBytes());
    return new ChatReply.Whole(
        there.codec().decodeResponse(answer),
        passage == null ? null : new RawBody(there.codec().dialect(), answer),
        notes);
  }

  private Failure refused(Endpoint there, UpstreamResponse response) {
    byte[] body = RefusalBody.of(response, MAX_ERROR_BYTES);
    Failure failure =
        there
            .codec()
            .decodeFailure(
                response.status(), body, RetryAfter.millis(response.headers(), clock).orElse(null));
    return failures.named(response, failure);
  }

  private static Headers headers(
      Endpoint there, ChatOrder order, Endpoint.@Nullable Passage passage) {
    Headers headers = there.headers(order.stream());
    Map<String, String> own = passage == null ? Map.of() : passage.headers();
    if (order.extraHeaders().isEmpty() && own.isEmpty()) {
      return Hops.told(headers, order.options());
    }
    Headers.Builder builder = headers.toBuilder();
    own.forEach(builder::set);
    order.extraHeaders().forEach(builder::set);
    return Hops.told(builder.build(), order.options());
  }
}
