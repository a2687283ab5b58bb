package dev.switchboard.store;

import static dev.switchboard.trace.SampleCalls.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.Project;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.SampleCalls;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Spend;
import dev.switchboard.trace.Utf8Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an earlier build wrote, under this one. */
@ParameterizedClass
@EnumSource
class OlderTablesTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String USAGE =
      """
      usage_source, uncached_input, cache_read, cache_write, cache_write_long, audio_input,
      image_input, output, reasoning, audio_output, image_output, reported_cost_picos\
      """;
  private static final Sql CALL =
      Sql.of(
          """
          INSERT INTO calls (request_id, trace_id, span_id, parent_span_id, project_id, key_id,
            surface, tags, metadata, name, revision, requested_model, stream, decision, started_at,
            duration_micros, status, http_status, failure_code, failure_message, raw_stop_reason,
            cost_picos, models_used, served_provider, notes, span_count,\
          """
              + USAGE
              + """
              ) VALUES (:request, :trace, :span, NULL, 'prj_a', 'key_1', 'native', :tags, :metadata,
                :name, 3, 'openai/gpt-4.1-nano', 1, :decision, :started, :duration, 'COMPLETED', 200,
                NULL, NULL, 'stop', :cost, :models, 'openai', :notes, :spans,
                'REPORTED', :input, 0, 0, 0, 0, 0, :output, 0, 0, 0, NULL)
              """);
  private static final Sql SPAN =
      Sql.of(
          "INSERT INTO spans (request_id, ordinal, span_id, parent_span_id, kind, name, started_at,"
              + " duration_micros, first_event_micros, failure_code, attributes, provider,"
              + " upstream_model, reported_model, http_status, passed_through, cost_picos,"
              + " price_source, "
              + USAGE
              + """
              ) VALUES (:request, :ordinal, :span, :parent, 'ATTEMPT', :name, :started, :duration,
                :first, :failure, :attributes, 'openai', 'gpt-4.1-nano', :reported, :status, 0, :cost,
                'models.dev 2026-02-01', 'REPORTED', :input, 0, 0, 0, 0, 0, :output, 0, 0, 0, NULL)
              """);
  private static final Sql CONTENT =
      Sql.of("INSERT INTO contents (request_id, input, output) VALUES (:request, :input, :output)");

  private final Backend backend;
  private final SampleCalls samples = new SampleCalls(3);
  @TempDir Path folder;

  OlderTablesTest(Backend backend) {
    this.backend = backend;
  }

  @Test
  void callsAreReadAsTheyWereAndTheBooksAgree() throws Exception {
    CallRecord two = samples.typical();
    CallRecord one = withAttempts(samples.typical(), 1);
    CallRecord quiet = SampleCalls.withContent(samples.typical(), CallRecord.Content.NONE);
    StoreConfig config = backend.fresh(folder);
    try (Database older = raw(config)) {
      older.write(session -> {
        firstSchema(session);
        for (CallRecord call : List.of(two, one, quiet)) {
          insert(session, call);
        }
        return null;
      });
    }
    try (Store store = Store.open(config, CLOCK);
        Journal journal = Journal.open(JournalConfig.in(folder.resolve("journal")))) {
      for (CallRecord call : List.of(two, one, quiet)) {
        assertThat(store.traces().find("prj_a", call.identity().traceId()).orElseThrow().calls())
            .containsExactly(call);
      }
      LedgerReport report = new LedgerVerifier(store, journal, CLOCK).verify();
      assertThat(report.findings()).isEmpty();
      assertThat(report.calls()).isEqualTo(3);
      assertThat(report.attemptsUsd()).isEqualByComparingTo(report.callsUsd()).isPositive();
      Spend.Row spend = byModel(store).getFirst();
      assertThat(spend.calls()).isEqualTo(3);
      assertThat(spend.costUsd()).isEqualByComparingTo(report.callsUsd());
    }
  }

  private static List<Spend.Row> byModel(Store store) {
    store.projects().insert(new Project("prj_a", "a", START));
    return store
        .spend()
        .sum(
            new Spend.Query(
                Spend.By.MODEL,
                null,
                START.minus(Duration.ofDays(1)),
                START.plus(Duration.ofDays(1))));
  }

  private static Database raw(StoreConfig config) throws Exception {
    String url = config.jdbcUrl();
    if (url != null) {
      return PostgresDatabase.open(url);
    }
    Files.createDirectories(config.dataFolder());
    return SqliteDatabase.open(config.dataFolder().resolve(Store.SQLITE_FILE));
  }

  private void firstSchema(Session session) throws SQLException {
    String kind = backend == Backend.SQLITE ? "sqlite" : "postgresql";
    try (InputStream in =
            Objects.requireNonNull(
                getClass().getResourceAsStream("/db/migration/" + kind + "/0001_books.sql"));
        java.sql.Statement script = session.connection().createStatement()) {
      script.executeUpdate(
          "CREATE TABLE schema_history (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
              + " applied_at BIGINT NOT NULL);"
              + " INSERT INTO schema_history (version, name, applied_at) VALUES (1, '0001_books', 0);");
      script.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void insert(Session session, CallRecord call) throws SQLException {
    String request = call.identity().requestId();
    session
        .on(CALL)
        .bind("request", request)
        .bind("trace", call.identity().traceId())
        .bind("span", call.identity().spanId())
        .bind("tags", JsonColumns.ofMap(call.caller().tags()))
        .bind("metadata", call.caller().metadata())
        .bind("name", call.task().name())
        .bind("decision", call.task().decision())
        .bind("started", call.startedAt())
        .bind("duration", call.durationMicros())
        .bind("cost", call.bill().costPicos())
        .bind("models", JsonColumns.ofList(call.bill().modelsUsed()))
        .bind(
            "notes",
            "[{\"kind\":\"OMITTED\",\"subject\":\"/seed\",\"text\":\"the target has no seed\"}]")
        .bind("spans", call.spans().size())
        .bind("input", call.bill().usage().inputTotal())
        .bind("output", call.bill().usage().outputTotal())
        .update();
    for (int i = 0; i < call.spans().size(); i++) {
      insert(session, request, i, call.spans().get(i));
    }
    if (call.content().input() != null) {
      session
          .on(CONTENT)
          .bind("request", request)
          .bind("input", text(call.content().input()))
          .bind("output", text(call.content().output()))
          .update();
    }
  }

  private static @Nullable String text(@Nullable Utf8Text kept) {
    return kept == null ? null : kept.text();
  }

  private static void insert(Session session, String request, int ordinal, Span span)
      throws SQLException {
    Span.Attempt attempt = Objects.requireNonNull(span.attempt());
    session
        .on(SPAN)
        .bind("request", request)
        .bind("ordinal", ordinal)
        .bind("span", span.spanId())
        .bind("parent", span.parentSpanId())
        .bind("name", span.name())
        .bind("started", span.startedAt())
        .bind("duration", span.durationMicros())
        .bind("first", span.firstEventMicros())
        .bind("failure", span.failureCode())
        .bind("attributes", JsonColumns.ofMap(Map.copyOf(span.attributes())))
        .bind("reported", attempt.reportedModel())
        .bind("status", attempt.httpStatus())
        .bind("cost", attempt.costPicos())
        .bind("input", attempt.usage().inputTotal())
        .bind("output", attempt.usage().outputTotal())
        .update();
  }

  private static CallRecord withAttempts(CallRecord call, int last) {
    List<Span> spans = call.spans();
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        spans.subList(spans.size() - last, spans.size()),
        call.notes(),
        call.content());
  }
}
