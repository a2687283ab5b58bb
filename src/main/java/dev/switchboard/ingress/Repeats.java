package dev.switchboard.ingress;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.RepeatedAnswers;
import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.pipeline.Seal;
import dev.switchboard.provider.AnswerBudget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests with an {@code Idempotency-Key}: the same one again gets the same answer, without a
 * provider being asked again; one that comes while the first is answered gets its answer as it
 * comes.
 *
 * <p>Only whole answers are kept: after a failure the next request is a new one. What is kept is
 * sealed, whatever the records keep of contents.
 */
public final class Repeats {
  /** The header. */
  public static final String HEADER = "idempotency-key";

  private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);
  private static final int LONGEST_KEY = 255;
  private static final long MOST_BYTES = 8 << 20;
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Headers REPLAYED = Headers.of("idempotent-replayed", "true");
  private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
  private static final Set<String> SECRET_PARAMETERS = Set.of("key", "access_token");

  private final RepeatedAnswers kept;
  private final Seal seal;
  private final Clock clock;
  private final Settings settings;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /**
   * @param kept where answers outlive the process
   */
  public Repeats(RepeatedAnswers kept, Seal seal, Clock clock, Settings settings) {
    this.kept = kept;
    this.seal = seal;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * How it works.
   *
   * @param owner this process, the same after it was started again
   * @param longest call there is; another process may answer a request of which nothing was heard
   *     for so long
   * @param answers what is held of all answers; one for which there is no room is not kept
   */
  public record Settings(String owner, Duration longest, AnswerBudget answers) {}

  private record Running(String fingerprint, Tape tape) {}

  /** The key that a request bears; empty for one that is answered like any other. */
  public static Optional<String> keyOf(Exchange exchange) {
    return exchange.method().equals("POST") ? exchange.header(HEADER) : Optional.empty();
  }

  /**
   * Answers a request that bears a key.
   *
   * @param text the key
   * @param answer answers it for the first time
   * @throws FailureException with {@link Failure.Conflict} if the key was used for another request
   */
  public void serve(Incoming incoming, VirtualKey key, String text, Consumer<Incoming> answer) {
    requireSane(text);
    Exchange exchange = incoming.exchange();
    byte[] body = incoming.body();
    RepeatedAnswers.Request request =
        new RepeatedAnswers.Request(
            hash(key.id().getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8)),
            hash(target(exchange).getBytes(StandardCharsets.UTF_8), body),
            settings.owner());
    try (Tape tape = new Tape(MOST_BYTES, settings.answers())) {
      serve(incoming, body, request, tape, answer);
    }
  }

  private void serve(
      Incoming incoming,
      byte[] body,
      RepeatedAnswers.Request request,
      Tape tape,
      Consumer<Incoming> answer) {
    Exchange exchange = incoming.exchange();
    Running mine = new Running(request.fingerprint(), tape);
    Running first = running.putIfAbsent(request.scope(), mine);
    while (first != null) {
      requireSame(first.fingerprint(), request);
      if (!first.tape().isSpoilt()) {
        first.tape().follow(exchange, REPLAYED);
        return;
      }
      // It has failed, and its last steps are under way.
      LockSupport.parkNanos(STEP_NANOS);
      first = running.putIfAbsent(request.scope(), mine);
    }
    try {
      KeptAnswer found = found(exchange, request, tape);
      if (found == null) {
        first(incoming, body, request, tape, answer);
      } else {
        tape.play(found);
        give(exchange, found);
      }
    } catch (FailureException e) {
      tape.fail(e);
      throw e;
    } finally {
      tape.cut();
      running.remove(request.scope(), mine);
    }
  }

  /** What is kept; null if this is the first request, which is taken on then. */
  private @Nullable KeptAnswer found(
      Exchange exchange, RepeatedAnswers.Request request, Tape tape) {
    while (true) {
      Instant now = clock.instant();
      switch (kept.claim(request, now, now.plus(settings.longest()))) {
        case RepeatedAnswers.Found.Nothing _ -> {
          return null;
        }
        case RepeatedAnswers.Found.Kept found -> {
          requireSame(found.fingerprint(), request);
          RepeatedAnswers.Sealed sealed = found.answer();
          if (sealed != null) {
            tape.makeRoom(sealed.bytes().length);
          }
          return opened(request, sealed);
        }
        case RepeatedAnswers.Found.Running found -> {
          // Another process answers it; there is nothing to follow but what it will have kept.
          requireSame(found.fingerprint(), request);
          if (exchange.isCallerGone()) {
            throw new CallerGoneException("the caller left while it waited for its twin");
          }
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    }
  }

  private KeptAnswer opened(
      RepeatedAnswers.Request request, RepeatedAnswers.@Nullable Sealed sealed) {
    Optional<byte[]> plain =
        sealed == null ? Optional.empty() : seal.unsealed(request.scope(), sealed.bytes());
    return KeptAnswer.ofBytes(
        plain.orElseThrow(() ->
            new FailureException(
                new Failure.Conflict(
                    "header Idempotency-Key: the request was answered, and its answer "
                        + (sealed == null
                            ? "was not kept: it was too large, or there was no room for it"
                            : "cannot be read any more")
                        + " (expected: a new key for a new call)"))));
  }

  private static void give(Exchange exchange, KeptAnswer answer) {
    Headers.Builder headers = answer.headers().toBuilder();
    REPLAYED.forEach(headers::set);
    answer.give(exchange, headers.build());
  }

  private void first(
      Incoming incoming,
      byte[] body,
      RepeatedAnswers.Request request,
      Tape tape,
      Consumer<Incoming> answer) {
    Exchange exchange = incoming.exchange();
    boolean[] settled = new boolean[1];
    TapedExchange taped =
        new TapedExchange(
            exchange, tape, body, true, () -> settled[0] = keep(exchange, request, tape));
    try {
      answer.accept(new Incoming(taped, incoming.requestId(), incoming.arrival()));
    } finally {
      if (!settled[0]) {
        quietly(() -> kept.release(request));
      }
    }
  }

  /** Keeps an answer that is whole, before its last byte goes out; false if it is not. */
  private boolean keep(Exchange exchange, RepeatedAnswers.Request request, Tape tape) {
    OpenCall session = CallExchange.of(exchange).map(CallExchange::session).orElse(null);
    KeptAnswer answer = tape.answer();
    boolean whole =
        (session == null || session.isComplete()) && (answer == null || answer.status() < 300);
    if (!whole) {
      tape.spoil();
      return false;
    }
    RepeatedAnswers.Sealed sealed =
        answer == null
            ? null
            : new RepeatedAnswers.Sealed(seal.sealed(request.scope(), answer.toBytes()));
    return quietly(() -> kept.keep(request, sealed, clock.instant().plus(KEPT)));
  }

  /** An answer that cannot be kept is an answer all the same. */
  private static boolean quietly(Runnable step) {
    try {
      step.run();
      return true;
    } catch (FailureException e) {
      LOG.warn("an answer to a request with a key cannot be kept: {}", e.getMessage());
      return true;
    }
  }

  private static void requireSame(String fingerprint, RepeatedAnswers.Request request) {
    if (!fingerprint.equals(request.fingerprint())) {
      throw new FailureException(
          new Failure.Conflict(
              "header Idempotency-Key: used for another request before"
                  + " (expected: the same path and body, or a new key)"));
    }
  }

  private static void requireSane(String text) {
    boolean visible = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    if (text.isBlank() || text.length() > LONGEST_KEY || !visible) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "",
              "header Idempotency-Key: "
                  + text.length()
                  + " characters"
                  + (visible ? "" : ", some of them not of ASCII")
                  + " (expected: 1 to "
                  + LONGEST_KEY
                  + " visible characters of ASCII)"));
    }
  }

  /** Path and query without secrets. */
  private static String target(Exchange exchange) {
    StringBuilder target = new StringBuilder(exchange.path()).append('\n');
    for (Query.Parameter parameter : exchange.query().parameters()) {
      if (!SECRET_PARAMETERS.contains(parameter.name())) {
        target.append(parameter.name()).append('=').append(parameter.value()).append('\n');
      }
    }
    return target.toString();
  }

  private static String hash(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Integer.toString(first.length).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) ':');
      digest.update(first);
      return HexFormat.of().formatHex(digest.digest(second));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
