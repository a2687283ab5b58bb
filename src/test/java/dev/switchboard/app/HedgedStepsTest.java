package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A second target for vectors, and for tasks and their steps, when the first is late. */
class HedgedStepsTest extends TwoProviders {
  private static final String VECTORS = "/v3/compat/embeddings";
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";

  @Override
  String more() {
    return """
    models:
      quick: {hedge: p90, targets: [one/gpt-4o, two/gpt-4o]}
      vectors: {hedge: p90, targets: [one/text-embedding-3-small, two/text-embedding-3-small]}
      others: {hedge: p90, targets: [one/text-embedding-3-small, two/text-embedding-3-large]}
      pictures: {hedge: p90, targets: [one/gpt-image-1, two/gpt-image-1]}
      voices: {hedge: p90, targets: [one/tts-1, two/tts-1]}
    """;
  }

  @BeforeEach
  void answerWork() {
    one.otherwise(request -> answer(request, "one"));
    two.otherwise(request -> answer(request, "two"));
  }

  private static Script answer(FakeUpstream.Received request, String text) {
    if (!request.target().endsWith("/chat/completions")) {
      return MediaProviders.answer(request);
    }
    return request.body().contains("\"stream\":true")
        ? Script.sse(Upstreams.delta(text), Upstreams.finish(), Upstreams.usage(), Upstreams.done())
        : Upstreams.answer(text);
  }

  private static Script late(FakeUpstream.Received request) {
    List<Script.Step> steps = new ArrayList<>();
    steps.addAll(new Script(List.of()).pause(Duration.ofMillis(400)).steps());
    steps.addAll(answer(request, "one").steps());
    return new Script(steps);
  }

