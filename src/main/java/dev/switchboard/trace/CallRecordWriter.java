package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the JSON line of a record; see {@link CallRecordCodec} for its form. */
final class CallRecordWriter {
  /** A call of one attempt with neither tags nor notes has about a thousand. */
  private static final int TYPICAL_BYTES = 1_536;

  private final JsonWriter json;

  private CallRecordWriter(JsonWriter json) {
    this.json = json;
  }

  /** The line of a record, with its end. */
  static JsonWriter line(CallRecord call) {
    JsonWriter json = new JsonWriter(TYPICAL_BYTES, JsonWriter.Halves.REPLACED);
    json.startObject();
    new CallRecordWriter(json).fields(call);
    json.endObject();
    json.endLine();
    return json;
  }

  private void fields(CallRecord call) {
    number("v", CallRecordCodec.VERSION);
    identity(call.identity());
    caller(call.caller());
    task(call.task());
    number("startedAt", micros(call.startedAt()));
    number("durationMicros", call.durationMicros());
    outcome(call.outcome());
    bill(call.bill());
    spans(call.spans());
    notes(call.notes());
    content(call.content());
  }

  private void content(CallRecord.Content content) {
    if (!content.equals(CallRecord.Content.NONE)) {
      json.name("contentBytes");
      json.startArray();
      json.number(size(content.input()));
      json.number(size(content.output()));
      json.endArray();
    }
  }

  private static int size(@Nullable Utf8Text text) {
    return text == null ? -1 : text.size();
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  private void identity(CallRecord.Identity identity) {
    text("traceId", identity.traceId());
    text("spanId", identity.spanId());
    text("parentSpanId", identity.parentSpanId());
    text("requestId", identity.requestId());
  }

  private void caller(CallRecord.Caller caller) {
    text("projectId", caller.projectId());
    text("keyId", caller.keyId());
    text("surface", caller.surface());
    texts("tags", caller.tags());
    text("metadata", caller.metadata());
  }

  private void task(CallRecord.Task task) {
    text("name", task.name());
    if (task.revision() != null) {
      number("revision", task.revision());
    }
    text("requestedModel", task.requestedModel());
    flag("stream", task.stream());
    text("decision", task.decision());
  }

  private void outcome(CallRecord.Outcome outcome) {
    text("status", outcome.status().name());
    number("httpStatus", outcome.httpStatus());
    text("failureCode", outcome.failureCode());
    text("failureMessage", outcome.failureMessage());
    text("rawStopReason", outcome.rawStopReason());
  }

  private void bill(CallRecord.Bill bill) {
    usage(bill.usage());
    known("costPicos", bill.costPicos());
    if (!bill.modelsUsed().isEmpty()) {
      json.name("modelsUsed");
      json.startArray();
      for (String model : bill.modelsUsed()) {
        json.string(model);
      }
      json.endArray();
    }
    text("servedProvider", bill.servedProvider());
  }

  private void usage(Usage usage) {
    json.name("usage");
    json.startObject();
    text("source", usage.source().name());
    count("uncachedInput", usage.uncachedInput());
    count("cacheRead", usage.cacheRead());
    count("cacheWrite", usage.cacheWrite());
    count("cacheWriteLong", usage.cacheWriteLong());
    count("audioInput", usage.audioInput());
    count("imageInput", usage.imageInput());
    count("output", usage.output());
    count("reasoning", usage.reasoning());
    count("audioOutput", usage.audioOutput());
    count("imageOutput", usage.imageOutput());
    known("reportedCostPicos", usage.reportedCostPicos());
    metered(usage.metered());
    json.endObject();
  }

  private void metered(List<Metered> measures) {
    if (measures.isEmpty()) {
      return;
    }
    json.name("metered");
    json.startArray();
    for (Metered measure : measures) {
      json.startObject();
      text("unit", measure.unit().name());
      text("variant", measure.variant());
      number("amount", measure.amount());
      json.endObject();
    }
    json.endArray();
  }

  private void spans(List<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    json.name("spans");
    json.startArray();
    for (Span span : spans) {
      json.startObject();
      text("spanId", span.spanId());
      text("parentSpanId", span.parentSpanId());
      text("kind", span.kind().name());
      text("name", span.name());
      number("startedAt", micros(span.startedAt()));
      number("durationMicros", span.durationMicros());
      known("firstEventMicros", span.firstEventMicros());
      text("failureCode", span.failureCode());
      if (span.attempt() != null) {
        attempt(span.attempt());
      }
      texts("attributes", span.attributes());
      json.endObject();
    }
    json.endArray();
  }

  private void attempt(Span.Attempt attempt) {
    json.name("attempt");
    json.startObject();
    text("provider", attempt.provider());
    text("upstreamModel", attempt.upstreamModel());
    text("reportedModel", attempt.reportedModel());
    number("httpStatus", attempt.httpStatus());
    flag("passedThrough", attempt.passedThrough());
    usage(attempt.usage());
    known("costPicos", attempt.costPicos());
    text("priceSource", attempt.priceSource());
    Cost listed = attempt.listed();
    if (listed != null) {
      number("listedCostPicos", listed.picos());
      text("listedPriceSource", listed.source());
    }
    json.endObject();
  }

  private void notes(List<Note> notes) {
    if (notes.isEmpty()) {
      return;
    }
    json.name("notes");
    json.startArray();
    for (Note note : notes) {
      json.startObject();
      text("kind", note.kind().name());
      text("subject", note.subject());
      text("text", note.text());
      json.endObject();
    }
    json.endArray();
  }

  private void text(String name, @Nullable String value) {
    if (value != null) {
      json.name(name);
      json.string(value);
    }
  }

  private void texts(String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      json.name(name);
      json.startObject();
      values.forEach((key, value) -> {
        json.anyName(key);
        json.string(value);
      });
      json.endObject();
    }
  }

  private void number(String name, long value) {
    json.name(name);
    json.number(value);
  }

  private void known(String name, @Nullable Long value) {
    if (value != null) {
      number(name, value);
    }
  }

  private void count(String name, long value) {
    if (value != 0) {
      number(name, value);
    }
  }

  private void flag(String name, boolean value) {
    if (value) {
      json.name(name);
      json.truth(true);
    }
  }
}
