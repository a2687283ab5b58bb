package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Functions, revisions and examples over HTTP, and what calls make of them. */
class FunctionsRouteTest {
  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = comparingWith("sandbox/embed", "first");
  }

  private RunningGateway comparingWith(String embedding, String data) {
    Path home = folder.resolve(data);
    home.toFile().mkdirs();
    return RunningGateway.start(
        home,
        Upstreams.config(upstream.uri("/v1").toString())
            + "defaults: {embedding: "
            + embedding
            + "}\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path))
            .header("authorization", "Bearer " + gateway.key())
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode ok(String method, String path, String body) {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return Json.parse(answer.body());
  }

  private static List<String> texts(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.path(field).asString()));
    return texts;
  }

  @Test
  void makesChangesRevertsAndForgetsAFunction() {
    ok(
        "PUT",
        "/v3/functions/team/greet",
        "{\"instructions\":\"Greet\",\"output_schema\":{\"type\":\"object\"},\"model\":\"mock/gpt-4o\"}");
    JsonNode changed = ok("PUT", "/v3/functions/team/greet", "{\"source\":\"Greet warmly\"}");
    assertThat(changed.path("instructions").asString()).isEqualTo("Greet warmly");
    assertThat(changed.path("output_schema")).isEqualTo(Json.parse("{\"type\":\"object\"}"));
    assertThat(changed.path("model").asString()).isEqualTo("mock/gpt-4o");
    assertThat(changed.path("revision_id").asInt()).isEqualTo(2);

    JsonNode first = ok("GET", "/v3/functions/team/greet/revisions/1", "");
    assertThat(first.path("source").asString()).isEqualTo("Greet");
    assertThat(first.path("is_current").booleanValue()).isFalse();
    JsonNode back = ok("POST", "/v3/functions/team/greet/revisions/1/revert", "");
    assertThat(back.path("instructions").asString()).isEqualTo("Greet");
    assertThat(back.path("revision_id").asInt()).isEqualTo(3);
    JsonNode revisions = ok("GET", "/v3/functions/team/greet/revisions", "").path("revisions");
    assertThat(texts(revisions, "revision_id")).containsExactly("3", "2", "1");
    assertThat(texts(revisions, "is_current")).containsExactly("true", "false", "false");

    assertThat(send("DELETE", "/v3/functions/team/greet", "").statusCode()).isEqualTo(204);
    HttpResponse<String> gone = send("GET", "/v3/functions/team/greet", "");
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("function_not_found").contains("team/greet");
  }

  @Test
  void takesSchemasAndModelAwayWhereTheBodySaysNull() {
    ok(
        "PUT",
        "/v3/functions/f",
        "{\"source\":\"x\",\"output_schema\":{\"type\":\"object\"},\"model\":\"m\"}");
    JsonNode bare = ok("PUT", "/v3/functions/f", "{\"output_schema\":null,\"model\":null}");
    assertThat(bare.path("output_schema")).isEqualTo(Json.object());
    assertThat(bare.path("model").isNull()).isTrue();
    assertThat(bare.path("instructions").asString()).isEqualTo("x");
  }

  @Test
  void listsByNameInPages() {
    for (String name : List.of("b", "a", "c")) {
      ok("PUT", "/v3/functions/" + name, "{\"source\":\"x\"}");
    }
    JsonNode page = ok("GET", "/v3/functions?limit=2", "");
    assertThat(texts(page.path("functions"), "name")).containsExactly("a", "b");
    JsonNode rest = ok("GET", "/v3/functions?cursor=" + page.path("next_cursor").asString(), "");
    assertThat(texts(rest.path("functions"), "name")).containsExactly("c");
    assertThat(rest.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void aCallThatNobodyServesLeavesItsFunctionAsItWas() {
    upstream.enqueue(Upstreams.answer("one"));
    ok("PUT", "/v3/functions/f", "{\"source\":\"First\",\"model\":\"mock/gpt-4o\"}");
    HttpResponse<String> refused =
        send("POST", "/v3/functions/f/call", "{\"input\":\"x\",\"model\":\"nobody/has-it\"}");
    assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 499);
    ok("POST", "/v3/functions/f/call", "{\"input\":\"x\"}");
    assertThat(ok("GET", "/v3/functions/f", "").path("revision_id").asInt()).isEqualTo(1);
  }

  @Test
  void aCallThatChangesNothingIsTheRevisionThatIsThere() {
    upstream.enqueue(Upstreams.answer("one"));
    String model = "[{\"name\":\"mock/gpt-4o\",\"options\":{\"temperature\":0.5}}]";
    ok("PUT", "/v3/functions/f", "{\"source\":\"First\",\"model\":" + model + "}");
    ok("POST", "/v3/functions/f/call", "{\"input\":\"x\"}");
    JsonNode kept = ok("GET", "/v3/functions/f", "");
    assertThat(kept.path("revision_id").asInt()).isEqualTo(1);
    assertThat(kept.path("model")).isEqualTo(Json.parse(model));
  }

  @Test
  void aCallUsesWhatWasPutAMomentAgo() {
    upstream.enqueue(Upstreams.answer("one"), Upstreams.answer("two"));
    ok("PUT", "/v3/functions/f", "{\"source\":\"First\",\"model\":\"mock/gpt-4o\"}");
    ok("POST", "/v3/functions/f/call", "{\"input\":\"x\"}");
    ok("PUT", "/v3/functions/f", "{\"source\":\"Second\"}");
    ok("POST", "/v3/functions/f/call", "{\"input\":\"x\"}");
    assertThat(systemOf(0)).isEqualTo("First");
    assertThat(systemOf(1)).isEqualTo("Second");
  }

  private JsonNode messages(int request) {
    return Json.parse(upstream.requests().get(request).body()).path("messages");
  }

  private String systemOf(int request) {
    return messages(request).get(0).path("content").asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /v3/functions/none/revisions          | ''                | 404 | function_not_found
          GET    | /v3/functions/f/revisions/2           | ''                | 404 | 1 to 1
          GET    | /v3/functions/f/revisions/x           | ''                | 400 | number
          POST   | /v3/functions/f/revisions/9/revert    | ''                | 404 | 1 to 1
          POST   | /v3/functions/none/examples           | {"input":1,"output":"a"} | 404 | function_not_found
          POST   | /v3/functions/f/examples              | {"input":1}       | 400 | /output
          POST   | /v3/functions/f/examples              | {"input":1,"output":2} | 422 | /output
          POST   | /v3/functions/f/examples/batch        | {"examples":[{"input":1,"output":"a"},{"input":1,"output":2}]} | 422 | /examples/1/output
          POST   | /v3/functions/f/examples/batch        | {"examples":[]}   | 400 | 1 to 100
          DELETE | /v3/functions/f/examples/exm_none     | ''                | 404 | no example
          GET    | /v3/functions?limit=0                 | ''                | 400 | limit
          PUT    | /v3/functions/f                       | {"source":7}      | 400 | instructions
          PUT    | /v3/functions/f                       | {"output_schema":{"typ":"object"}} | 400 | typ
          PUT    | /v3/functions/-bad                    | {"source":"x"}    | 400 | letters
          PUT    | /v3/functions/f/call                  | {"source":"x"}    | 405 | POST
          """)
  void saysWhatIsWrong(String method, String path, String body, int status, String named) {
    ok("PUT", "/v3/functions/f", "{\"source\":\"x\",\"output_schema\":{\"type\":\"string\"}}");
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(named);
  }

  @Test
  void keepsListsAndForgetsExamples() {
    ok("PUT", "/v3/functions/f", "{\"source\":\"x\"}");
    ok(
        "POST",
        "/v3/functions/f/examples",
        "{\"input\":\"1\",\"output\":\"one\",\"tag\":\"golden\"}");
    ok(
        "POST",
        "/v3/functions/f/examples/batch",
        "{\"examples\":[{\"input\":\"2\",\"output\":\"two\"},{\"input\":\"3\",\"output\":\"three\"}]}");
    JsonNode all = ok("GET", "/v3/functions/f/examples", "").path("examples");
    assertThat(texts(all, "output")).containsExactly("one", "two", "three");
    JsonNode golden = ok("GET", "/v3/functions/f/examples?tag=golden", "").path("examples");
    assertThat(texts(golden, "output")).containsExactly("one");
    String id = all.get(1).path("uuid").asString();
    ok("DELETE", "/v3/functions/f/examples/" + id, "");
    JsonNode rest = ok("GET", "/v3/functions/f/examples?limit=1&offset=1", "").path("examples");
    assertThat(texts(rest, "output")).containsExactly("three");
  }

  @Test
  void showsAModelTheKeptExamplesThatAreNoTests() {
    upstream.enqueue(Upstreams.answer("drei"));
    ok("PUT", "/v3/functions/f", "{\"source\":\"Say it in German\",\"model\":\"mock/gpt-4o\"}");
    ok("POST", "/v3/functions/f/examples", "{\"input\":\"one\",\"output\":\"eins\"}");
    ok("POST", "/v3/functions/f/examples", "{\"input\":\"two\",\"output\":\"zwei\"}");
    ok(
        "POST",
        "/v3/functions/f/examples",
        "{\"input\":\"three\",\"output\":\"drei\",\"tag\":\"test\"}");
    ok("POST", "/v3/functions/f/call", "{\"input\":\"three\"}");
    assertThat(texts(messages(0), "content"))
        .containsExactly("Say it in German", "one", "eins", "two", "zwei", "three");
  }

  @Test
  void aCallsOwnExamplesGoBeforeTheKeptOnes() {
    upstream.enqueue(Upstreams.answer("drei"));
    ok("PUT", "/v3/functions/f", "{\"source\":\"Say it\",\"model\":\"mock/gpt-4o\"}");
    ok("POST", "/v3/functions/f/examples", "{\"input\":\"one\",\"output\":\"eins\"}");
    ok(
        "POST",
        "/v3/functions/f/call",
        "{\"input\":\"three\",\"examples\":[{\"input\":\"ten\",\"output\":\"zehn\"}]}");
    assertThat(texts(messages(0), "content")).containsExactly("Say it", "ten", "zehn", "three");
  }

  private void keepMany() {
    ObjectNode batch = Json.object();
    ArrayNode examples = batch.putArray("examples");
    for (int i = 0; i < 30; i++) {
      examples
          .addObject()
          .put("input", "the price of apples and pears number " + i)
          .put("output", "fruit " + i);
    }
    examples.insertObject(7).put("input", "repair a broken bicycle wheel").put("output", "bicycle");
    ok("POST", "/v3/functions/f/examples/batch", Json.text(batch));
  }

  @Test
  void takesThoseMostLikeTheInputWhenThereAreMoreThanFit() {
    upstream.enqueue(Upstreams.answer("a"), Upstreams.answer("b"));
    ok("PUT", "/v3/functions/f", "{\"source\":\"Sort\",\"model\":\"mock/gpt-4o\"}");
    keepMany();
    HttpResponse<String> answer =
        gateway.post("/v3/functions/f/call", "{\"input\":\"my bicycle has a broken wheel\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> contents = texts(messages(0), "content");
    assertThat(contents).hasSize(1 + 2 * 8 + 1);
    assertThat(contents.get(contents.size() - 2)).isEqualTo("bicycle");
    // The comparing stands on the same trace, with a call for the examples and one for the input.
    assertThat(texts(gateway.traceOf(answer).path("spans"), "name")).contains("f", "f/examples");
    // What was compared once is not compared again.
    ok("POST", "/v3/functions/f/call", "{\"input\":\"the price of pears\"}");
    assertThat(texts(messages(1), "content").get(2 * 8)).startsWith("fruit");
  }

  @Test
  void takesTheNewestWhenTheyCannotBeCompared() {
    upstream.enqueue(Upstreams.answer("a"));
    gateway.close();
    gateway = comparingWith("sandbox/fault-server-error", "second");
    ok("PUT", "/v3/functions/f", "{\"source\":\"Sort\",\"model\":\"mock/gpt-4o\"}");
    keepMany();
    HttpResponse<String> answer =
        gateway.post("/v3/functions/f/call", "{\"input\":\"my bicycle has a broken wheel\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> contents = texts(messages(0), "content");
    assertThat(contents.get(contents.size() - 2)).isEqualTo("fruit 29");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("examples");
    assertThat(answer.body()).contains("the newest were shown");
  }
}
