package dev.switchboard.trace;

import static dev.switchboard.trace.LineCursor.piece;

import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record's {@link CallEntry} off its line, field by field in the order in which {@link
 * CallRecordWriter} writes them, and checks the rest in passing.
 *
 * <p>A line that has other fields, another order or another spelling is not for it, whether it is a
 * record or not: it never takes what {@link CallRecordReader} refuses, nor reads it differently.
 */
final class CallEntryReader {
  private static final byte[] START =
      piece("{\"v\":" + CallRecordCodec.VERSION + ",\"traceId\":\"");
  private static final byte[] SPAN_ID = LineCursor.text("spanId");
  private static final byte[] PARENT_SPAN_ID = LineCursor.text("parentSpanId");
  private static final byte[] REQUEST_ID = LineCursor.text("requestId");
  private static final byte[] PROJECT_ID = LineCursor.text("projectId");
  private static final byte[] KEY_ID = LineCursor.text("keyId");
  private static final byte[] SURFACE = LineCursor.text("surface");
  private static final byte[] TAGS = piece(",\"tags\":{\"");
  private static final byte[] METADATA = LineCursor.text("metadata");
  private static final byte[] NAME = LineCursor.text("name");
  private static final byte[] REVISION = LineCursor.value("revision");
  private static final byte[] REQUESTED_MODEL = LineCursor.text("requestedModel");
  private static final byte[] STREAM = piece(",\"stream\":true");
  private static final byte[] DECISION = LineCursor.text("decision");
  private static final byte[] STARTED_AT = LineCursor.value("startedAt");
  private static final byte[] DURATION = LineCursor.value("durationMicros");
  private static final byte[] STATUS = LineCursor.text("status");
  private static final byte[] HTTP_STATUS = LineCursor.value("httpStatus");
  private static final byte[] FAILURE_CODE = LineCursor.text("failureCode");
  private static final byte[] FAILURE_MESSAGE = LineCursor.text("failureMessage");
  private static final byte[] RAW_STOP_REASON = LineCursor.text("rawStopReason");
  private static final byte[] COST = LineCursor.value("costPicos");
  private static final byte[] MODELS_USED = piece(",\"modelsUsed\":[\"");
  private static final byte[] NEXT_TEXT = piece(",\"");
  private static final byte[] SERVED_PROVIDER = LineCursor.text("servedProvider");
  private static final byte[] SPANS = piece(",\"spans\":[{\"spanId\":\"");
  private static final byte[] NEXT_SPAN = piece(",{\"spanId\":\"");
  private static final byte[] KIND = LineCursor.text("kind");
  private static final byte[] FIRST_EVENT = LineCursor.value("firstEventMicros");
  private static final byte[] ATTEMPT = piece(",\"attempt\":{\"provider\":\"");
  private static final byte[] UPSTREAM_MODEL = LineCursor.text("upstreamModel");
  private static final byte[] REPORTED_MODEL = LineCursor.text("reportedModel");
  private static final byte[] PASSED_THROUGH = piece(",\"passedThrough\":true");
  private static final byte[] PRICE_SOURCE = LineCursor.text("priceSource");
  private static final byte[] LISTED_COST = LineCursor.value("listedCostPicos");
  private static final byte[] LISTED_PRICE_SOURCE = LineCursor.text("listedPriceSource");
  private static final byte[] ATTRIBUTES = piece(",\"attributes\":{\"");
  private static final byte[] NOTES = piece(",\"notes\":[{\"kind\":\"");
  private static final byte[] NEXT_NOTE = piece(",{\"kind\":\"");
  private static final byte[] SUBJECT = LineCursor.text("subject");
  private static final byte[] TEXT = LineCursor.text("text");
  private static final byte[] CONTENT_BYTES = piece(",\"contentBytes\":[");
  private static final byte[][] STATUSES = LineCursor.words(CallRecord.Status.values());
  private static final byte[][] KINDS = LineCursor.words(Span.Kind.values());
  private static final byte[][] NOTE_KINDS = LineCursor.words(Note.Kind.values());
  private static final List<CallRecord.Status> STATUS_OF_WORD = List.of(CallRecord.Status.values());

  private final byte[] bytes;
  private final LineCursor line;
  private final UsageLine usage;

  private CallEntryReader(byte[] bytes) {
    this.bytes = bytes;
    this.line = new LineCursor(bytes);
    this.usage = new UsageLine(line);
  }

  /** The entry of a record; null if its line has to be read in another way. */
  static @Nullable CallEntry read(byte[] bytes) {
    CallEntryReader reader = new CallEntryReader(bytes);
    CallEntry entry = reader.entry();
    return reader.line.isLost() ? null : entry;
  }

