package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Note;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that is being served, in one step or in several: what surfaces read of it and end. */
public interface OpenCall extends AutoCloseable {

  /** The call without what is said in it. */
  CallContext context();

  /** Keeps the input for the record; JSON text. */
  void asked(Supplier<String> inputJson);

  /** What translations could not carry so far. */
  List<Note> notes();

  /** Adds what something above the pipeline could not carry. */
  void note(Note note);

  /** The spans so far. */
  List<Span> spans();

  /** What all attempts so far used and cost. */
  CallRecord.Bill bill();

  /**
   * Records the call as answered; the last byte may go out when this returns.
   *
   * @param outputJson the answer as JSON text, asked for only if the record keeps it
   * @param rawStopReason the provider's word
   */
  void complete(Supplier<String> outputJson, String rawStopReason);

  /** Records the call as failed. */
  default void fail(Failure failure) {
    fail(failure, () -> null);
  }

  /**
   * Records the call as failed.
   *
   * @param outputJson what had come until then as JSON text, asked for only if the record keeps it
   */
  void fail(Failure failure, Supplier<@Nullable String> outputJson);

  @Override
  void close();

  /** Adds a span of something above the pipeline. */
  void span(Span span);

  /** An id for a span of something above the pipeline. */
  String newSpanId();

  /**
   * Says whether the answer may be given to others who ask for the same; at first it may not.
   *
   * @param may asked only if somebody wants to keep it: to look through an answer takes its memory
   *     once more
   */
  void reusable(BooleanSupplier may);

  /** Whether the answer may be given to others who ask for the same. */
  boolean isReusable();

  /** Whether it is on record as answered. */
  boolean isComplete();
}
