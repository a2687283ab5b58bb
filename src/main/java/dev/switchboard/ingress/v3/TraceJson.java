package dev.switchboard.ingress.v3;

import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.TraceHeader;
import dev.switchboard.trace.Usd;
import dev.switchboard.trace.Utf8Text;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Traces in the shapes of the task API. */
public final class TraceJson {
  private TraceJson() {}

  /** A trace in a list. */
  public static ObjectNode header(TraceHeader header) {
    ObjectNode node = Json.object();
    node.put("id", header.traceId());
    node.put("name", header.name());
    node.put("status", word(header.status()));
    node.put("start_time", header.startedAt().toString());
    node.put("end_time", header.endedAt().toString());
    node.put("duration_ms", header.duration().toMillis());
    node.put("span_count", header.spanCount());
    usd(node, "cost", header.costPicos());
    return node;
  }

  /** A trace with its spans. */
  public static ObjectNode whole(StoredTrace trace) {
    ObjectNode node = header(trace.header());
    ArrayNode spans = node.putArray("spans");
    for (CallRecord call : trace.calls()) {
      spans.add(root(call));
      for (Span span : call.spans()) {
        spans.add(span(call, span));
      }
    }
    node.putArray("events");
    return node;
  }

  private static ObjectNode root(CallRecord call) {
    CallRecord.Identity identity = call.identity();
    ObjectNode node = Json.object();
    node.put("id", identity.spanId());
    node.put("trace_id", identity.traceId());
    node.put("parent_id", identity.parentSpanId());
    node.put("name", call.task().name());
    node.put("type", "call");
    times(node, call.startedAt(), call.durationMicros());
    node.put("status", word(call.outcome().status()));
    if (call.outcome().failureCode() != null) {
      node.put("error", call.outcome().failureCode() + ": " + call.outcome().failureMessage());
    }
    json(node, "input", text(call.content().input()));
    json(node, "output", text(call.content().output()));
    ObjectNode tags = node.putObject("tags");
    call.caller().tags().forEach(tags::put);
    json(node, "metadata", call.caller().metadata());
    ObjectNode meta = node.putObject("meta");
    meta.put("request_id", identity.requestId());
    meta.put("surface", call.caller().surface());
    meta.put("key_id", call.caller().keyId());
    meta.put("requested_model", call.task().requestedModel());
    meta.put("stream", call.task().stream());
    meta.put("revision", call.task().revision());
    meta.put("http_status", call.outcome().httpStatus());
    meta.put("finish_reason", call.outcome().rawStopReason());
    meta.put("served_provider", call.bill().servedProvider());
    ArrayNode models = meta.putArray("models_used");
    call.bill().modelsUsed().forEach(models::add);
    meta.set("usage", usage(call.bill().usage()));
    cost(meta, call.bill().costPicos(), call.isInterrupted());
    json(meta, "decision", call.task().decision());
    ArrayNode notes = meta.putArray("fidelity");
    call.notes().forEach(note -> notes.add(note(note)));
    return node;
  }

  private static @Nullable String text(@Nullable Utf8Text kept) {
    return kept == null ? null : kept.text();
  }

  private static ObjectNode span(CallRecord call, Span span) {
    ObjectNode node = Json.object();
    node.put("id", span.spanId());
    node.put("trace_id", call.identity().traceId());
    node.put("parent_id", span.parentSpanId());
    node.put("name", span.name());
    node.put("type", span.kind().name().toLowerCase(Locale.ROOT));
    times(node, span.startedAt(), span.durationMicros());
    node.put("status", span.failureCode() == null ? "completed" : "failed");
    if (span.failureCode() != null) {
      node.put("error", span.failureCode());
    }
    ObjectNode meta = node.putObject("meta");
    if (span.firstEventMicros() != null) {
      meta.put("first_event_ms", span.firstEventMicros() / 1_000.0);
    }
    Span.Attempt attempt = span.attempt();
    if (attempt != null) {
      meta.put("provider", attempt.provider());
      meta.put("upstream_model", attempt.upstreamModel());
      meta.put("reported_model", attempt.reportedModel());
      meta.put("http_status", attempt.httpStatus());
      meta.put("passed_through", attempt.passedThrough());
      meta.set("usage", usage(attempt.usage()));
      cost(meta, attempt.costPicos(), attempt.isAtMost());
      meta.put("price_source", attempt.priceSource());
      usd(meta, "reported_cost", attempt.reportedCostPicos());
      Cost listed = attempt.listedCost();
      usd(meta, "listed_cost", listed == null ? null : listed.picos());
      meta.put("listed_price_source", listed == null ? null : listed.source());
    }
    span.attributes().forEach(meta::put);
    return node;
  }

  /** What may have been spent is not told in the place of what was. */
  private static void cost(ObjectNode meta, @Nullable Long picos, boolean atMost) {
    usd(meta, "cost", atMost ? null : picos);
    if (atMost) {
      usd(meta, "cost_at_most", picos);
    }
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode node = TaskAnswer.usage(usage);
    node.put("source", usage.source().name().toLowerCase(Locale.ROOT));
    return node;
  }

  private static ObjectNode note(Note note) {
    ObjectNode node = Json.object();
    node.put("kind", note.kind().name().toLowerCase(Locale.ROOT));
    node.put("subject", note.subject());
    node.put("text", note.text());
    return node;
  }

  private static void times(ObjectNode node, Instant start, long durationMicros) {
    node.put("start_time", start.toString());
    node.put("end_time", start.plusNanos(durationMicros * 1_000).toString());
    node.put("duration_ms", durationMicros / 1_000.0);
  }

  private static void usd(ObjectNode node, String name, @Nullable Long picos) {
    if (picos == null) {
      node.putNull(name);
    } else {
      node.put(name, Usd.ofPicos(picos));
    }
  }

  /** Kept JSON as a value; as a text where it is none, such as a body with comments. */
  private static void json(ObjectNode node, String name, @Nullable String text) {
    if (text == null) {
      return;
    }
    JsonNode value;
    try {
      value = Json.parse(text);
    } catch (InvalidJsonException _) {
      value = Json.tree(text);
    }
    node.set(name, value);
  }

  private static String word(CallRecord.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
