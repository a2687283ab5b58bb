package dev.switchboard.ingress;

import dev.switchboard.access.Caller;
import dev.switchboard.access.RateLimits;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Guardrails;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.provider.Hops;
import dev.switchboard.routing.Asking;
import dev.switchboard.routing.Demand;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.trace.Usd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a request's headers say about its call, and writes what an answer's should. */
public final class CallHeaders {
  /** At most this many tags are kept. */
  public static final int MAX_TAGS = 8;

  /** At most this many characters in a tag's name, and in its value. */
  public static final int MAX_TAG = 256;

  /** At most this many characters in a call's name. */
  private static final int MAX_NAME = 128;

  /** The answer's own span. */
  static final String SPAN = "x-opper-span-id";

  /** The answer's trace, and on a request the one to join. */
  static final String TRACE = "x-opper-trace-id";

  private static final String NAME = "x-opper-name";
  private static final String ACTION = "x-opper-guard-action";
  private static final List<String> ACTIONS = List.of("flag", "block", "redact");
  private static final String PARENT = "x-opper-parent-span-id";

  private static final String FIDELITY = "x-switchboard-fidelity";

  private static final String RESCUE = "x-switchboard-rescue";

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private final RecentSpans recent = new RecentSpans();
  private final TraceIds ids;
  private final RateLimits limits;

  public CallHeaders(TraceIds ids, RateLimits limits) {
    this.ids = ids;
    this.limits = limits;
  }

  /**
   * What a body says of the call beside its work; null and empty where it says nothing.
   *
   * @param metadata a JSON object as text
   */
  public record Said(
      @Nullable String traceId,
      @Nullable String parentSpanId,
      Map<String, String> tags,
      @Nullable String metadata) {
    /** Nothing said. */
    public static final Said NOTHING = new Said(null, null, Map.of(), null);

    public Said {
      tags = Map.copyOf(tags);
    }
  }

  /** The call's context from its request; the body's word goes before the headers'. */
  public CallContext context(
      Incoming incoming, VirtualKey key, String surface, CallContext.Work work, Said said) {
    Exchange exchange = incoming.exchange();
    String traceId = said.traceId();
    String parent = said.parentSpanId();
    Optional<Matcher> traceparent =
        exchange.header("traceparent").map(TRACEPARENT::matcher).filter(Matcher::matches);
    if (traceId == null && traceparent.isPresent()) {
      traceId = traceparent.get().group(1);
      parent = parent == null ? traceparent.get().group(2) : parent;
    }
    if (parent == null) {
      parent = exchange.header(PARENT).map(CallHeaders::spanId).orElse(null);
    }
    if (traceId == null) {
      traceId = exchange.header(TRACE).map(CallHeaders::traceId).orElse(null);
    }
    if (traceId == null && parent != null) {
      traceId = recent.traceOf(key.projectId(), parent).orElse(null);
    }
    refuseGuards(exchange);
    CancelSignal cancellation = new CancelSignal();
    exchange.onCallerGone(cancellation::cancel);
    CallExchange.tell(exchange, cancellation);
    CallRecord.Identity identity =
        new CallRecord.Identity(
            traceId == null ? ids.traceId() : traceId, ids.spanId(), parent, incoming.requestId());
    recent.add(key.projectId(), identity.spanId(), identity.traceId());
    Map<String, String> tags = tags(exchange, said.tags());
    Caller payer = new Caller(key, tags);
    CallExchange.tell(exchange, () -> limits.standing(payer, List.of()));
    CallExchange.tell(exchange, identity);
    return new CallContext(
        key,
        identity,
        new CallRecord.Caller(key.projectId(), key.id(), surface, tags, said.metadata()),
        work.demanding(DemandHeaders.over(exchange, work.demand())),
        incoming.arrival(),
        cancellation);
  }

  /**
   * What routes would look at in a call that is not made.
   *
   * @param said the tags that the body says
   */
  public Asking asking(Incoming incoming, VirtualKey key, Map<String, String> said, Demand demand) {
    Exchange exchange = incoming.exchange();
    return new Asking(
        key.projectId(), key.id(), tags(exchange, said), DemandHeaders.over(exchange, demand));
  }

  private static String spanId(String given) {
    return TraceWords.span(given).orElseThrow(() -> wrong(PARENT, given, TraceWords.EXPECTED_SPAN));
  }

  private static String traceId(String given) {
    return TraceWords.trace(given)
        .orElseThrow(() -> wrong(TRACE, given, TraceWords.EXPECTED_TRACE));
  }

  /** What a header says is not to be understood. */
  static FailureException wrong(String header, String given, String expected) {
    return new FailureException(
        Failure.InvalidRequest.at(
            "",
            "header "
                + header
                + ": "
                + shown(headerSafe(given))
                + " (expected: "
                + expected
                + ")"));
  }

  /**
   * What a call is called on its trace: the caller's word, if there is one.
   *
   * @param otherwise the surface's word
   */
  static String name(Exchange exchange, String otherwise) {
    String given = exchange.header(NAME).map(String::strip).orElse("");
    if (given.isEmpty()) {
      return otherwise;
    }
    if (given.length() > MAX_NAME || !given.equals(headerSafe(given))) {
      throw wrong(NAME, given, "at most " + MAX_NAME + " plain characters");
    }
    return given;
  }

