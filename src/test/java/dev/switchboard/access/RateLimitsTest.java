package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(5);
  private final RateLimits limits = new RateLimits(nanos::get);
  private final Gate gate = new Gate(limits);

  @Test
  void refusesOneRequestTooManyAndSaysWhichLimitAndWhenToComeAgain() {
    limits.replace(List.of(requests("a", Applies.ALL, null, 2)));
    enter("k1");
    enter("k2");
    Failure.RateLimited refused = refused(() -> enter("k3"));
    assertThat(refused.limit()).isEqualTo("a requests");
    assertThat(refused.message()).contains("rate limit a (all calls): 2 requests in 60 s");
    Duration wait = refused.retryAfter();
    assertThat(wait).isBetween(Duration.ofSeconds(60), Duration.ofMillis(60_470));
    nanos.addAndGet(wait == null ? 0 : wait.toNanos());
    enter("k3");
  }

  @Test
  void doesNotCountWhatIsRefused() {
    limits.replace(
        List.of(
            requests("loose", Applies.ALL, null, 5),
            requests("tight", new Applies(null, "k1", null, null), null, 1)));
    enter("k1");
    for (int i = 0; i < 10; i++) {
      refused(() -> enter("k1"));
    }
    for (int i = 0; i < 4; i++) {
      enter("k2");
    }
    refused(() -> enter("k2"));
  }

  @Test
  void countsEachKeyForItself() {
    limits.replace(List.of(requests("a", Applies.ALL, "key", 1)));
    enter("k1");
    enter("k2");
    assertThat(refused(() -> enter("k1")).message()).contains("each key, here 'k1'");
  }

  @Test
  void countsCallsWithoutATagAsOneMoreValueOfIt() {
    limits.replace(List.of(requests("a", Applies.ALL, "tag:team", 1)));
    enter("k1", Map.of("team", "red"));
    enter("k1", Map.of("team", "blue"));
    enter("k1", Map.of());
    refused(() -> enter("k2", Map.of("other", "x")));
    refused(() -> enter("k2", Map.of("team", "red")));
  }

  @Test
  void holdsForCallsThatMeetAllConditions() {
    Applies both = new Applies("prj_1", "k1", null, new Applies.Tag("team", "red"));
    limits.replace(List.of(requests("a", both, null, 0)));
    enter("k1", Map.of("team", "blue"));
    enter("k2", Map.of("team", "red"));
    refused(() -> enter("k1", Map.of("team", "red")));
  }

  @Test
  void countsEveryAttemptAtAModelByItsNameAtTheProvider() {
    limits.replace(List.of(requests("a", new Applies(null, null, "gpu/*", null), "model", 1)));
    Admission admission = enter("k1");
    admission.lease("gpu", "m1");
    admission.lease("gpu", "m2");
    admission.lease("cpu", "m1");
    admission.lease("cpu", "m1");
    refused(() -> admission.lease("gpu", "M1"));
  }

  @Test
  void boundsCallsAtTheSameTimeAndGivesAPlaceBackOnce() {
    limits.replace(List.of(concurrent("a", Applies.ALL, 2)));
    Admission first = enter("k1");
    enter("k1");
    assertThat(refused(() -> enter("k1")).limit()).isEqualTo("a concurrent");
    first.close();
    first.close();
    enter("k1");
    refused(() -> enter("k1"));
  }

  @Test
  void holdsOnePlaceAtAModelThroughAllAttemptsOfACall() {
    limits.replace(List.of(concurrent("a", new Applies(null, null, "gpu/*", null), 1)));
    Admission admission = enter("k1");
    admission.lease("gpu", "m");
    assertThatCode(() -> admission.lease("gpu", "m")).doesNotThrowAnyException();
    Admission other = enter("k2");
    refused(() -> other.lease("gpu", "m"));
    admission.close();
    other.lease("gpu", "m");
  }

  @Test
  void givesNoLeaseOnceTheCallHasEnded() {
    Admission admission = enter("k1");
    admission.close();
    assertThatThrownBy(() -> admission.lease("a", "m")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void setsTokensAsideByAnEstimateAndCorrectsThemToWhatWasUsed() {
    limits.replace(List.of(tokens("a", 1_000)));
    Admission admission = enter("k1");
    TokenHold held = admission.tokens("p/m", () -> 800);
    Failure.RateLimited refused = refused(() -> admission.tokens("p/m", () -> 201));
    assertThat(refused.message()).contains("200 are left; this call needs about 201");
    held.settle(OptionalLong.of(100));
    held.settle(OptionalLong.of(999_999));
    assertThat(limits.standing(caller("k1", Map.of()), List.of()).tokens())
        .extracting(RateLimits.Measure::remaining)
        .isEqualTo(900L);
    admission.tokens("p/m", () -> 900).settle(OptionalLong.empty());
    assertThat(refused(() -> admission.tokens("p/m", () -> 1)).retryAfter()).isNotNull();
  }

  @Test
  void refusesForGoodWhatNeedsMoreTokensThanThereEverAre() {
    limits.replace(List.of(tokens("a", 1_000)));
    Admission admission = enter("k1");
    assertThat(refused(() -> admission.tokens("p/m", () -> 1_001)).retryAfter()).isNull();
  }

  @Test
  void doesNotEstimateWhereNoTokensAreLimited() {
    limits.replace(List.of(requests("a", Applies.ALL, null, 9)));
    enter("k1")
        .tokens(
            "p/m",
            () -> {
              throw new AssertionError("estimated");
            });
  }

  @Test
  void tellsTheTightestOfTheLimitsThatApply() {
    limits.replace(
        List.of(
            requests("a", Applies.ALL, null, 100),
            requests("b", new Applies(null, "k1", null, null), null, 10),
            requests("c", new Applies(null, null, "gpu/*", null), null, 3)));
    Admission admission = enter("k1");
    assertThat(admission.standing().requests())
        .isEqualTo(
            new RateLimits.Measure(
                10, 9, Duration.ofNanos(257 * (60 * SECOND / 256) - nanos.get())));
    admission.lease("gpu", "m");
    assertThat(admission.standing().requests())
        .extracting(RateLimits.Measure::limit, RateLimits.Measure::remaining)
        .containsExactly(3L, 2L);
    assertThat(admission.standing().tokens()).isNull();
  }

  @Test
  void keepsItsCountsWhenOtherLimitsChange() {
    RateLimit stays = requests("a", Applies.ALL, null, 1);
    limits.replace(List.of(stays));
    enter("k1");
    limits.replace(List.of(requests("b", Applies.ALL, null, 100), stays));
    refused(() -> enter("k1"));
    limits.replace(List.of(requests("a", Applies.ALL, null, 2)));
    enter("k1");
  }

  @Test
  void dropsCountsThatStandAtNothing() {
    limits.replace(List.of(requests("a", Applies.ALL, "tag:id", 5)));
    for (int i = 0; i < 10_000; i++) {
      enter("k1", Map.of("id", "v" + i)).close();
    }
    assertThat(limits.counts()).isEqualTo(10_000);
    nanos.addAndGet(100 * SECOND);
    enter("k1", Map.of("id", "again")).close();
    assertThat(limits.counts()).isEqualTo(1);
  }

  @Test
  void keepsTheCountOfACallThatStillRuns() {
    limits.replace(List.of(concurrent("a", Applies.ALL, 1)));
    Admission running = enter("k1");
    nanos.addAndGet(1_000_000 * SECOND);
    refused(() -> enter("k2"));
    running.close();
    enter("k2");
  }

  @Test
  void keepsNoMoreCountsThanItsBoundAndRefusesOthersMeanwhile() {
    limits.replace(List.of(requests("a", Applies.ALL, "tag:id", 5)));
    for (int i = 0; i < LimitMeter.MOST_BUCKETS; i++) {
      enter("k1", Map.of("id", "v" + i)).close();
    }
    assertThat(refused(() -> enter("k1", Map.of("id", "one more"))).limit()).isEqualTo("a counts");
    enter("k1", Map.of("id", "v1")).close();
    assertThat(limits.counts()).isEqualTo(LimitMeter.MOST_BUCKETS);
  }

  @Test
  void letsExactlyAsManyThroughWhenAllComeAtOnce() throws Exception {
    limits.replace(
        List.of(requests("a", Applies.ALL, null, 300), requests("b", Applies.ALL, "key", 1_000)));
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> passed = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        passed.add(
            threads.submit(() -> {
              int own = 0;
              for (int i = 0; i < 200; i++) {
                try {
                  enter("k1").close();
                  own++;
                } catch (FailureException _) {
                  // Refused, which is counted by what is missing.
                }
              }
              return own;
            }));
      }
      int all = 0;
      for (Future<Integer> own : passed) {
        all += own.get();
      }
      assertThat(all).isEqualTo(300);
    }
  }

  private Admission enter(String key) {
    return enter(key, Map.of());
  }

  private Admission enter(String key, Map<String, String> tags) {
    return gate.admit(caller(key, tags), List.of("m"), "native");
  }

  private static Failure.RateLimited refused(Runnable call) {
    try {
      call.run();
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.RateLimited limited) {
        return limited;
      }
      throw e;
    }
    throw new AssertionError("was let through");
  }

  private static RateLimit requests(String id, Applies applies, @Nullable String each, long most) {
    return limit(id, applies, each, new RateLimit.Amounts(most, null, null, Duration.ofMinutes(1)));
  }

  private static RateLimit tokens(String id, long most) {
    return limit(
        id, Applies.ALL, null, new RateLimit.Amounts(null, most, null, Duration.ofMinutes(1)));
  }

  private static RateLimit concurrent(String id, Applies applies, long most) {
    return limit(id, applies, null, new RateLimit.Amounts(null, null, most, Duration.ofMinutes(1)));
  }

  private static RateLimit limit(
      String id, Applies applies, @Nullable String each, RateLimit.Amounts amounts) {
    return new RateLimit(
        id, applies, each == null ? null : RateLimit.Each.ofLabel(each), amounts, null);
  }

  private static Caller caller(String key, Map<String, String> tags) {
    return new Caller(
        new VirtualKey(
            key,
            "prj_1",
            "name",
            "abcd",
            Set.of(Scope.CALL),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null),
        tags);
  }
}
