package dev.switchboard.store;

import static dev.switchboard.trace.SampleCalls.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Project;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.SampleCalls;
import dev.switchboard.trace.Spend;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.TraceHeader;
import dev.switchboard.trace.Traces;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class TracesInStoreTest {
  private static final String A = "a".repeat(32);
  private static final String B = "b".repeat(32);

  private final Backend backend;
  private final SampleCalls samples = new SampleCalls(1);
  @TempDir Path folder;
  private Store store;
  private Traces traces;

  TracesInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.systemUTC());
    store.projects().insert(new Project("prj_a", "a", START));
    store.projects().insert(new Project("prj_b", "b", START));
    traces = store.traces();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCallIsReadBackAsItWasWritten() {
    CallRecord call = insert(samples.typical());
    StoredTrace trace = traces.find("prj_a", call.identity().traceId()).orElseThrow();
    assertThat(trace.calls()).containsExactly(call);
    assertThat(trace.header())
        .isEqualTo(
            new TraceHeader(
                call.identity().traceId(),
                "greet",
                START,
                START.plus(Duration.ofMillis(486)),
                CallRecord.Status.COMPLETED,
                3,
                call.bill().costPicos()));
  }

  @Test
  void anotherProjectsTraceIsNotFoundEvenUnderTheSameId() {
    CallRecord mine = insert(samples.in("prj_a", A, "mine", START));
    insert(samples.in("prj_b", A, "theirs", START));
    assertThat(traces.find("prj_a", A).orElseThrow().calls()).containsExactly(mine);
    assertThat(traces.list(Traces.Query.newest("prj_b", 10)).traces())
        .extracting(TraceHeader::name)
        .containsExactly("theirs");
    assertThat(traces.find("prj_b", B)).isEmpty();
  }

  @Test
  void callsOfOneTraceAreListedOnceAndSummedUp() {
    CallRecord first = insert(samples.in("prj_a", A, "first", START));
    CallRecord second = insert(samples.in("prj_a", A, "second", START.plusSeconds(5)));
    insert(samples.in("prj_a", B, "other", START.plusSeconds(1)));
    List<TraceHeader> headers = traces.list(Traces.Query.newest("prj_a", 10)).traces();
    assertThat(headers).extracting(TraceHeader::name).containsExactly("other", "first");
    TraceHeader joined = headers.get(1);
    assertThat(joined.spanCount()).isEqualTo(6);
    assertThat(joined.endedAt()).isEqualTo(START.plusSeconds(5).plusMillis(486));
    assertThat(joined.costPicos()).isEqualTo(cost(first) + cost(second));
    assertThat(traces.find("prj_a", A).orElseThrow().calls()).containsExactly(first, second);
  }

  @Test
  void aTraceWithACallOfUnknownCostHasAnUnknownCost() {
    insert(samples.in("prj_a", A, "x", START));
    insert(SampleCalls.withCost(samples.in("prj_a", A, "x", START), null));
    assertThat(traces.list(Traces.Query.newest("prj_a", 10)).traces().getFirst().costPicos())
        .isNull();
  }

  @Test
  void aTraceFailedIfOneOfItsCallsDid() {
    insert(samples.in("prj_a", A, "good", START));
    insert(failed(samples.in("prj_a", A, "bad", START.plusSeconds(1))));
    insert(samples.in("prj_a", B, "fine", START.plusSeconds(2)));
    assertThat(names(CallRecord.Status.FAILED)).containsExactly("good");
    assertThat(names(CallRecord.Status.COMPLETED)).containsExactly("fine");
    assertThat(names(CallRecord.Status.CANCELLED)).isEmpty();
    assertThat(traces.find("prj_a", A).orElseThrow().header().status())
        .isEqualTo(CallRecord.Status.FAILED);
  }

  @Test
  void namesAreFoundByPartWithoutRegardToCaseAndWithoutWildcards() {
    insert(samples.in("prj_a", A, "Support/100%_done", START));
    insert(samples.in("prj_a", B, "support/100 done!", START));
    assertThat(namesLike("SUPPORT")).hasSize(2);
    assertThat(namesLike("100%_D")).containsExactly("Support/100%_done");
    assertThat(namesLike("done!")).containsExactly("support/100 done!");
    assertThat(namesLike("%")).containsExactly("Support/100%_done");
  }

  @Test
  void timesBoundTheList() {
    for (int i = 0; i < 5; i++) {
      insert(samples.in("prj_a", "t" + i, "n" + i, START.plusSeconds(i)));
    }
    assertThat(
            traces
                .list(
                    new Traces.Query(
                        "prj_a",
                        null,
                        null,
                        START.plusSeconds(1),
                        START.plusSeconds(3),
                        new Traces.Window(10, 0, null)))
                .traces())
        .extracting(TraceHeader::name)
        .containsExactly("n2", "n1");
  }

  @Test
  void pagesByCursorHoldEveryTraceOnceEvenIfAllStartedAtTheSameTime() {
    for (int i = 0; i < 7; i++) {
      insert(samples.in("prj_a", "t" + i, "n" + i, START));
    }
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      Traces.TracePage page =
          traces.list(
              new Traces.Query("prj_a", null, null, null, null, new Traces.Window(3, 0, cursor)));
      page.traces().forEach(trace -> seen.add(trace.name()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(seen).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4", "n5", "n6");
  }

  @Test
  void anOffsetLeavesOutTheNewest() {
    for (int i = 0; i < 3; i++) {
      insert(samples.in("prj_a", "t" + i, "n" + i, START.plusSeconds(i)));
    }
    Traces.TracePage page =
        traces.list(
            new Traces.Query("prj_a", null, null, null, null, new Traces.Window(1, 1, null)));
    assertThat(page.traces()).extracting(TraceHeader::name).containsExactly("n1");
  }

  @Test
  void aCursorThatIsNoneIsTheCallersMistake() {
    for (String bad : List.of("", "x", ".", "12x.req", "99999999999999999999.req")) {
      Traces.Query query =
          new Traces.Query("prj_a", null, null, null, null, new Traces.Window(1, 0, bad));
      assertThatThrownBy(() -> traces.list(query)).hasMessageStartingWith("invalid_request");
    }
  }

  @Test
  void aDeletedTraceIsGoneWithWhatWasSaidButItsCostStaysInTheBooks() {
    CallRecord call = insert(samples.in("prj_a", A, "secret name", START));
    assertThat(traces.delete("prj_b", A)).isFalse();
    assertThat(traces.delete("prj_a", A)).isTrue();
    assertThat(traces.delete("prj_a", A)).isFalse();
    assertThat(traces.find("prj_a", A)).isEmpty();
    assertThat(traces.list(Traces.Query.newest("prj_a", 10)).traces()).isEmpty();
    assertThat(count("SELECT COUNT(*) AS n FROM calls WHERE name <> ''")).isZero();
    assertThat(theOnlyRecord())
        .doesNotContain("secret name", "blue", "ticket", "targets", "has no seed", "hello", "Hej")
        .contains(call.identity().requestId());
    assertThat(spend(Spend.By.PROJECT).getFirst().costUsd()).isEqualByComparingTo(usd(cost(call)));
  }

  @Test
  void spendIsSummedByProjectKeyAndDay() {
    CallRecord first = insert(samples.in("prj_a", A, "x", START));
    CallRecord second = insert(samples.in("prj_a", B, "x", START.plus(Duration.ofDays(1))));
    CallRecord other = insert(samples.in("prj_b", A, "x", START));
    assertThat(spend(Spend.By.PROJECT)).extracting(Spend.Row::group).contains("prj_a", "prj_b");
    Spend.Row key = spend(Spend.By.KEY).getFirst();
    assertThat(key.group()).isEqualTo("key_1");
    assertThat(key.calls()).isEqualTo(3);
    assertThat(key.costUsd()).isEqualByComparingTo(usd(cost(first) + cost(second) + cost(other)));
    assertThat(key.inputTokens())
        .isEqualTo(
            first.bill().usage().inputTotal()
                + second.bill().usage().inputTotal()
                + other.bill().usage().inputTotal());
    assertThat(spend(Spend.By.DAY))
        .extracting(Spend.Row::group)
        .containsExactlyInAnyOrder("2026-03-01", "2026-03-02");
  }

  @Test
  void spendByModelCountsEveryAttempt() {
    CallRecord call = insert(samples.in("prj_a", A, "x", START));
    Spend.Row row = spend(Spend.By.MODEL).getFirst();
    assertThat(row.group()).isEqualTo("openai/gpt-4.1-nano");
    assertThat(row.calls()).isEqualTo(1);
    assertThat(row.costUsd()).isEqualByComparingTo(usd(cost(call)));
  }

  @Test
  void spendByModelCountsTheOnlyAttemptOfACallAndTheSeveralOfAnother() {
    CallRecord several = insert(samples.in("prj_a", A, "x", START));
    CallRecord one = insert(withOneAttempt(samples.in("prj_a", B, "x", START)));
    assertThat(count("SELECT COUNT(*) AS n FROM attempts")).isEqualTo(2);
    Spend.Row row = spend(Spend.By.MODEL).getFirst();
    assertThat(row.calls()).isEqualTo(2);
    assertThat(row.costUsd()).isEqualByComparingTo(usd(cost(several) + cost(one)));
    assertThat(row.inputTokens())
        .isEqualTo(several.bill().usage().inputTotal() + one.bill().usage().inputTotal());
    assertThat(traces.find("prj_a", B).orElseThrow().calls()).containsExactly(one);
  }

  private static CallRecord withOneAttempt(CallRecord call) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        List.of(call.spans().getLast()),
        call.notes(),
        call.content());
  }

  @Test
  void callsOfUnknownCostAreCountedApartInSpend() {
    insert(SampleCalls.withCost(samples.in("prj_a", A, "x", START), null));
    Spend.Row row = spend(Spend.By.PROJECT).getFirst();
    assertThat(row.unpricedCalls()).isEqualTo(1);
    assertThat(row.costUsd()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void sumsGoBeyondWhatSixtyFourBitsOfPicodollarsHold() {
    for (String trace : List.of("t1", "t2", "t3")) {
      insert(SampleCalls.withCost(samples.in("prj_a", trace, "x", START), Long.MAX_VALUE));
    }
    assertThat(spend(Spend.By.PROJECT).getFirst().costUsd())
        .isEqualByComparingTo("27670116.110564327421");
    insert(SampleCalls.withCost(samples.in("prj_a", "t1", "x", START), 1L));
    assertThat(traces.find("prj_a", "t1").orElseThrow().header().costPicos()).isNull();
  }

  @Test
  void hostileTextsDoNotStopARow() {
    CallRecord hostile =
        SampleCalls.withTask(
            samples.in("prj_a", A, "x", START),
            new CallRecord.Task("x", null, "'; DROP TABLE calls; --\u0000\uFFFF", false, "{}"));
    insert(hostile);
    assertThat(traces.find("prj_a", A).orElseThrow().calls().getFirst().task().requestedModel())
        .isEqualTo("'; DROP TABLE calls; --\u0000\uFFFF");
  }

  private CallRecord insert(CallRecord call) {
    List<CallTable.Inserted> inserted =
        store.database().write(session -> CallTable.insert(session, List.of(BookedCall.of(call))));
    assertThat(inserted).containsExactly(CallTable.Inserted.NEW);
    return call;
  }

  private static CallRecord failed(CallRecord call) {
    return SampleCalls.withOutcome(
        call, new CallRecord.Outcome(CallRecord.Status.FAILED, 502, "provider_failed", "no", null));
  }

  private List<String> names(CallRecord.Status status) {
    return list(null, status);
  }

  private List<String> namesLike(String name) {
    return list(name, null);
  }

  private List<String> list(@Nullable String name, CallRecord.@Nullable Status status) {
    return traces
        .list(new Traces.Query("prj_a", name, status, null, null, new Traces.Window(100, 0, null)))
        .traces()
        .stream()
        .map(TraceHeader::name)
        .toList();
  }

  private List<Spend.Row> spend(Spend.By by) {
    Instant from = START.minus(Duration.ofDays(10));
    return store.spend().sum(new Spend.Query(by, null, from, START.plus(Duration.ofDays(10))));
  }

  private String theOnlyRecord() {
    byte[] record =
        store
            .database()
            .read(session ->
                session
                    .on(Sql.of("SELECT record FROM records LIMIT 2"))
                    .list(row -> row.bytes("record")))
            .getFirst();
    return new String(record, StandardCharsets.UTF_8);
  }

  private long count(String sql) {
    return store
        .database()
        .read(session -> session.on(Sql.of(sql)).list(row -> row.number("n")).getFirst());
  }

  private static long cost(CallRecord call) {
    return Objects.requireNonNull(call.bill().costPicos());
  }

  private static BigDecimal usd(long picos) {
    return BigDecimal.valueOf(picos, 12);
  }
}
