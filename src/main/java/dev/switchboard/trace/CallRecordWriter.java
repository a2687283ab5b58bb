package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the JSON line of a record; see {@link CallRecordCodec} for its form. */
final class CallRecordWriter {
  private final JsonGenerator json;

  private CallRecordWriter(JsonGenerator json) {
    this.json = json;
  }

  static void write(CallRecord call, int inputBytes, int outputBytes, ByteArrayOutputStream out) {
    try (JsonGenerator json = Json.generator(out)) {
      CallRecordWriter writer = new CallRecordWriter(json);
      json.writeStartObject();
      json.writeNumberProperty("v", CallRecordCodec.VERSION);
      writer.identity(call.identity());
      writer.caller(call.caller());
      writer.task(call.task());
      json.writeNumberProperty("startedAt", micros(call.startedAt()));
      json.writeNumberProperty("durationMicros", call.durationMicros());
      writer.outcome(call.outcome());
      writer.bill(call.bill());
      writer.spans(call.spans());
      writer.notes(call.notes());
      if (inputBytes >= 0 || outputBytes >= 0) {
        json.writeArrayPropertyStart("contentBytes");
        json.writeNumber(inputBytes);
        json.writeNumber(outputBytes);
        json.writeEndArray();
      }
      json.writeEndObject();
    }
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
      json.writeNumberProperty("revision", task.revision());
    }
    text("requestedModel", task.requestedModel());
    flag("stream", task.stream());
    text("decision", task.decision());
  }

  private void outcome(CallRecord.Outcome outcome) {
    text("status", outcome.status().name());
    json.writeNumberProperty("httpStatus", outcome.httpStatus());
    text("failureCode", outcome.failureCode());
    text("failureMessage", outcome.failureMessage());
    text("rawStopReason", outcome.rawStopReason());
  }

  private void bill(CallRecord.Bill bill) {
    usage(bill.usage());
    number("costPicos", bill.costPicos());
    if (!bill.modelsUsed().isEmpty()) {
      json.writeArrayPropertyStart("modelsUsed");
      for (String model : bill.modelsUsed()) {
        json.writeString(clean(model));
      }
      json.writeEndArray();
    }
    text("servedProvider", bill.servedProvider());
  }

  private void usage(Usage usage) {
    json.writeObjectPropertyStart("usage");
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
    number("reportedCostPicos", usage.reportedCostPicos());
    metered(usage.metered());
    json.writeEndObject();
  }

  private void metered(List<Metered> measures) {
    if (measures.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("metered");
    for (Metered measure : measures) {
      json.writeStartObject();
      text("unit", measure.unit().name());
      text("variant", measure.variant());
      json.writeNumberProperty("amount", measure.amount());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void spans(List<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("spans");
    for (Span span : spans) {
      json.writeStartObject();
      text("spanId", span.spanId());
      text("parentSpanId", span.parentSpanId());
      text("kind", span.kind().name());
      text("name", span.name());
      json.writeNumberProperty("startedAt", micros(span.startedAt()));
      json.writeNumberProperty("durationMicros", span.durationMicros());
      number("firstEventMicros", span.firstEventMicros());
      text("failureCode", span.failureCode());
      if (span.attempt() != null) {
        attempt(span.attempt());
      }
      texts("attributes", span.attributes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void attempt(Span.Attempt attempt) {
    json.writeObjectPropertyStart("attempt");
    text("provider", attempt.provider());
    text("upstreamModel", attempt.upstreamModel());
    text("reportedModel", attempt.reportedModel());
    json.writeNumberProperty("httpStatus", attempt.httpStatus());
    flag("passedThrough", attempt.passedThrough());
    usage(attempt.usage());
    number("costPicos", attempt.costPicos());
    text("priceSource", attempt.priceSource());
    Cost listed = attempt.listed();
    if (listed != null) {
      json.writeNumberProperty("listedCostPicos", listed.picos());
      text("listedPriceSource", listed.source());
    }
    json.writeEndObject();
  }

  private void notes(List<Note> notes) {
    if (notes.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("notes");
    for (Note note : notes) {
      json.writeStartObject();
      text("kind", note.kind().name());
      text("subject", note.subject());
      text("text", note.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void text(String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, clean(value));
    }
  }

  private void texts(String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      json.writeObjectPropertyStart(name);
      values.forEach((key, value) -> json.writeStringProperty(clean(key), clean(value)));
      json.writeEndObject();
    }
  }

  private void number(String name, @Nullable Long value) {
    if (value != null) {
      json.writeNumberProperty(name, value);
    }
  }

  private void count(String name, long value) {
    if (value != 0) {
      json.writeNumberProperty(name, value);
    }
  }

  private void flag(String name, boolean value) {
    if (value) {
      json.writeBooleanProperty(name, true);
    }
  }

  /** JSON in UTF-8 cannot hold a lone surrogate, but a caller can send one as an escape. */
  private static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}
