package dev.switchboard.provider;

import dev.switchboard.access.Lease;
import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Multipart;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A provider of work that is no conversation, reached over HTTP. */
public final class WireWorkProvider implements WorkProvider {
  private static final int MAX_ERROR_BYTES = 1 << 20;

  private final ProviderConfig config;
  private final WorkEndpoint endpoint;
  private final UpstreamClient client;
  private final MediaInliner inliner;
  private final Clock clock;
  private final Deadlines deadlines;
  private final UpstreamFailures failures;

  public WireWorkProvider(
      ProviderConfig config,
      WorkEndpoint endpoint,
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
  public int retries() {
    return config.retries();
  }

  @Override
  public WorkReply perform(Lease lease, WorkOrder order) {
    lease.requireFor(config.name(), order.upstreamModel());
    OriginalWork original = order.original();
    WorkCall passed =
        original == null
            ? null
            : endpoint.passOn(original, order.upstreamModel(), order.stream()).orElse(null);
    try {
      return passed == null ? translated(order) : one(order, order.request().get(), passed, true);
    } catch (UpstreamException e) {
      throw new FailureException(failures.of(e));
    }
  }

  private WorkReply translated(WorkOrder order) {
    WorkRequest request = order.request().get();
    if (request instanceof ImageRequest image && !endpoint.codec().takesUrls()) {
      request = inliner.inline(image, order.cancellation());
    }
    List<WorkCall> calls = endpoint.codec().encode(request, order.upstreamModel(), order.stream());
    Fidelity.require(
        order.options(), calls.stream().flatMap(call -> call.notes().stream()).toList());
    return calls.size() == 1
        ? one(order, request, calls.getFirst(), false)
        : several(order, request, calls);
  }

  private WorkReply one(WorkOrder order, WorkRequest request, WorkCall call, boolean passed) {
    UpstreamResponse response = send(order, request, call);
    String type = response.headers().first("content-type").orElse("");
    boolean events = type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    boolean json = type.toLowerCase(Locale.ROOT).startsWith("application/json");
    if (events || (call.framing() == WorkCall.Framing.BYTES && !json)) {
      WorkStream stream =
          events
              ? new WireWorkStream(
                  new HeldBody(response.body(), order.room()),
                  endpoint.codec().streamDecoder(request),
                  passed,
                  failures)
              : new BytesWorkStream(response, endpoint.codec(), request, failures);
      return new WorkReply.Streaming(Primed.of(stream), passed, call.notes());
    }
    Blob answer = new Blob(type, whole(order, response));
    WorkResponse decoded = endpoint.codec().decode(request, 0, answer);
    requireAll(request, decoded);
    return new WorkReply.Whole(decoded, passed ? answer : null, call.notes());
  }

  /** Each call waits for the one before: what a provider takes less of at once is not urgent. */
  private WorkReply several(WorkOrder order, WorkRequest request, List<WorkCall> calls) {
    List<Note> notes = new ArrayList<>();
    WorkResponse sum = null;
    for (int i = 0; i < calls.size(); i++) {
      try {
        UpstreamResponse response = send(order, request, calls.get(i));
        String type = response.headers().first("content-type").orElse("");
        Blob answer = new Blob(type, whole(order, response));
        WorkResponse part = endpoint.codec().decode(request, i, answer);
        sum = sum == null ? part : Merged.of(sum, part);
        calls.get(i).notes().stream().filter(n -> !notes.contains(n)).forEach(notes::add);
      } catch (UpstreamException | FailureException e) {
        Failure failure =
            e instanceof FailureException f ? f.failure() : failures.of((UpstreamException) e);
        if (sum == null) {
          throw new FailureException(failure);
        }
        return new WorkReply.Broken(failure, sum.usage());
      }
    }
    if (sum == null) {
      throw new IllegalStateException("no calls for " + request.noun());
    }
    requireAll(request, sum);
    return new WorkReply.Whole(sum, null, notes);
  }

  /** Vectors are told apart by their places alone. */
  private void requireAll(WorkRequest request, WorkResponse response) {
    if (request instanceof EmbeddingRequest asked
        && response instanceof EmbeddingResponse got
        && asked.inputs().size() != got.vectors().size()) {
      throw new FailureException(
          failures.failed(
              Failure.ProviderFailed.Kind.UNREADABLE,
              "sent %d embeddings (expected: %d)"
                  .formatted(got.vectors().size(), asked.inputs().size())));
    }
  }

  private static byte[] whole(WorkOrder order, UpstreamResponse response) {
    return new HeldBody(response.body(), order.room()).readAll(AnswerBounds.HERE.wholeBytes());
  }

  private UpstreamResponse send(WorkOrder order, WorkRequest request, WorkCall call) {
    Headers.Builder headers = endpoint.headers().toBuilder();
    order.extraHeaders().forEach(headers::set);
    byte[] body =
        switch (call.payload()) {
          case WorkPayload.Whole whole -> {
            headers.set("content-type", whole.body().mimeType());
            yield whole.body().bytes();
          }
          case WorkPayload.Form form -> {
            String boundary = Multipart.newBoundary();
            headers.set("content-type", Multipart.contentType(boundary));
            yield Multipart.write(
                boundary,
                form.parts().stream()
                    .map(p ->
                        new Multipart.Field(
                            p.name(), p.fileName(), p.content().mimeType(), p.content().bytes()))
                    .toList());
          }
        };
    UpstreamResponse response =
        client.send(
            UpstreamRequest.post(
                URI.create(config.baseUrl() + call.path()),
                Hops.told(headers.build(), order.options()),
                body,
                deadlines),
            order.cancellation());
    if (response.status() >= 300) {
      throw new FailureException(refused(request, response));
    }
    return response;
  }

  private Failure refused(WorkRequest request, UpstreamResponse response) {
    byte[] body = RefusalBody.of(response, MAX_ERROR_BYTES);
    @Nullable Long wait = RetryAfter.millis(response.headers(), clock).orElse(null);
    return failures.named(
        response, endpoint.codec().decodeFailure(request, response.status(), body, wait));
  }
}
