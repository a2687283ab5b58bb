package dev.switchboard.trace;

import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One finished call, whatever its end: the unit of the journal and of the books.
 *
 * @param identity its ids
 * @param caller who asked
 * @param task what was asked
 * @param startedAt when the request was read
 * @param durationMicros until the last byte was ready to go
 * @param outcome how it ended
 * @param bill what was used and what it costs, all attempts together
 * @param spans attempts, repairs and steps in the order in which they started
 * @param notes what translations could not carry
 * @param content input and output, as far as the content policy keeps them
 */
public record CallRecord(
    Identity identity,
    Caller caller,
    Task task,
    Instant startedAt,
    long durationMicros,
    Outcome outcome,
    Bill bill,
    List<Span> spans,
    List<Note> notes,
    Content content) {

  public CallRecord {
    Objects.requireNonNull(identity);
    Objects.requireNonNull(caller);
    Objects.requireNonNull(task);
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(bill);
    spans = List.copyOf(spans);
    notes = List.copyOf(notes);
    Objects.requireNonNull(content);
  }

  /**
   * The call's ids.
   *
   * @param traceId 32 hexadecimal digits, W3C
   * @param spanId 16 hexadecimal digits: the call's own root span
   * @param parentSpanId the caller's span; null when the call starts a trace
   * @param requestId as sent in {@code x-request-id}; unique per call
   */
  public record Identity(
      String traceId, String spanId, @Nullable String parentSpanId, String requestId) {
    public Identity {
      Objects.requireNonNull(traceId);
      Objects.requireNonNull(spanId);
      Objects.requireNonNull(requestId);
    }
  }

  /**
   * Who asked.
   *
   * @param surface the route's dialect label, such as {@code native} or {@code openai.chat}
   * @param tags the caller's own, for cost attribution
   * @param metadata the caller's own JSON object as text; null when not given
   */
  public record Caller(
      String projectId,
      String keyId,
      String surface,
      Map<String, String> tags,
      @Nullable String metadata) {
    public Caller {
      Objects.requireNonNull(projectId);
      Objects.requireNonNull(keyId);
      Objects.requireNonNull(surface);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * What was asked.
   *
   * @param name the function's name on the native API, else the surface's operation
   * @param revision the function's revision; null outside the native API
   * @param requestedModel as the caller spelled it; empty when the caller did not say
   * @param stream whether a stream was asked for
   * @param decision how targets were chosen: the routing decision as a JSON object
   */
  public record Task(
      String name,
      @Nullable Integer revision,
      String requestedModel,
      boolean stream,
      String decision) {
    public Task {
      Objects.requireNonNull(name);
      Objects.requireNonNull(requestedModel);
      Objects.requireNonNull(decision);
    }
  }

  /**
   * How the call ended.
   *
   * @param httpStatus as sent to the caller; 499 when the caller left
   * @param failureCode the failure's code; null when it succeeded
   * @param failureMessage safe text; null when it succeeded
   * @param rawStopReason the provider's word; null when no answer ended
   */
  public record Outcome(
      Status status,
      int httpStatus,
      @Nullable String failureCode,
      @Nullable String failureMessage,
      @Nullable String rawStopReason) {
    public Outcome {
      Objects.requireNonNull(status);
    }
  }

  /** The end of a call whose process died. */
  public static final Outcome INTERRUPTED =
      new Outcome(
          Status.INTERRUPTED,
          0,
          "interrupted",
          "the gateway's process ended before the call did",
          null);

  /** The ends a call can have. */
  public enum Status {
    COMPLETED,
    FAILED,
    /** The caller left before the end. */
    CANCELLED,
    /**
     * The gateway's process ended before the call did: what it had asked of providers is there, and
     * what that may have cost at most.
     */
    INTERRUPTED
  }

  /** Whether its cost is the most that it may have cost, not what it did. */
  public boolean isInterrupted() {
    return outcome.status() == Status.INTERRUPTED;
  }

  /**
   * What was used and what it costs.
   *
   * @param costPicos in 1e-12 USD; null when a price is not known: unknown is never zero
   * @param modelsUsed {@code provider/model} in the order of use, without repetition
   * @param servedProvider the provider that gave the answer; null when none did
   */
  public record Bill(
      Usage usage,
      @Nullable Long costPicos,
      List<String> modelsUsed,
      @Nullable String servedProvider) {
    public Bill {
      Objects.requireNonNull(usage);
      modelsUsed = List.copyOf(modelsUsed);
    }

    /** Of all attempts among these spans together. */
    public static Bill of(List<Span> spans) {
      Usage usage = Usage.NONE;
      boolean uncounted = false;
      Long cost = 0L;
      List<String> models = new ArrayList<>(1);
      String served = null;
      boolean joined = isJoined(spans);
      for (Span span : spans) {
        Span.Attempt attempt = span.attempt();
        if (attempt == null) {
          continue;
        }
        usage = usage.plus(attempt.usage());
        uncounted |= attempt.usage().source() == Usage.Source.UNKNOWN;
        cost = cost == null || attempt.costPicos() == null ? null : cost + attempt.costPicos();
        boolean whole = span.failureCode() == null;
        if (whole || (joined && attempt.usage().outputTotal() > 0)) {
          String model = attempt.provider() + "/" + attempt.upstreamModel();
          if (!models.contains(model)) {
            models.add(model);
          }
        }
        served = whole ? attempt.provider() : served;
      }
      if (uncounted) {
        boolean nothing = usage.inputTotal() + usage.outputTotal() == 0;
        usage = nothing ? Usage.UNKNOWN : usage.asEstimate();
      }
      return new Bill(usage, cost, models, served);
    }

    /** Whether one attempt went on with the answer of another. */
    private static boolean isJoined(List<Span> spans) {
      for (Span span : spans) {
        if (span.failureCode() == null && span.attributes().containsKey(Span.RESCUE)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * What was said, as JSON texts.
   *
   * @param input null when the content policy keeps none
   * @param output null when there was none or the content policy keeps none
   */
  public record Content(@Nullable Utf8Text input, @Nullable Utf8Text output) {
    /** Nothing kept. */
    public static final Content NONE = new Content(null, null);

    /** Of texts. */
    public static Content of(@Nullable String input, @Nullable String output) {
      return new Content(
          input == null ? null : Utf8Text.of(input), output == null ? null : Utf8Text.of(output));
    }

    @Override
    public String toString() {
      return "Content[not shown]";
    }
  }
}
