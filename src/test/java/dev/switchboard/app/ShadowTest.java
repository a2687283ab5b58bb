package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Copies of calls: what the second model gets, what it costs, and that nobody waits for it. */
class ShadowTest extends TwoProviders {
  private static final String BODY =
      "{\"model\":\"%s\",\"max_completion_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";

  /** The second provider may be asked again by anyone but a copy. */
  @Override
  String second() {
    return "retries: 2";
  }

  @Override
  String more() {
    return """
    models:
      all: {targets: [one/gpt-4o], shadow: {model: two/gpt-4o-mini, percent: 100, at_once: 2}}
      vectors: {targets: [one/text-embedding-3-small], shadow: {model: two/text-embedding-3-large, percent: 100}}
      voice: {targets: [one/tts-1], shadow: {model: two/tts-1-hd, percent: 100}}
      none: {targets: [one/gpt-4o], shadow: {model: two/gpt-4o-mini, percent: 0}}
    """;
  }

  private HttpResponse<String> ask(String model, String more) {
    return gateway.post(PATH, BODY.formatted(model, more), "x-opper-tags", "team=red");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("thirty seconds were not enough").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private List<JsonNode> calls() {
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode trace : Json.parse(gateway.get("/v3/traces?limit=50").body()).path("data")) {
      String id = trace.path("id").asString("");
      calls.add(
          Json.parse(gateway.get("/v3/traces/" + id).body()).path("data").path("spans").path(0));
    }
    return calls;
  }

  private List<JsonNode> copies() {
    return calls().stream()
        .filter(call -> call.path("meta").path("surface").asString("").equals("shadow"))
        .toList();
  }

  @Test
  void sendTheCallersOwnBodyAndKeepWhatComesFromTheCaller() {
    HttpResponse<String> answer = ask("all", ",\"unknown_field\":{\"b\":1,\"a\":2}");
    assertThat(answer.body()).contains("\"one\"").doesNotContain("\"two\"");
    assertThat(two.takeRequest().body())
        .isEqualTo(BODY.formatted("gpt-4o-mini", ",\"unknown_field\":{\"b\":1,\"a\":2}"));
    await(() -> metric("switchboard_shadows_made_total") == 1);
  }

  @Test
  void areRecordsOfTheirOwnWithATagAndACost() {
    HttpResponse<String> answer = ask("all", "");
    await(() -> metric("switchboard_shadows_made_total") == 1);
    await(() -> copies().size() == 1);
    JsonNode copy = copies().getFirst();
    assertThat(copy.path("tags").path("shadow").asString("")).isEqualTo("all");
    assertThat(copy.path("tags").path("team").asString("")).isEqualTo("red");
    assertThat(copy.path("meta").path("cost").asDouble(0)).isPositive();
    assertThat(copy.path("output").toString()).contains("two");
    JsonNode original = gateway.traceOf(answer);
    assertThat(original.path("spans")).hasSize(2);
    assertThat(original.path("spans").path(0).path("meta").path("cost").asDouble(0))
        .isNotEqualTo(copy.path("meta").path("cost").asDouble(0));
  }

  @Test
  void areMadeOfStreamsToo() {
    two.otherwise(_ ->
        Script.sse(
            Upstreams.delta("tw"), Upstreams.delta("o"), Upstreams.finish(), Upstreams.done()));
    one.otherwise(_ -> Script.sse(Upstreams.delta("one"), Upstreams.finish(), Upstreams.done()));
    assertThat(ask("all", ",\"stream\":true").body()).contains("one").doesNotContain("two");
    await(() -> metric("switchboard_shadows_made_total") == 1);
    await(() -> copies().size() == 1);
    assertThat(copies().getFirst().path("status").asString("")).isEqualTo("completed");
    assertThat(copies().getFirst().path("output").toString()).contains("two");
  }