  /** The first target shows how long it takes. */
  private void learn(String path, String body) {
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = gateway.post(path, body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    one.forgetRequests();
    two.forgetRequests();
  }

  private void learnConversations(boolean stream) {
    learn(
        PATH,
        "{\"model\":\"one/gpt-4o\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(stream));
  }

  private void learnVectors() {
    learn(VECTORS, vectors("one/text-embedding-3-small"));
  }

  private static String vectors(String model) {
    return "{\"model\":\"" + model + "\",\"input\":\"hi\"}";
  }

  private static String task(String model, String schema) {
    ObjectNode body = Json.object().put("name", "f").put("model", model).put("input", "hi");
    if (!schema.isEmpty()) {
      body.set("output_schema", Json.parse(schema));
    }
    return Json.text(body);
  }

  private static String error(JsonNode span) {
    return span.path("error").asString("");
  }

  private static List<JsonNode> spans(JsonNode trace, String type) {
    return trace
        .path("spans")
        .valueStream()
        .filter(span -> span.path("type").asString("").equals(type))
        .toList();
  }

  private static JsonNode step(JsonNode trace, String name) {
    return spans(trace, "step").stream()
        .filter(step -> step.path("name").asString("").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void assertHedged(JsonNode trace) {
    assertThat(spans(trace, "attempt"))
        .extracting(HedgedStepsTest::error)
        .containsExactlyInAnyOrder("", "given_up");
    assertThat(step(trace, "hedge").path("status").asString("")).isEqualTo("completed");
    assertThat(metrics()).doesNotContain("caller_gone");
    assertThat(metric("switchboard_hedges_made_total")).isEqualTo(1);
    assertThat(metric("switchboard_hedges_won_total")).isEqualTo(1);
  }

  private String metrics() {
    return gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))).body();
  }

  @Test
  void letTheSecondMakeVectorsWhenTheFirstIsSilent() {
    learnVectors();
    one.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = gateway.post(VECTORS, vectors("vectors"));
    assertThat(served(answer)).isEqualTo("two");
    assertThat(one.awaitDeparture(Duration.ofSeconds(10))).isPresent();
    assertHedged(gateway.traceOf(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/compat/embeddings         | {'model':'MODEL','input':'hi'} | one/text-embedding-3-small | others",
        "/v3/compat/images/generations | {'model':'MODEL','prompt':'A ball'} | one/gpt-image-1 | pictures",
        "/v3/compat/audio/speech | {'model':'MODEL','voice':'alloy','input':'hi'} | one/tts-1 | voices",
      })
  void askNobodyElseForVectorsOfAnotherModelAndForPicturesAndSound(
      String path, String quoted, String first, String route) {
    String body = quoted.replace('\'', '"');
    learn(path, body.replace("MODEL", first));
    one.otherwise(HedgedStepsTest::late);
    assertThat(served(gateway.post(path, body.replace("MODEL", route)))).isEqualTo("one");
    assertThat(two.requests()).isEmpty();
  }

  @Test
  void askNobodyElseForVectorsThatMustBeMadeOnce() {
    learnVectors();
    one.otherwise(HedgedStepsTest::late);
    HttpResponse<String> answer =
        gateway.post(VECTORS, vectors("vectors"), "idempotency-key", "k1");
    assertThat(served(answer)).isEqualTo("one");
    assertThat(two.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v3/call", "/v3/call/stream"})
  void letTheSecondDoATaskWhenTheFirstIsSilent(String path) {
    learnConversations(path.endsWith("stream"));
    one.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = gateway.post(path, task("quick", ""));
    assertThat(answer.body()).contains("two").doesNotContain("one/");
    assertHedged(gateway.traceOf(answer));
  }

  @Test
  void letTheFirstDoATaskWhenItBeginsFirst() {
    learnConversations(false);
    one.otherwise(request -> {
      // It answers once the second has been asked.
      var _ = two.takeRequest();
      return answer(request, "one");
    });
    two.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = gateway.post("/v3/call", task("quick", ""));
    assertThat(Json.parse(answer.body()).path("data").asString("")).isEqualTo("one");
    assertThat(two.awaitDeparture(Duration.ofSeconds(10))).isPresent();
    assertThat(metric("switchboard_hedges_won_total")).isZero();
  }

  /** What the second says is put right by the second, and if it cannot, the first is asked anew. */
  @Test
  void goOnAtTheSecondThenAtTheFirstWhenTheValueIsNotValid() {
    learnConversations(false);
    one.enqueue(Script.silence());
    one.otherwise(request -> answer(request, "{\"n\":1}"));
    two.otherwise(request -> answer(request, "{\"n\":\"no number\"}"));
    HttpResponse<String> answer = gateway.post("/v3/call", task("quick", SCHEMA));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).at("/data/n").asInt()).isEqualTo(1);
    assertThat(two.requests()).hasSize(2);
    assertThat(two.requests().getLast().body()).contains("That is not valid");
    assertThat(one.requests()).hasSize(2);
  }

  @Test
  void goOnWithTheLadderOfTheFirstWhenBothRefuseItsFirstRung() {
    learnConversations(false);
    one.otherwise(request -> {
      if (request.body().contains("json_schema")) {
        var _ = two.takeRequest();
        return Script.json(400, "{\"error\":{\"message\":\"no response_format\"}}");
      }
      return answer(request, "{\"n\":1}");
    });
    two.otherwise(_ -> Script.json(500, "{\"error\":{\"message\":\"oops\"}}"));
    HttpResponse<String> answer = gateway.post("/v3/call", task("quick", SCHEMA));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(two.requests()).hasSize(1);
    assertThat(one.requests().size()).isGreaterThan(1);
  }

  private HttpResponse<String> steps() {
    ObjectNode body = Json.object().put("name", "both").put("instructions", "Say");
    body.put("input", "A red ball").putArray("model").add("vectors").add("one/tts-1");
    body.set(
        "output_schema",
        MediaSamples.and(
            MediaSamples.object("audio", MediaSamples.media("audio/wav")),
            "embedding",
            Json.parse(
                "{\"type\":\"array\",\"minItems\":8,\"maxItems\":8,\"items\":{\"type\":\"number\"}}")));
    return gateway.post("/v3/call", Json.text(body));
  }

  private static Function<FakeUpstream.Received, Script> vectors(Script instead) {
    return request ->
        request.target().endsWith("/embeddings") ? instead : MediaProviders.answer(request);
  }

  @Test
  void letTheSecondDoAStepWhenTheFirstIsSilent() {
    learnVectors();
    one.otherwise(vectors(Script.silence()));
    HttpResponse<String> answer = steps();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode trace = gateway.traceOf(answer);
    assertThat(spans(trace, "attempt"))
        .extracting(HedgedStepsTest::error)
        .containsExactlyInAnyOrder("", "", "given_up");
    assertThat(step(trace, "hedge").path("parent_id"))
        .isEqualTo(step(trace, "embed /embedding").path("id"));
    assertThat(metrics()).doesNotContain("caller_gone");
  }

  @Test
  void areBothGivenUpWhenAnotherStepFails() {
    learnVectors();
    one.otherwise(request -> {
      if (request.target().endsWith("/embeddings")) {
        return Script.silence();
      }
      var _ = two.takeRequest();
      return Script.json(400, "{\"error\":{\"message\":\"no such voice\"}}");
    });
    two.otherwise(_ -> Script.silence());
    HttpResponse<String> answer = steps();
    assertThat(answer.body()).contains("speak");
    assertThat(answer.statusCode()).isEqualTo(400);
    List<JsonNode> given =
        spans(gateway.traceOf(answer), "attempt").stream()
            .filter(span -> error(span).equals("given_up"))
            .toList();
    assertThat(given).hasSize(2);
    assertThat(given.toString())
        .contains("another step of the call had failed")
        .doesNotContain("another target");
    assertThat(metrics()).doesNotContain("caller_gone");
  }
}
