package dev.switchboard.ingress;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.trace.TraceIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The streams that their callers asked to be able to come back to, of this process.
 *
 * <p>They are held in memory: each up to a megabyte, all together up to a bound; one that grows
 * beyond it goes on but cannot be told again.
 */
public final class ResumableStreams {
  /** So long after a connection was lost, or a stream has ended, may its caller come back. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long MOST_BYTES_EACH = 1 << 20;
  private static final Duration PING = Duration.ofSeconds(15);
  private static final String WISH = "x-switchboard-resumable";
  private static final Pattern RESPONSE = Pattern.compile(".*/(?:open)?responses/([^/]+)");
  private static final Pattern EVENT_ID = Pattern.compile("(rs_[0-9a-f]{32})-([0-9]{1,9})");

  private final TraceIds ids;
  private final AtomicLong budget;
  private final Map<String, KeptStream> streams = new ConcurrentHashMap<>();

  /**
   * @param ids makes the streams' names
   * @param mostBytes held for all of them together
   */
  public ResumableStreams(TraceIds ids, long mostBytes) {
    this.ids = ids;
    this.budget = new AtomicLong(mostBytes);
  }

  /** How many are kept. */
  public int kept() {
    return streams.size();
  }

  /** The surface with streams that can be resumed. */
  public Surface over(Surface surface, Credentials credentials) {
    return new Resuming(surface, credentials);
  }

  private final class Resuming implements WrappedSurface {
    private final Surface surface;
    private final Credentials credentials;

    Resuming(Surface surface, Credentials credentials) {
      this.surface = surface;
      this.credentials = credentials;
    }

    @Override
    public Surface surface() {
      return surface;
    }

    @Override
    public void handle(Incoming incoming) {
      Exchange exchange = incoming.exchange();
      Matcher last = exchange.header("last-event-id").map(EVENT_ID::matcher).orElse(null);
      if (last != null && last.matches()) {
        VirtualKey key = credentials.authenticate(exchange);
        resume(incoming, find(last.group(1), key), Integer.parseInt(last.group(2)));
        return;
      }
      Optional<KeptStream> response = response(exchange, credentials);
      if (response.isPresent()) {
        KeptStream stream = response.get();
        long after =
            Parameters.integer(exchange.query(), "starting_after", -1, -1, Integer.MAX_VALUE);
        resume(incoming, stream, stream.upTo(after));
      } else if (isWanted(exchange)) {
        VirtualKey key = credentials.authenticate(exchange);
        surface.handle(
            new Incoming(
                new ResumableExchange(exchange, headers -> open(key, headers)),
                incoming.requestId(),
                incoming.arrival()));
      } else {
        surface.handle(incoming);
      }
    }
  }

  /**
   * The stream that {@code GET …/responses/{id}?stream=true} asks for, where the key has it; a
   * response that is kept otherwise is its surface's.
   */
  private Optional<KeptStream> response(Exchange exchange, Credentials credentials) {
    if (!exchange.method().equals("GET")) {
      return Optional.empty();
    }
    Matcher path = RESPONSE.matcher(exchange.path());
    if (!path.matches() || !exchange.query().first("stream").orElse("").equals("true")) {
      return Optional.empty();
    }
    String id = path.group(1);
    VirtualKey key = credentials.authenticate(exchange);
    return streams.values().stream()
        .filter(stream -> stream.keyId().equals(key.id()) && stream.tells(id))
        .findFirst();
  }

  private static boolean isWanted(Exchange exchange) {
    String word = exchange.header(WISH).orElse("off");
    if (word.equals("off")) {
      return false;
    }
    if (!word.equals("on")) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "",
              "header " + WISH + ": " + CallHeaders.headerSafe(word) + " (expected: on or off)"));
    }
    if (exchange.path().endsWith(":streamGenerateContent")) {
      throw new FailureException(
          new Failure.Unsupported(
              "resumable",
              "header " + WISH + ": on (expected: none, Gemini's streams have no ids)"));
    }
    return true;
  }

  private KeptStream open(VirtualKey key, Headers headers) {
    KeptStream stream =
        new KeptStream("rs_" + ids.traceId(), key.id(), headers, budget, MOST_BYTES_EACH);
    streams.put(stream.id(), stream);
    Thread.ofVirtual().name("forgets-" + stream.id()).start(() -> forget(stream));
    return stream;
  }

  /** Waits for a stream's end, and then for as long as its caller may come back. */
  private void forget(KeptStream stream) {
    stream.awaitEnd();
    stream.awaitForgetting(PATIENCE);
    streams.remove(stream.id());
    stream.forget();
  }

  private KeptStream find(String id, VirtualKey key) {
    KeptStream stream = streams.get(id);
    if (stream == null || !stream.keyId().equals(key.id()) || !stream.isWhole()) {
      throw new FailureException(
          new Failure.NotFound(
              "not_found",
              "no stream " + id + " to come back to (they are kept for a minute, for their key)"));
    }
    return stream;
  }

  /** Tells what came after that event, and what is to come. */
  private static void resume(Incoming incoming, KeptStream stream, int known) {
    if (known > stream.size()) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "",
              "header Last-Event-ID: %s-%d (expected: at most %d)"
                  .formatted(stream.id(), known, stream.size())));
    }
    stream.joined();
    try (ResponseStream out = incoming.exchange().stream(200, stream.headers())) {
      out.sendHead();
      int next = known;
      while (true) {
        boolean last = stream.isEnded();
        List<byte[]> told = stream.await(next, PING);
        for (byte[] event : told) {
          out.write(event);
        }
        next += told.size();
        if (told.isEmpty() && last && stream.isProper()) {
          out.end();
        }
        if (told.isEmpty() && (last || !stream.isWhole())) {
          return;
        }
      }
    } finally {
      stream.left();
    }
  }
}
