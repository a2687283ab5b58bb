package dev.switchboard.ingress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The traces of the calls that this process has taken last, by their spans: so that a call that
 * names its parent alone joins the parent's trace.
 */
final class RecentSpans {
  /** About 2 MB. */
  private static final int MOST = 10_000;

  private record Key(String projectId, String spanId) {}

  private final Map<Key, String> traces =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
          return size() > MOST;
        }
      };

  /** Remembers a call's span. */
  void add(String projectId, String spanId, String traceId) {
    synchronized (traces) {
      traces.put(new Key(projectId, spanId), traceId);
    }
  }

  /** The trace of a span of the same project; empty when it is not known here, or not any more. */
  Optional<String> traceOf(String projectId, String spanId) {
    synchronized (traces) {
      return Optional.ofNullable(traces.get(new Key(projectId, spanId)));
    }
  }
}