  @Test
  void areDroppedWhenAsManyRunAsMayAndDelayNobody() {
    two.otherwise(_ -> Script.silence());
    for (int i = 0; i < 6; i++) {
      assertThat(ask("all", "").statusCode()).isEqualTo(200);
    }
    await(() -> metric("switchboard_shadows_dropped_total") == 4);
    assertThat(metric("switchboard_shadows_running")).isEqualTo(2);
    await(() -> two.requests().size() == 2);
    long begun = System.nanoTime();
    gateway.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void areNotMadeOfCallsThatFailed() {
    one.otherwise(_ -> Script.json(400, "{\"error\":{\"message\":\"no\"}}"));
    assertThat(ask("all", "").statusCode()).isEqualTo(400);
    one.otherwise(_ -> Upstreams.answer("one"));
    assertThat(ask("none", "").statusCode()).isEqualTo(200);
    assertThat(ask("all", "").statusCode()).isEqualTo(200);
    await(() -> metric("switchboard_shadows_made_total") == 1);
    assertThat(two.requests()).hasSize(1);
    assertThat(metric("switchboard_shadows_dropped_total")).isZero();
  }

  @Test
  void areChargedToBudgetsAndDroppedWithoutARecordWhenThereIsNoneLeft() {
    String limit = "{\"tag\":{\"team\":\"red\"},\"model\":\"two/*\",\"period\":\"day\",";
    String id = gateway.managed("/budgets", limit + "\"limit_usd\":5}").path("id").asString("");
    assertThat(ask("all", "").statusCode()).isEqualTo(200);
    await(() -> metric("switchboard_shadows_made_total") == 1);
    JsonNode balance = gateway.managed("/budgets").path("data").path(0);
    assertThat(balance.path("spent_usd").asDouble(0)).isPositive();
    assertThat(balance.path("reserved_usd").asDouble(1)).isZero();
    gateway.managed("/budgets/" + id + "/end", "{}");
    gateway.managed("/budgets", limit + "\"limit_usd\":0.0000000001}");
    assertThat(ask("all", "").statusCode()).isEqualTo(200);
    await(() -> metric("switchboard_shadows_dropped_total") == 1);
    assertThat(two.requests()).hasSize(1);
    assertThat(copies()).hasSize(1);
  }

  @Test
  void areAskedOnceAndNotGoneOnWithWhenTheyFail() {
    two.otherwise(_ -> Script.json(500, "{\"error\":{\"message\":\"oops\"}}"));
    HttpResponse<String> answer = ask("all", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    await(() -> metric("switchboard_shadows_made_total") == 1);
    await(() -> copies().size() == 1);
    assertThat(copies().getFirst().path("status").asString("")).isEqualTo("failed");
    assertThat(two.requests()).hasSize(1);
    assertThat(one.requests()).hasSize(1);
  }

  @Test
  void areMadeOfNativeCalls() {
    HttpResponse<String> answer =
        gateway.post("/v3/call", "{\"name\":\"f\",\"model\":\"all\",\"input\":\"hi\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(two.takeRequest().body()).contains("\"gpt-4o-mini\"").contains("hi");
    await(() -> copies().size() == 1);
    assertThat(copies().getFirst().path("name").asString("")).isEqualTo("f");
  }

  @Test
  void areMadeOfVectors() {
    String vectors =
        """
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,%s]}],\
        "model":"m","usage":{"prompt_tokens":1000,"total_tokens":1000}}\
        """;
    one.otherwise(_ -> Script.json(200, vectors.formatted("0.1")));
    two.otherwise(_ -> Script.json(200, vectors.formatted("0.2")));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/embeddings",
            "{\"model\":\"vectors\",\"input\":\"snow\",\"unknown_field\":1}");
    assertThat(answer.body()).contains("0.1").doesNotContain("0.2");
    assertThat(two.takeRequest().body())
        .isEqualTo("{\"model\":\"text-embedding-3-large\",\"input\":\"snow\",\"unknown_field\":1}");
    await(() -> copies().size() == 1);
    JsonNode copy = copies().getFirst();
    assertThat(copy.path("status").asString("")).isEqualTo("completed");
    assertThat(copy.path("tags").path("shadow").asString("")).isEqualTo("vectors");
    assertThat(copy.path("meta").path("cost").asDouble(0)).isPositive();
  }

  @Test
  void areMadeOfSpeechWhichIsHeardToItsEnd() {
    one.otherwise(_ -> sound("one"));
    two.otherwise(_ -> sound("two"));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/audio/speech",
            "{\"model\":\"voice\",\"voice\":\"alloy\",\"input\":\"Good morning\"}");
    assertThat(answer.body()).isEqualTo("one");
    assertThat(two.takeRequest().body()).contains("tts-1-hd").contains("Good morning");
    await(() -> copies().size() == 1);
    assertThat(copies().getFirst().path("status").asString("")).isEqualTo("completed");
    assertThat(copies().getFirst().path("meta").path("cost").asDouble(0)).isPositive();
    await(() -> metric("switchboard_shadows_made_total") == 1);
  }

  private static Script sound(String bytes) {
    return Script.raw(
        "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 3\r\n\r\n" + bytes);
  }
}
