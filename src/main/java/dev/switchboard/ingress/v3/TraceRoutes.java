package dev.switchboard.ingress.v3;

import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.Traces;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/traces}, {@code GET} and {@code DELETE /v3/traces/{id}}. */
public final class TraceRoutes {
  private static final int DEFAULT_LIMIT = 50;
  private static final Map<String, CallRecord.Status> STATUSES =
      Map.of(
          "completed",
          CallRecord.Status.COMPLETED,
          "failed",
          CallRecord.Status.FAILED,
          "cancelled",
          CallRecord.Status.CANCELLED,
          "interrupted",
          CallRecord.Status.INTERRUPTED);

  private final Traces traces;
  private final Credentials credentials;

  public TraceRoutes(Traces traces, Credentials credentials) {
    this.traces = traces;
    this.credentials = credentials;
  }

  void list(Incoming incoming) {
    VirtualKey key = reader(incoming);
    Query query = incoming.exchange().query();
    Traces.TracePage page =
        traces.list(
            new Traces.Query(
                key.projectId(),
                query.first("name").filter(name -> !name.isEmpty()).orElse(null),
                Parameters.word(query, "status", STATUSES).orElse(null),
                instant(query, "from"),
                instant(query, "to"),
                new Traces.Window(
                    Parameters.integer(query, "limit", DEFAULT_LIMIT, 1, Traces.Window.MAX_LIMIT),
                    Parameters.integer(query, "offset", 0, 0, Traces.Window.MAX_OFFSET),
                    query.first("cursor").filter(cursor -> !cursor.isEmpty()).orElse(null))));
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    page.traces().forEach(header -> data.add(TraceJson.header(header)));
    answer.put("next_cursor", page.nextCursor());
    incoming.json(200, Json.write(answer));
  }

  void get(Incoming incoming, String traceId) {
    VirtualKey key = reader(incoming);
    Optional<StoredTrace> found = traces.find(key.projectId(), traceId);
    ObjectNode answer = Json.object();
    answer.set("data", TraceJson.whole(found.orElseThrow(() -> notFound(traceId))));
    incoming.json(200, Json.write(answer));
  }

  void delete(Incoming incoming, String traceId) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    key.require(Scope.WRITE_TRACES);
    if (!traces.delete(key.projectId(), traceId)) {
      throw notFound(traceId);
    }
    ObjectNode answer = Json.object();
    answer.put("id", traceId);
    answer.put("deleted", true);
    incoming.json(200, Json.write(answer));
  }

  private VirtualKey reader(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    key.require(Scope.READ_TRACES);
    return key;
  }

  private static FailureException notFound(String traceId) {
    String shown = traceId.length() > 64 ? traceId.substring(0, 64) + "…" : traceId;
    return new FailureException(new Failure.NotFound("not_found", "no trace " + shown));
  }

  private static @Nullable Instant instant(Query query, String name) {
    Optional<String> text = query.first(name).filter(t -> !t.isEmpty());
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text.get());
    } catch (DateTimeParseException _) {
      throw Parameters.wrong(name, text.get(), "an instant such as 2026-01-31T12:00:00Z");
    }
  }
}
