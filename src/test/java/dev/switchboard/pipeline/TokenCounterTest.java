package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCounterTest {
  private static final String TEXT =
      "The usage of a stream that broke off is counted from what arrived.";
  private static final Encoding TABLES =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  @Test
  @Timeout(10)
  void noCountWaitsForTheTables() {
    CompletableFuture<Encoding> tables = new CompletableFuture<>();
    AtomicInteger loads = new AtomicInteger();
    TokenCounter counter =
        new TokenCounter(
            () -> {
              loads.incrementAndGet();
              return tables.join();
            },
            () -> true,
            task -> Thread.ofPlatform().daemon().start(task));
    for (int i = 0; i < 100; i++) {
      assertThat(counter.estimate(TEXT)).isPositive();
    }
    tables.complete(TABLES);
    long exact = TABLES.countTokensOrdinary(TEXT.repeat(50));
    awaitCount(counter, TEXT.repeat(50), exact);
    assertThat(loads).hasValue(1);
  }

  @Test
  void tablesThatCannotBeReadLeaveTheRoughCount() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    TokenCounter counter =
        new TokenCounter(
            () -> {
              throw new OutOfMemoryError("in a test");
            },
            () -> true,
            tasks::add);
    long rough = counter.estimate(TEXT);
    tasks.remove().run();
    assertThat(counter.estimate(TEXT)).isEqualTo(rough).isPositive();
    assertThat(tasks).isEmpty();
  }

  @Test
  void theTablesAreNotReadIntoAFullHeapButLater() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    AtomicBoolean room = new AtomicBoolean();
    TokenCounter counter = new TokenCounter(() -> TABLES, room::get, tasks::add);
    assertThat(counter.estimate(TEXT)).isPositive();
    assertThat(tasks).isEmpty();
    room.set(true);
    assertThat(counter.estimate(TEXT)).isPositive();
    tasks.remove().run();
    assertThat(counter.estimate(TEXT)).isEqualTo(TABLES.countTokensOrdinary(TEXT));
  }

  @SuppressWarnings("StringConcatToTextBlock") // one line ends within
  @ParameterizedTest
  @ValueSource(
      strings = {
        "The gateway writes one record for each call before the last byte of its answer goes out,"
            + " so that nothing which was paid for can be lost when the process is killed.",
        "{\"id\": 4711, \"name\": \"Ada Lovelace\", \"tags\": [\"first\", \"second\"], \"score\": 0.75,"
            + " \"address\": {\"street\": \"12 High Street\", \"city\": \"London\"}}",
        "public static long of(String text) {\n  long tokens = 0;\n  for (int i = 0; i < 10; i++) {\n"
            + "    tokens += text.length() * 2L;\n  }\n  return tokens;\n}\n",
        "Växeln skriver en rad för varje samtal innan svarets sista byte går iväg, så att inget som"
            + " har betalats kan gå förlorat.",
        "Шлюз записывает каждый вызов, прежде чем уходит последний байт ответа.",
        "网关在回答的最后一个字节发出之前为每次调用写下一条记录，因此进程被终止时不会丢失任何已付费的内容。",
        "2026-03-01T10:00:00.123456Z 192.168.17.4 GET /v3/traces?limit=100 200 1532"
      })
  void theRoughCountIsWithinAQuarterOfTheExactOne(String text) {
    double exact = TABLES.countTokensOrdinary(text);
    assertThat((double) RoughCount.of(text)).isCloseTo(exact, within(0.25 * exact));
  }

  private static void awaitCount(TokenCounter counter, String text, long expected) {
    long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (counter.estimate(text) != expected && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(counter.estimate(text)).isEqualTo(expected);
  }
}
