package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Query;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StopReason;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers given again to the very same request of the same project, for those who ask for it.
 *
 * <p>In memory, bounded, the longest unused going first. A hit is a call like any other, admitted
 * and on record, but no provider is asked and it costs nothing. Only whole answers are kept: no
 * failure, nothing that was cut short, nothing that holds a provider's own state.
 */
public final class AnswerCache {
  /** The header that asks for it, and that says what came of it. */
  public static final String HEADER = "x-switchboard-cache";

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(s|m|h|d)?");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int SHARE_OF_ONE = 4;
  private static final Set<String> NOT_ASKED =
      Set.of(HEADER, "x-opper-tags", "x-opper-trace-id", "x-opper-parent-span-id");
  private static final Set<String> SECRET_PARAMETERS = Set.of("key", "access_token");

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final AnswerBudget answers;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private volatile Rules rules;
  private long bytes;

  /**
   * @param answers what is held of all answers; one for which there is no room is not kept
   */
  public AnswerCache(Rules rules, Clock clock, LongSupplier nanoTime, AnswerBudget answers) {
    this.rules = rules;
    this.answers = answers;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Who need not ask.
   *
   * @param mostBytes of all answers together; 0 for no cache
   * @param byKey how long answers are good for the calls of a key, by its id
   * @param byFunction the same for a function, by its name
   */
  public record Rules(
      long mostBytes, Map<String, Duration> byKey, Map<String, Duration> byFunction) {
    /** 16 MB, for those who ask. */
    public static final Rules DEFAULT = new Rules(16 << 20, Map.of(), Map.of());

    public Rules {
      byKey = Map.copyOf(byKey);
      byFunction = Map.copyOf(byFunction);
    }
  }

  /**
   * One call.
   *
   * @param body as it was asked
   * @param renewed makes a kept answer that of this call; headers are seen to here
   */
  public record Asked(Blob body, UnaryOperator<KeptAnswer> renewed) {}

  private record Entry(KeptAnswer answer, String traceId, long goodUntil) {}

  /** Takes other rules; what other models may have answered is forgotten. */
  public synchronized void replace(Rules others) {
    rules = others;
    entries.clear();
    bytes = 0;
  }

  /** How many bytes of answers are kept. */
  public synchronized long held() {
    return bytes;
  }

  /**
   * Answers the call, from what is kept or by doing the work.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for a header that is no time
   */
  public void serve(Incoming incoming, OpenCall session, Asked asked, Consumer<Incoming> work) {
    Exchange exchange = incoming.exchange();
    Duration good = good(exchange, session.context());
    if (good.isZero() || rules.mostBytes() == 0) {
      work.accept(incoming);
      return;
    }
    String key = key(exchange, session.context(), asked.body().bytes());
    Entry entry = find(key);
    if (entry != null) {
      hit(incoming, session, entry, asked.renewed());
      return;
    }
    try (Tape tape = new Tape(rules.mostBytes() / SHARE_OF_ONE, answers)) {
      TapedExchange taped =
          new TapedExchange(
              new Marked(exchange, "miss"),
              tape,
              asked.body().bytes(),
              false,
              () -> keep(key, session, tape, good));
      work.accept(new Incoming(taped, incoming.requestId(), incoming.arrival()));
    }
  }

  /** Whether an answer may be given to others too. */
  public static boolean isReusable(StopReason reason, List<Content> content) {
    boolean whole =
        switch (reason) {
          case END, STOP_SEQUENCE, TOOL_CALLS -> true;
          case MAX_TOKENS, CONTEXT_FULL, CONTENT_FILTER, REFUSAL, PAUSED, MALFORMED_TOOL_CALL ->
              false;
        };
    // What only its own dialect knows may be a container or a file at the provider.
    return whole && content.stream().noneMatch(Content.Opaque.class::isInstance);
  }

  private Duration good(Exchange exchange, CallContext context) {
    String asked = exchange.header(HEADER).orElse(null);
    if (asked != null) {
      return time(asked);
    }
    Rules now = rules;
    Duration byKey = now.byKey().get(context.key().id());
    return byKey != null
        ? byKey
        : now.byFunction().getOrDefault(context.work().name(), Duration.ZERO);
  }

  private static Duration time(String text) {
    if (text.equals("off")) {
      return Duration.ZERO;
    }
    Matcher matcher = TIME.matcher(text);
    if (matcher.matches()) {
      String unit = matcher.group(2);
      Duration time =
          Duration.ofSeconds(
              Long.parseLong(matcher.group(1))
                  * SECONDS.getOrDefault(unit == null ? "s" : unit, 1L));
      if (time.compareTo(LONGEST) <= 0) {
        return time;
      }
    }
    throw CallHeaders.wrong(
        HEADER, text, "off, or a time such as 300, 90s, 10m or 7d, at most 30d");
  }

  private synchronized @Nullable Entry find(String key) {
    Entry entry = entries.get(key);
    if (entry != null && entry.goodUntil() - nanoTime.getAsLong() <= 0) {
      drop(key, entry);
      return null;
    }
    return entry;
  }

  private void drop(String key, Entry entry) {
    entries.remove(key);
    bytes -= entry.answer().size();
  }

  private void keep(String key, OpenCall session, Tape tape, Duration good) {
    KeptAnswer answer = tape.answer();
    if (answer == null
        || answer.status() != 200
        || !session.isComplete()
        || !session.isReusable()) {
      return;
    }
    Entry entry =
        new Entry(
            answer, session.context().identity().traceId(), nanoTime.getAsLong() + good.toNanos());
    synchronized (this) {
      Entry before = entries.put(key, entry);
      bytes += answer.size() - (before == null ? 0 : before.answer().size());
      Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
      while (bytes > rules.mostBytes() && oldest.hasNext()) {
        Map.Entry<String, Entry> one = oldest.next();
        bytes -= one.getValue().answer().size();
        oldest.remove();
      }
    }
  }

  private void hit(
      Incoming incoming, OpenCall session, Entry entry, UnaryOperator<KeptAnswer> renewed) {
    CallRecord.Identity identity = session.context().identity();
    session.span(
        new Span(
            session.newSpanId(),
            identity.spanId(),
            Span.Kind.STEP,
            "cache",
            clock.instant(),
            0,
            null,
            null,
            null,
            Map.of("cache", "hit", "trace_id", entry.traceId())));
    KeptAnswer answer = renewed.apply(entry.answer());
    session.complete(
        () -> Utf8Text.json(Json.object().put("as_in_trace", entry.traceId())), "cached");
    Headers.Builder headers = answer.headers().toBuilder();
    for (String name : List.of("x-request-id", "request-id")) {
      if (answer.headers().contains(name)) {
        headers.set(name, incoming.requestId());
      }
    }
    headers.set("x-opper-trace-id", identity.traceId());
    headers.set("x-opper-cost", "0");
    headers.set(HEADER, "hit");
    answer.give(incoming.exchange(), headers.build());
  }

  /** Everything that may change the answer; the project first, so that none is shared. */
  private static String key(Exchange exchange, CallContext context, byte[] body) {
    StringBuilder asked = new StringBuilder(context.key().projectId()).append('\n');
    asked.append(context.caller().surface()).append('\n').append(exchange.path()).append('\n');
    asked.append(context.work().name()).append('\n').append(context.work().revision()).append('\n');
    asked.append(context.work().models()).append('\n').append(context.work().stream()).append('\n');
    for (Query.Parameter parameter : exchange.query().parameters()) {
      if (!SECRET_PARAMETERS.contains(parameter.name())) {
        asked.append(parameter.name()).append('=').append(parameter.value()).append('\n');
      }
    }
    exchange
        .headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          boolean ours = lower.startsWith("x-opper-") || lower.startsWith("x-switchboard-");
          if ((ours && !NOT_ASKED.contains(lower))
              || lower.startsWith("anthropic-")
              || lower.startsWith("openai-")) {
            asked.append(lower).append(':').append(value).append('\n');
          }
        });
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] head = asked.toString().getBytes(StandardCharsets.UTF_8);
      digest.update((head.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(head);
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** An exchange whose answer says what came of the cache. */
  private static final class Marked extends WrappedExchange {
    private final String word;

    Marked(Exchange inner, String word) {
      super(inner);
      this.word = word;
    }

    @Override
    public void respond(int status, Headers headers, byte[] body) {
      inner().respond(status, headers.with(HEADER, word), body);
    }

    @Override
    public dev.switchboard.http.ResponseStream stream(int status, Headers headers) {
      return inner().stream(status, headers.with(HEADER, word));
    }
  }
}