  private CallEntry entry() {
    line.take(START);
    String traceId = line.text();
    String spanId = required(SPAN_ID);
    passText(PARENT_SPAN_ID);
    String requestId = required(REQUEST_ID);
    String projectId = required(PROJECT_ID);
    String keyId = required(KEY_ID);
    requireText(SURFACE);
    passTexts(TAGS);
    passText(METADATA);
    String name = required(NAME);
    passNumber(REVISION);
    requireText(REQUESTED_MODEL);
    line.passes(STREAM);
    requireText(DECISION);
    long startedAt = number(STARTED_AT);
    long duration = number(DURATION);
    line.take(STATUS);
    CallRecord.Status status = STATUS_OF_WORD.get(line.word(STATUSES));
    number(HTTP_STATUS);
    passText(FAILURE_CODE);
    passText(FAILURE_MESSAGE);
    passText(RAW_STOP_REASON);
    CallEntry.Sum total = sum();
    if (line.passes(MODELS_USED)) {
      do {
        line.passText();
      } while (line.passes(NEXT_TEXT));
      line.take(']');
    }
    passText(SERVED_PROVIDER);
    List<CallEntry.Attempt> attempts = new ArrayList<>(1);
    int spans = spans(attempts);
    notes();
    end();
    return new CallEntry(
        requestId, traceId, spanId, projectId, keyId, name, startedAt, duration, status, total,
        attempts, spans);
  }

  private int spans(List<CallEntry.Attempt> attempts) {
    if (!line.passes(SPANS)) {
      return 0;
    }
    int count = 0;
    do {
      span(attempts);
      count++;
    } while (line.passes(NEXT_SPAN));
    line.take(']');
    return count;
  }

  private void span(List<CallEntry.Attempt> attempts) {
    line.passText();
    requireText(PARENT_SPAN_ID);
    line.take(KIND);
    line.word(KINDS);
    requireText(NAME);
    number(STARTED_AT);
    number(DURATION);
    passNumber(FIRST_EVENT);
    passText(FAILURE_CODE);
    if (line.passes(ATTEMPT)) {
      attempts.add(attempt());
    }
    passTexts(ATTRIBUTES);
    line.take('}');
  }

  private CallEntry.Attempt attempt() {
    String provider = line.text();
    String model = required(UPSTREAM_MODEL);
    requireText(REPORTED_MODEL);
    number(HTTP_STATUS);
    line.passes(PASSED_THROUGH);
    CallEntry.Sum sum = sum();
    passText(PRICE_SOURCE);
    if (line.passes(LISTED_COST)) {
      line.count();
      requireText(LISTED_PRICE_SOURCE);
    }
    line.take('}');
    return new CallEntry.Attempt(provider + "/" + model, sum);
  }

  private CallEntry.Sum sum() {
    usage.pass();
    Long cost = line.passes(COST) ? Long.valueOf(line.number()) : null;
    return new CallEntry.Sum(usage.inputTokens(), usage.outputTokens(), cost);
  }

  private void notes() {
    if (line.passes(NOTES)) {
      do {
        line.word(NOTE_KINDS);
        requireText(SUBJECT);
        requireText(TEXT);
        line.take('}');
      } while (line.passes(NEXT_NOTE));
      line.take(']');
    }
  }

  /** The lengths of the content, which fill the record, and the line's end before it. */
  private void end() {
    long content = 0;
    if (line.passes(CONTENT_BYTES)) {
      content = length();
      line.take(',');
      content += length();
      line.take(']');
    }
    line.take('}');
    line.take('\n');
    // A longer line could be beyond a bound of whoever reads it in another way.
    if (line.at() > Json.MAX_TOKENS || content != bytes.length - line.at()) {
      line.lose();
    }
  }

  private long length() {
    long length = line.number();
    if (length < -1 || length > bytes.length) {
      line.lose();
    }
    return Math.max(length, 0);
  }

  private String required(byte[] name) {
    line.take(name);
    return line.text();
  }

  private void requireText(byte[] name) {
    line.take(name);
    line.passText();
  }

  private void passText(byte[] name) {
    if (line.passes(name)) {
      line.passText();
    }
  }

  private void passTexts(byte[] name) {
    if (line.passes(name)) {
      line.passTexts();
    }
  }

  private long number(byte[] name) {
    line.take(name);
    return line.number();
  }

  private void passNumber(byte[] name) {
    if (line.passes(name)) {
      line.number();
    }
  }
}
