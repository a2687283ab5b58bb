package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import dev.switchboard.store.PostgresServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Budgets held by several processes, by processes that are killed, and told to a webhook. */
class SharedBudgetTest {
  private static final String KEY = "sb-shared-0123456789abcdef0123456789abcdef";
  private static final String ADMIN = "an-admin-token-for-this-test";
  private static final BigDecimal COST = new BigDecimal("0.0026");
  private static final String BODY =
      """
      {"model":"mock/gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"Hi"}]}\
      """;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;
  private final FakeUpstream upstream =
      FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));

  @AfterEach
  void stop() {
    upstream.close();
  }

  private RunningGateway gateway(String name, String more) throws IOException {
    return RunningGateway.start(
        Files.createDirectories(folder.resolve(name)),
        Upstreams.patient(upstream.uri("/v1").toString()) + more,
        false,
        Map.of(
            "SWITCHBOARD_KEY_PEPPER",
            "ab".repeat(32),
            "SWITCHBOARD_INITIAL_KEY",
            KEY,
            "SWITCHBOARD_ADMIN_TOKEN",
            ADMIN));
  }

  @Test
  void neverOverspendThoughSeveralProcessesSpendAtOnce() throws Exception {
    String database = "database: \"" + PostgresServer.shared().newSchema() + "\"\n";
    try (RunningGateway one = gateway("one", database);
        RunningGateway two = gateway("two", database)) {
      manage(one, "/budgets", "{\"period\":\"total\",\"limit_usd\":0.2}");
      awaitBudget(two);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
          RunningGateway to = i % 2 == 0 ? one : two;
          answers.add(
              threads.submit(() -> to.post("/v3/compat/chat/completions", BODY).statusCode()));
        }
        for (Future<Integer> answer : answers) {
          assertThat(answer.get()).isIn(200, 402);
        }
      }
      assertThat(COST.multiply(BigDecimal.valueOf(upstream.requests().size())))
          .isGreaterThan(new BigDecimal("0.1"))
          .isLessThanOrEqualTo(new BigDecimal("0.2"));
    }
  }

  private static void awaitBudget(RunningGateway gateway) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (manage(gateway, "/budgets", "").path("data").isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void tellTheWebhookSignedUntilItTakesIt() throws Exception {
    try (FakeUpstream hook =
            FakeUpstream.start()
                .enqueue(Script.status(500).body(""))
                .otherwise(_ -> Script.status(204).body(""));
        RunningGateway gateway =
            gateway(
                "one",
                "webhooks: {budgets: {url: \"%s\", secret: a-secret-for-hooks, allow: [127.0.0.1]}}\n"
                    .formatted(hook.uri("/budgets")))) {
      manage(gateway, "/budgets", "{\"period\":\"total\",\"limit_usd\":1,\"warn_percents\":[1]}");
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.post("/v3/compat/chat/completions", BODY).statusCode()).isEqualTo(200);
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (hook.requests().size() < 2) {
        assertThat(System.nanoTime()).as("told twice").isLessThan(deadline);
        Thread.sleep(10);
      }
      var told = hook.requests().getLast();
      String id = told.headers().first("webhook-id").orElseThrow();
      String signed =
          id + "." + told.headers().first("webhook-timestamp").orElseThrow() + "." + told.body();
      assertThat(told.headers().first("webhook-signature"))
          .contains("v1," + BudgetWebhook.signature("a-secret-for-hooks", signed));
      assertThat(hook.requests().getFirst().headers().first("webhook-id")).contains(id);
      JsonNode data = Json.parse(told.body()).path("data");
      assertThat(data.path("percent").asInt()).isEqualTo(1);
      assertThat(data.path("spent_usd").decimalValue()).isEqualByComparingTo("0.0104");
    }
  }

  @Test
  void tellNoWebhookAtAnAddressThatIsNotPublic() throws Exception {
    try (FakeUpstream hook = FakeUpstream.start().otherwise(_ -> Script.status(204).body(""));
        RunningGateway gateway =
            gateway(
                "one",
                "webhooks: {budgets: {url: \"%s\", secret: a-secret-for-hooks, allow: [10.0.0.0/8]}}\n"
                    .formatted(hook.uri("/budgets")))) {
      manage(gateway, "/budgets", "{\"period\":\"total\",\"limit_usd\":1,\"warn_percents\":[1]}");
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.post("/v3/compat/chat/completions", BODY).statusCode()).isEqualTo(200);
      }
      assertThat(hook.requests()).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void areNotOverspentThroughTwentyKills() throws Exception {
    Path data = Files.createDirectories(folder.resolve("killed"));
    Files.writeString(
        data.resolve("switchboard.yaml"),
        // An attempt that is given up costs by an estimate; here each is to cost what it does.
        Upstreams.patient(upstream.uri("/v1").toString()));
    Map<String, String> environment =
        Map.of("SWITCHBOARD_INITIAL_KEY", KEY, "SWITCHBOARD_ADMIN_TOKEN", ADMIN);
    BigDecimal limit = new BigDecimal("6");
    AtomicInteger answered = new AtomicInteger();
    for (int round = 0; round < 20; round++) {
      try (GatewayProcess gateway =
          GatewayProcess.start(data, environment, "serve", "--port", "0")) {
        gateway.awaitReady();
        if (round == 0) {
          send(gateway, ADMIN, "/management/v1/budgets", "{\"period\":\"total\",\"limit_usd\":6}");
        }
        int before = upstream.requests().size();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
          CountDownLatch ended = new CountDownLatch(512);
          for (int i = 0; i < 512; i++) {
            var _ =
                threads.submit(() -> {
                  try {
                    String body = send(gateway, KEY, "/v3/compat/chat/completions", BODY);
                    answered.addAndGet(body.contains("hello") ? 1 : 0);
                    return body;
                  } finally {
                    ended.countDown();
                  }
                });
          }
          // Killed while many are under way; the last rounds find the budget spent.
          int enough = before + 40 + 7 * round;
          while (upstream.requests().size() < enough && !ended.await(1, TimeUnit.MILLISECONDS)) {
            Thread.onSpinWait();
          }
          ProcessHandle.of(gateway.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    }
    BigDecimal billed = COST.multiply(BigDecimal.valueOf(upstream.requests().size()));
    assertThat(billed).isLessThanOrEqualTo(limit).isGreaterThan(new BigDecimal("0.5"));
    try (GatewayProcess gateway = GatewayProcess.start(data, environment, "serve", "--port", "0")) {
      gateway.awaitReady();
      JsonNode report = Json.parse(send(gateway, ADMIN, "/management/v1/ledger/verify", null));
      assertThat(report.path("agrees").asBoolean()).as(report.toString()).isTrue();
      JsonNode budget =
          Json.parse(send(gateway, ADMIN, "/management/v1/budgets", null)).path("data").path(0);
      BigDecimal booked = report.path("tables").path("cost").decimalValue();
      // What was under way at a kill is booked at the most that it may have cost.
      BigDecimal interrupted =
          report.path("tables").path("interrupted").path("at_most").decimalValue();
      assertThat(budget.path("spent_usd").decimalValue())
          .isLessThanOrEqualTo(limit)
          .isEqualByComparingTo(booked.add(interrupted));
      // Each booked call was asked for and each answer that somebody got is booked, at its price.
      assertThat(booked)
          .isLessThanOrEqualTo(billed)
          .isGreaterThanOrEqualTo(COST.multiply(BigDecimal.valueOf(answered.get())))
          .isEqualByComparingTo(
              COST.multiply(
                  BigDecimal.valueOf(booked.divideToIntegralValue(COST).longValueExact())));
      assertThat(booked.add(interrupted)).isGreaterThanOrEqualTo(billed);
    }
  }

  private static String send(
      GatewayProcess gateway,
      String token,
      String path,
      @org.jspecify.annotations.Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(java.net.URI.create(gateway.url() + path))
            .header("Authorization", "Bearer " + token);
    return HTTP.send(
            body == null
                ? request.build()
                : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static JsonNode manage(RunningGateway gateway, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri("/management/v1" + path))
            .header("Authorization", "Bearer " + ADMIN);
    HttpResponse<String> answer =
        gateway.send(
            body.isEmpty() ? request : request.POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return Json.parse(answer.body());
  }
}
