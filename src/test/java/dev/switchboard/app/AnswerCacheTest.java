package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Answers given again to the very same call. */
class AnswerCacheTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String CACHE = "x-switchboard-cache";
  private static final String BODY =
      """
      {"model":"mock/gpt-4o","messages":[{"role":"user","content":"Hi"}]}\
      """;
  private static final String STREAM = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");
  private static final String TASK = "{\"name\":\"a\",\"input\":\"x\",\"model\":\"mock/gpt-4o\"}";

  @TempDir Path folder;
  private final FakeUpstream upstream =
      FakeUpstream.start().otherwise(_ -> Upstreams.answer("hello"));
  private @Nullable RunningGateway running;

  @BeforeEach
  void start() {
    running = RunningGateway.start(folder, config());
  }

  @AfterEach
  void stop() {
    gateway().close();
    upstream.close();
  }

  private RunningGateway gateway() {
    return Objects.requireNonNull(running);
  }

  private String config() {
    return Upstreams.config(upstream.uri("/v1").toString());
  }

  private static String word(HttpResponse<String> answer) {
    return answer.headers().firstValue(CACHE).orElse("");
  }

  private static Script events(String finish) {
    return Script.sse(
        Upstreams.delta("hel")
            + Upstreams.delta("lo")
            + Upstreams.finish().replace("\"stop\"", "\"" + finish + "\"")
            + Upstreams.usage()
            + Upstreams.done());
  }

  @Test
  void givesTheSameAnswerAgainAtNoCostWithATraceOfItsOwn() {
    HttpResponse<String> first = gateway().post(CHAT, BODY, CACHE, "10m");
    HttpResponse<String> again = gateway().post(CHAT, BODY, CACHE, "600");
    assertThat(word(first)).isEqualTo("miss");
    assertThat(word(again)).isEqualTo("hit");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("x-opper-cost")).contains("0");
    assertThat(again.headers().firstValue("x-opper-trace-id"))
        .isNotEqualTo(first.headers().firstValue("x-opper-trace-id"));
    assertThat(again.headers().firstValue("x-request-id"))
        .isNotEqualTo(first.headers().firstValue("x-request-id"));
    assertThat(upstream.requests()).hasSize(1);
    JsonNode trace = gateway().traceOf(again);
    assertThat(trace.toString()).contains("\"cache\"");
  }

  @Test
  void givesNothingAgainThatWasNotAskedFor() {
    gateway().post(CHAT, BODY);
    HttpResponse<String> second = gateway().post(CHAT, BODY, CACHE, "10m");
    HttpResponse<String> third = gateway().post(CHAT, BODY);
    HttpResponse<String> off = gateway().post(CHAT, BODY, CACHE, "off");
    assertThat(word(second)).isEqualTo("miss");
    assertThat(word(third)).isEmpty();
    assertThat(word(off)).isEmpty();
    assertThat(upstream.requests()).hasSize(4);
  }

  @Test
  void comparesEveryByte() {
    gateway().post(CHAT, BODY, CACHE, "10m");
    assertThat(word(gateway().post(CHAT, BODY + " ", CACHE, "10m"))).isEqualTo("miss");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m", "x-switchboard-fidelity", "strict")))
        .isEqualTo("miss");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m", "x-opper-tags", "a=b")))
        .isEqualTo("hit");
  }

  @Test
  void givesAStreamAgainAsAStream() {
    upstream.otherwise(_ -> events("stop"));
    HttpResponse<String> first = gateway().post(CHAT, STREAM, CACHE, "10m");
    HttpResponse<String> again = gateway().post(CHAT, STREAM, CACHE, "10m");
    assertThat(word(again)).isEqualTo("hit");
    assertThat(again.body()).isEqualTo(first.body()).contains("[DONE]");
    assertThat(again.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void keepsNeitherFailuresNorWhatWasCutShort() {
    upstream.enqueue(Script.status(500).body("{}"));
    assertThat(gateway().post(CHAT, BODY, CACHE, "10m").statusCode()).isEqualTo(502);
    upstream.enqueue(Script.sse(Upstreams.delta("hel")));
    gateway().post(CHAT, STREAM, CACHE, "10m");
    upstream.enqueue(events("length"));
    gateway().post(CHAT, STREAM, CACHE, "10m");
    upstream.enqueue(events("stop"));
    assertThat(word(gateway().post(CHAT, STREAM, CACHE, "10m"))).isEqualTo("miss");
    assertThat(word(gateway().post(CHAT, STREAM, CACHE, "10m"))).isEqualTo("hit");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m"))).isEqualTo("miss");
  }

  @Test
  void asksAnewWhenAFunctionShowsOtherExamples() {
    gateway().post("/v3/call", TASK, CACHE, "10m");
    String example = "{\"input\":\"y\",\"output\":\"z\"}";
    assertThat(gateway().post("/v3/functions/a/examples", example).statusCode()).isLessThan(300);
    HttpResponse<String> shown = gateway().post("/v3/call", TASK, CACHE, "10m");
    assertThat(word(shown)).isEqualTo("miss");
    assertThat(word(gateway().post("/v3/call", TASK, CACHE, "10m"))).isEqualTo("hit");
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void saysSoInTheMetaOfTheNativeApi() {
    HttpResponse<String> first = gateway().post("/v3/call", TASK, CACHE, "10m");
    HttpResponse<String> again = gateway().post("/v3/call", TASK, CACHE, "10m");
    JsonNode fresh = Json.parse(first.body());
    JsonNode kept = Json.parse(again.body());
    assertThat(fresh.path("meta").path("cached").asBoolean(true)).isFalse();
    assertThat(kept.path("meta").path("cached").asBoolean()).isTrue();
    assertThat(kept.path("data")).isEqualTo(fresh.path("data"));
    assertThat(kept.path("meta").path("cost").decimalValue()).isZero();
    assertThat(kept.path("meta").path("trace_id"))
        .isNotEqualTo(fresh.path("meta").path("trace_id"));
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void saysSoAtTheEndOfANativeStream() {
    upstream.otherwise(_ -> events("stop"));
    String first = gateway().post("/v3/call/stream", TASK, CACHE, "10m").body();
    HttpResponse<String> again = gateway().post("/v3/call/stream", TASK, CACHE, "10m");
    assertThat(word(again)).isEqualTo("hit");
    assertThat(again.body()).contains("\"cached\":true").endsWith("data: [DONE]\n\n");
    assertThat(again.body().lines().filter(l -> l.contains("delta")).toList())
        .isEqualTo(first.lines().filter(l -> l.contains("delta")).toList());
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void isNotSharedAmongProjectsNorWithAKeyThatMayNotAskTheModel() throws IOException {
    gateway().post(CHAT, BODY, CACHE, "10m");
    gateway().managed("/projects", "{\"name\":\"other\"}");
    String foreign = key("{\"name\":\"k\",\"project\":\"other\"}");
    String narrow = key("{\"name\":\"k\",\"allowed_models\":[\"gcp/*\"]}");
    assertThat(word(ask(foreign))).isEqualTo("miss");
    assertThat(ask(narrow).statusCode()).isEqualTo(403);
    assertThat(word(ask(key("{\"name\":\"same project\"}")))).isEqualTo("hit");
  }

  @Test
  void holdsForAFunctionByTheConfigurationAndCanBeTurnedOff() {
    gateway().close();
    running = gateway().again(folder, config() + "cache: {functions: {a: 1h}}\n");
    gateway().post("/v3/call", TASK);
    assertThat(word(gateway().post("/v3/call", TASK))).isEqualTo("hit");
    assertThat(word(gateway().post("/v3/call", TASK, CACHE, "off"))).isEmpty();
    gateway().close();
    running = gateway().again(folder, config() + "cache: {size: 0B}\n");
    gateway().post(CHAT, BODY, CACHE, "10m");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m"))).isEqualTo("none");
  }

  @Test
  void keepsNoAnswerOfMoreThanAQuarterOfItsSize() {
    gateway().close();
    running = gateway().again(folder, config() + "cache: {size: 1MB}\n");
    upstream.otherwise(_ -> Upstreams.answer("x".repeat(300_000)));
    gateway().post(CHAT, BODY, CACHE, "10m");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m"))).isEqualTo("miss");
    upstream.otherwise(_ -> Upstreams.answer("x".repeat(200_000)));
    gateway().post(CHAT, BODY, CACHE, "10m");
    assertThat(word(gateway().post(CHAT, BODY, CACHE, "10m"))).isEqualTo("hit");
  }

  @Test
  void refusesATimeThatIsNone() {
    for (String wrong : new String[] {"soon", "-1", "31d", "9999999999", "10 m", ""}) {
      HttpResponse<String> answer = gateway().post(CHAT, BODY, CACHE, wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(answer.body()).contains("x-switchboard-cache");
    }
  }

  private String key(String body) throws IOException {
    return gateway().managed("/keys", body).path("key").stringValue();
  }

  private HttpResponse<String> ask(String key) {
    return gateway()
        .send(
            HttpRequest.newBuilder(gateway().uri(CHAT))
                .header("Authorization", "Bearer " + key)
                .header(CACHE, "10m")
                .POST(HttpRequest.BodyPublishers.ofString(BODY)));
  }
}
