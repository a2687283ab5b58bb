package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.Traces;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Traces in which every call is found that ended before the question: waits a little for the
 * journal to be applied, and answers with what there is when that takes too long.
 */
public final class FreshTraces implements Traces {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Traces traces;
  private final JournalApplier applier;

  public FreshTraces(Traces traces, JournalApplier applier) {
    this.traces = Objects.requireNonNull(traces);
    this.applier = Objects.requireNonNull(applier);
  }

  @Override
  public TracePage list(Query query) {
    catchUp();
    return traces.list(query);
  }

  @Override
  public Optional<StoredTrace> find(String projectId, String traceId) {
    catchUp();
    return traces.find(projectId, traceId);
  }

  @Override
  public boolean delete(String projectId, String traceId) {
    catchUp();
    return traces.delete(projectId, traceId);
  }

  private void catchUp() {
    try {
      var _ = applier.awaitAll(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException(new Failure.CallerGone("the caller left"));
    }
  }
}