  private static void refuseGuards(Exchange exchange) {
    for (String name : List.of("x-opper-guard-input", "x-opper-guard-output")) {
      exchange.header(name).ifPresent(checks -> Guardrails.requireNone(name, checks));
    }
    String action = exchange.header(ACTION).map(String::strip).orElse("");
    boolean isOff = action.equalsIgnoreCase("none") || action.equalsIgnoreCase("off");
    if (!action.isEmpty() && !isOff && !ACTIONS.contains(action)) {
      throw wrong(ACTION, action, "one of " + String.join(", ", ACTIONS));
    }
  }

  /** The headers of an answer, beside its content type. */
  public static Headers.Builder answer(CallSession session, Target target) {
    return answer(session, target, session.route(target));
  }

  /**
   * The headers of an answer, beside its content type.
   *
   * @param target who gave it, the last of several
   * @param route what became of the targets, in short
   */
  public static Headers.Builder answer(OpenCall session, Target target, String route) {
    CallRecord.Identity identity = session.context().identity();
    Headers.Builder headers =
        Headers.builder()
            .add("x-request-id", identity.requestId())
            .add(TRACE, identity.traceId())
            .add(SPAN, identity.spanId())
            .add("x-opper-served-model", headerSafe(target.upstreamModel()))
            .add("x-opper-served-provider", headerSafe(target.provider()))
            .add("x-switchboard-route", headerSafe(route));
    List<Note> notes = session.notes();
    if (!notes.isEmpty()) {
      headers.add(FIDELITY, headerSafe(fidelity(notes)));
    }
    return headers;
  }

  /**
   * How the call is to be made, as its headers say.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for a word that is none of ours,
   *     with {@link Failure.LoopDetected} for a call that has gone through too many gateways
   */
  public static CallOptions options(Exchange exchange) {
    String fidelity = exchange.header(FIDELITY).orElse("report");
    if (!fidelity.equals("strict") && !fidelity.equals("report")) {
      throw wrong(FIDELITY, fidelity, "strict or report");
    }
    return new CallOptions(
        exchange.header("x-switchboard-sandbox").orElse(""),
        fidelity.equals("strict"),
        rescue(exchange),
        exchange.header(Repeats.HEADER).isPresent(),
        hops(exchange));
  }

  private static int hops(Exchange exchange) {
    String word = exchange.header(Hops.HEADER).orElse(null);
    if (word == null) {
      return 0;
    }
    if (!COUNT.matcher(word).matches()) {
      throw wrong(Hops.HEADER, word, "a number of gateways");
    }
    int hops = Integer.parseInt(word);
    if (hops > Hops.MOST) {
      throw new FailureException(Hops.refusal(hops));
    }
    return hops;
  }

  private static @Nullable Boolean rescue(Exchange exchange) {
    String word = exchange.header(RESCUE).orElse(null);
    if (word != null && !word.equals("on") && !word.equals("off")) {
      throw wrong(RESCUE, word, "on or off");
    }
    return word == null ? null : word.equals("on");
  }

  /** Adds what the call cost, if that is known. */
  public static void addCost(Headers.Builder headers, CallRecord.Bill bill) {
    Long cost = bill.costPicos();
    if (cost != null) {
      headers.add("x-opper-cost", Usd.plain(cost));
    }
  }

  private static String fidelity(List<Note> notes) {
    return notes.stream()
        .map(note -> note.kind().name().toLowerCase(Locale.ROOT) + "=" + note.subject())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  static String headerSafe(String value) {
    return isHeaderSafe(value) ? value : madeHeaderSafe(value);
  }

  private static boolean isHeaderSafe(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 0x20 || value.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return value.length() <= 1_000;
  }

  private static String madeHeaderSafe(String value) {
    StringBuilder safe = new StringBuilder(Math.min(value.length(), 1_000));
    for (int i = 0; i < value.length() && safe.length() < 1_000; i++) {
      char c = value.charAt(i);
      safe.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return safe.toString();
  }

  private static Map<String, String> tags(Exchange exchange, Map<String, String> said) {
    Optional<String> header = exchange.header("x-opper-tags");
    if (header.isEmpty() && said.isEmpty()) {
      return Map.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    header.ifPresent(text -> parse(text, tags));
    tags.putAll(said);
    if (tags.size() > MAX_TAGS) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/tags",
              "tags: "
                  + tags.size()
                  + " given (expected: at most "
                  + MAX_TAGS
                  + "): "
                  + String.join(", ", new TreeSet<>(tags.keySet()))));
    }
    tags.forEach(CallHeaders::requireShort);
    return tags;
  }

  private static void requireShort(String name, String value) {
    if (name.length() > MAX_TAG || value.length() > MAX_TAG) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/tags",
              "tag %s: a name of %d and a value of %d characters (expected: at most %d each)"
                  .formatted(shown(name), name.length(), value.length(), MAX_TAG)));
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** {@code name=value} pairs, separated by commas; nothing between two commas is no pair. */
  private static void parse(String text, Map<String, String> into) {
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isBlank() && pair.substring(0, Math.max(equals, 0)).isBlank()) {
        throw wrong("x-opper-tags", pair.strip(), "name=value");
      }
      if (equals > 0) {
        into.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
  }
}
