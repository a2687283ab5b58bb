package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.trace.Span;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of a step of a compiled call, from its beginning to its one end. */
final class StepSpan {
  private final String id;
  private final String parentId;
  private final String name;
  private final Instant startedAt;
  private final Map<String, String> attributes;
  private final long startedNanos = System.nanoTime();
  private long durationMicros = -1;
  private @Nullable Failure failure;

  StepSpan(
      String id, String parentId, String name, Instant startedAt, Map<String, String> attributes) {
    this.id = id;
    this.parentId = parentId;
    this.name = name;
    this.startedAt = startedAt;
    this.attributes = Map.copyOf(attributes);
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  /** Ends it; only the first end counts. */
  void ended(@Nullable Failure with) {
    if (durationMicros < 0) {
      durationMicros = elapsedMicros();
      failure = with;
    }
  }

  Span span() {
    Map<String, String> facts = new HashMap<>(attributes);
    if (failure != null) {
      facts.put("failure", failure.message());
    }
    return new Span(
        id,
        parentId,
        Span.Kind.STEP,
        name,
        startedAt,
        durationMicros < 0 ? elapsedMicros() : durationMicros,
        null,
        failure == null ? null : failure.code(),
        null,
        facts);
  }

  private long elapsedMicros() {
    return (System.nanoTime() - startedNanos) / 1_000;
  }
}
