package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads the bytes of a record; see {@link CallRecordCodec} for their form. */
final class CallRecordReader {
  private CallRecordReader() {}

  static CallRecord read(byte[] bytes, int lineEnd, boolean withContent) {
    RecordFields fields;
    try (JsonParser json = Json.parser(Arrays.copyOf(bytes, lineEnd))) {
      fields = RecordFields.read(json);
    } catch (JacksonException e) {
      throw new UnreadableRecordException("the first line is not the JSON of a record", e);
    }
    long version = fields.number("v");
    if (version < 1 || version > CallRecordCodec.VERSION) {
      throw new UnreadableRecordException(
          "v: %d (expected: 1 to %d)".formatted(version, CallRecordCodec.VERSION));
    }
    try {
      return record(fields, content(fields, bytes, lineEnd + 1, withContent));
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("a value is out of range", e);
    }
  }

  private static CallRecord record(RecordFields fields, CallRecord.Content content) {
    return new CallRecord(
        new CallRecord.Identity(
            fields.text("traceId"),
            fields.text("spanId"),
            fields.optionalText("parentSpanId"),
            fields.text("requestId")),
        new CallRecord.Caller(
            fields.text("projectId"),
            fields.text("keyId"),
            fields.text("surface"),
            fields.texts("tags"),
            fields.optionalText("metadata")),
        new CallRecord.Task(
            fields.text("name"),
            integer(fields.optionalNumber("revision")),
            fields.text("requestedModel"),
            fields.flag("stream"),
            fields.text("decision")),
        fields.instant("startedAt"),
        fields.number("durationMicros"),
        new CallRecord.Outcome(
            fields.word("status", CallRecord.Status.class),
            (int) fields.number("httpStatus"),
            fields.optionalText("failureCode"),
            fields.optionalText("failureMessage"),
            fields.optionalText("rawStopReason")),
        new CallRecord.Bill(
            usage(fields.object("usage")),
            fields.optionalNumber("costPicos"),
            fields.list("modelsUsed", String.class),
            fields.optionalText("servedProvider")),
        fields.objects("spans").stream().map(CallRecordReader::span).toList(),
        fields.objects("notes").stream().map(CallRecordReader::note).toList(),
        content);
  }

  private static @Nullable Integer integer(@Nullable Long value) {
    return value == null ? null : Integer.valueOf(value.intValue());
  }

  static Usage usage(RecordFields fields) {
    return new Usage(
        fields.count("uncachedInput"),
        fields.count("cacheRead"),
        fields.count("cacheWrite"),
        fields.count("cacheWriteLong"),
        fields.count("audioInput"),
        fields.count("imageInput"),
        fields.count("output"),
        fields.count("reasoning"),
        fields.count("audioOutput"),
        fields.count("imageOutput"),
        fields.word("source", Usage.Source.class),
        fields.optionalNumber("reportedCostPicos"),
        fields.objects("metered").stream().map(CallRecordReader::metered).toList());
  }

  private static Metered metered(RecordFields fields) {
    return new Metered(
        fields.word("unit", Metered.Unit.class), fields.text("variant"), fields.number("amount"));
  }

  private static Span span(RecordFields fields) {
    RecordFields attempt = fields.optionalObject("attempt");
    return new Span(
        fields.text("spanId"),
        fields.text("parentSpanId"),
        fields.word("kind", Span.Kind.class),
        fields.text("name"),
        fields.instant("startedAt"),
        fields.number("durationMicros"),
        fields.optionalNumber("firstEventMicros"),
        fields.optionalText("failureCode"),
        attempt == null ? null : attempt(attempt),
        fields.texts("attributes"));
  }

  private static Span.Attempt attempt(RecordFields fields) {
    return new Span.Attempt(
        fields.text("provider"),
        fields.text("upstreamModel"),
        fields.text("reportedModel"),
        (int) fields.number("httpStatus"),
        fields.flag("passedThrough"),
        usage(fields.object("usage")),
        fields.optionalNumber("costPicos"),
        fields.optionalText("priceSource"),
        listed(fields));
  }

  private static @Nullable Cost listed(RecordFields fields) {
    Long picos = fields.optionalNumber("listedCostPicos");
    return picos == null ? null : new Cost(picos, fields.text("listedPriceSource"));
  }

  private static Note note(RecordFields fields) {
    return new Note(
        fields.word("kind", Note.Kind.class), fields.text("subject"), fields.text("text"));
  }

  private static CallRecord.Content content(
      RecordFields fields, byte[] bytes, int from, boolean wanted) {
    List<Long> sizes = fields.list("contentBytes", Long.class);
    if (sizes.isEmpty()) {
      sizes = List.of(-1L, -1L);
    }
    int there = bytes.length - from;
    if (sizes.size() != 2 || !fit(sizes.get(0), sizes.get(1), there)) {
      throw new UnreadableRecordException(
          "contentBytes: %s (expected: two lengths that fill %d bytes)".formatted(sizes, there));
    }
    if (!wanted) {
      return CallRecord.Content.NONE;
    }
    int input = sizes.get(0).intValue();
    int output = sizes.get(1).intValue();
    return new CallRecord.Content(
        slice(bytes, from, input), slice(bytes, from + Math.max(input, 0), output));
  }

  private static boolean fit(long input, long output, int there) {
    return input >= -1
        && output >= -1
        && input <= there
        && output <= there
        && Math.max(input, 0) + Math.max(output, 0) == there;
  }

  private static @Nullable Utf8Text slice(byte[] bytes, int from, int length) {
    return length < 0 ? null : Utf8Text.of(Arrays.copyOfRange(bytes, from, from + length));
  }
}
