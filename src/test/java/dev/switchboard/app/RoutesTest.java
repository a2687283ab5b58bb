package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Names for models, in the file and over the management API, as callers meet them. */
class RoutesTest {
  private static final String PATH = TwoProviders.PATH;
  private static final String BODY =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
  private static final String IMAGE =
      """
      {"model":"%s","messages":[{"role":"user","content":[{"type":"text","text":"what is it?"},
       {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}
      """;

  @TempDir static Path folder;
  private static FakeUpstream one;
  private static FakeUpstream two;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    one = FakeUpstream.start().otherwise(_ -> Upstreams.answer("one"));
    two = FakeUpstream.start().otherwise(_ -> Upstreams.answer("two"));
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              one: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0, region: eu-west-1}
              two: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0, region: us}
            models:
              team: {targets: [{model: two/gpt-4o, when: {tags: {team: red}}}, one/gpt-4o]}
              long: {targets: [{model: two/gpt-4o, when: {input_tokens: {min: 500}}}, one/gpt-4o]}
              eyes: {targets: [{model: two/gpt-4o, when: {modality: image}}, one/gpt-4o]}
              mine: {targets: [{model: two/gpt-4o, when: {project: default}}, one/gpt-4o]}
              never: {targets: [{model: two/gpt-4o, when: {project: elsewhere}}]}
              blind: {targets: [one/gpt-3.5-turbo, two/gpt-4o]}
              split: {targets: [{model: one/gpt-4o, percent: 50}, {model: two/gpt-4o, percent: 50}]}
              quick: {prefer: fast, targets: [one/gpt-4o, two/gpt-4o]}
              plain: {targets: [one/gpt-4o]}
            """
                .formatted(one.uri("/v1"), two.uri("/v1")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    one.close();
    two.close();
  }

  private static HttpResponse<String> ask(String model, String text, String... headers) {
    HttpResponse<String> answer = gateway.post(PATH, BODY.formatted(model, text), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static JsonNode decision(HttpResponse<String> answer) {
    return gateway.traceOf(answer).path("spans").path(0).path("meta").path("decision");
  }

  @Test
  void takeATargetForCallsWithItsTagAndSayWhyNot() {
    assertThat(TwoProviders.served(ask("team", "hi", "x-opper-tags", "team=red"))).isEqualTo("two");
    HttpResponse<String> other = ask("team", "hi", "x-opper-tags", "team=blue");
    assertThat(TwoProviders.served(other)).isEqualTo("one");
    assertThat(decision(other).path("candidates").path(0).path("outcome").asString(""))
        .isEqualTo("for calls with the tag team=red");
  }

  @Test
  void takeATargetByTheSizeOfTheInput() {
    assertThat(TwoProviders.served(ask("long", "hi"))).isEqualTo("one");
    assertThat(TwoProviders.served(ask("long", "word ".repeat(600)))).isEqualTo("two");
  }

  @Test
  void takeATargetForCallsWithPictures() {
    assertThat(TwoProviders.served(ask("eyes", "hi"))).isEqualTo("one");
    assertThat(TwoProviders.served(gateway.post(PATH, IMAGE.formatted("eyes")))).isEqualTo("two");
  }

  @Test
  void knowProjectsByTheirNames() {
    assertThat(TwoProviders.served(ask("mine", "hi"))).isEqualTo("two");
    HttpResponse<String> none = gateway.post(PATH, BODY.formatted("never", "hi"));
    assertThat(none.statusCode()).isEqualTo(503);
    assertThat(none.body()).contains("none of its targets is for this call");
  }

  @Test
  void knowTheFirstProjectFromTheFirstCallOn(@TempDir Path fresh) {
    String yaml = "models: {mine: {targets: [{model: sandbox/chat, when: {project: default}}]}}";
    try (RunningGateway started = RunningGateway.start(fresh, yaml)) {
      HttpResponse<String> answer = started.post(PATH, BODY.formatted("mine", "hi"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void holdForNativeCallsToo() {
    String call = "{\"name\":\"a\",\"input\":\"%s\",\"model\":\"long\"}";
    assertThat(TwoProviders.served(gateway.post("/v3/call", call.formatted("hi"))))
        .isEqualTo("one");
    assertThat(TwoProviders.served(gateway.post("/v3/call", call.formatted("word ".repeat(600)))))
        .isEqualTo("two");
  }

  @Test
  void passOverAModelThatTakesNoPictures() {
    assertThat(TwoProviders.served(ask("blind", "hi"))).isEqualTo("one");
    HttpResponse<String> answer = gateway.post(PATH, IMAGE.formatted("blind"));
    assertThat(TwoProviders.served(answer)).isEqualTo("two");
    assertThat(decision(answer).path("candidates").path(0).path("outcome").asString(""))
        .isEqualTo("its model takes no input of image");
  }

  @Test
  void keepUsersAtTheirTargetOfASplit() {
    Map<String, Integer> users = new HashMap<>();
    for (int user = 0; user < 24; user++) {
      String body =
          BODY.formatted("split", "hi")
              .replace("{\"model\"", "{\"user\":\"u" + user + "\",\"model\"");
      String first = TwoProviders.served(gateway.post(PATH, body));
      assertThat(TwoProviders.served(gateway.post(PATH, body))).isEqualTo(first);
      users.merge(first, 1, Integer::sum);
    }
    assertThat(users).hasSize(2);
    String session = TwoProviders.served(ask("split", "hi", "x-switchboard-session", "s1"));
    HttpResponse<String> again = ask("split", "another", "x-switchboard-session", "s1");
    assertThat(TwoProviders.served(again)).isEqualTo(session);
    assertThat(decision(again).path("why").path(0).asString("")).contains("the caller's session");
  }

  @Test
  void takeTheTargetThatWasFasterAndSayWhatWasMeasured() {
    HttpResponse<String> first = ask("quick", "hi");
    String why = decision(first).path("why").path(0).asString("");
    assertThat(why).startsWith("prefer fast: ").contains("one/gpt-4o").contains("two/gpt-4o");
    HttpResponse<String> second = ask("quick", "hi");
    assertThat(decision(second).path("why").path(0).asString("")).contains("measured (");
  }

  @Test
  void orderPoolsByTheCallersPreferenceAndRefuseOthersByName() {
    String body = BODY.formatted("gpt-4o-mini", "hi");
    assertThat(decision(gateway.post(PATH, body, "x-switchboard-prefer", "cheap")).path("why"))
        .hasSize(1);
    HttpResponse<String> wrong = gateway.post(PATH, body, "x-switchboard-prefer", "best");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("x-switchboard-prefer").contains("fast, cheap, quality");
  }

  @Test
  void serveInTheRegionThatIsAskedFor() {
    HttpResponse<String> there = ask("gpt-4o-mini", "hi", "x-switchboard-region", "us");
    assertThat(TwoProviders.served(there)).isEqualTo("two");
    assertThat(TwoProviders.served(ask("gpt-4o-mini", "hi", "x-switchboard-region", "eu")))
        .isEqualTo("one");
    HttpResponse<String> nowhere = ask("gpt-4o-mini", "hi", "x-switchboard-region", "ap");
    assertThat(nowhere.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("approximated=model");
  }

  @Test
  void areMadeChangedAndForgottenWhileTheGatewayRuns() {
    HttpResponse<String> made =
        gateway.manage("PUT", "/routes/fresh", "{\"targets\": [\"one/gpt-4o\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(TwoProviders.served(ask("fresh", "hi"))).isEqualTo("one");
    assertThat(gateway.get("/v3/compat/models").body()).contains("\"fresh\"");
    assertThat(
            gateway.manage("PUT", "/routes/fresh", "{\"targets\": [\"two/gpt-4o\"]}").statusCode())
        .isEqualTo(200);
    assertThat(TwoProviders.served(ask("fresh", "hi"))).isEqualTo("two");
    assertThat(gateway.manage("DELETE", "/routes/fresh", "").statusCode()).isEqualTo(200);
    assertThat(gateway.post(PATH, BODY.formatted("fresh", "hi")).statusCode()).isEqualTo(404);
    assertThat(gateway.manage("DELETE", "/routes/fresh", "").statusCode()).isEqualTo(404);
  }

  @Test
  void mayBeTheNameOfOneModelAsInTheConfiguration() throws IOException {
    HttpResponse<String> made = gateway.manage("PUT", "/routes/short", "\"one/gpt-4o\"");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(TwoProviders.served(ask("short", "hi"))).isEqualTo("one");
    Path file = Files.writeString(folder.resolve("short.json"), "\"two/gpt-4o\"");
    assertThat(gateway.command("route", "put", "short", file.toString())).isEqualTo("short is set");
    assertThat(TwoProviders.served(ask("short", "hi"))).isEqualTo("two");
    assertThat(gateway.command("route", "remove", "short")).isEqualTo("short is forgotten");
    HttpResponse<String> wrong = gateway.manage("PUT", "/routes/short", "\"onne/gpt-4o\"");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("models.short").contains("one/gpt-4o");
    assertThat(gateway.manage("PUT", "/routes/short", "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void areValidatedLikeTheConfiguration() {
    HttpResponse<String> unknown =
        gateway.manage("PUT", "/routes/bad", "{\"targets\": [\"onne/gpt-4o\"]}");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("models.bad.targets").contains("one/gpt-4o");
    assertThat(gateway.manage("PUT", "/routes/bad", "{\"target\": []}").body())
        .contains("did you mean targets?");
    assertThat(gateway.manage("PUT", "/routes/bad", "{\"targets\": [\"sandbox/nope\"]}").body())
        .contains("models.bad.targets.model: sandbox/nope");
    assertThat(gateway.manage("GET", "/routes/bad", "").statusCode()).isEqualTo(404);
  }

  @Test
  void ofTheConfigurationCannotBeTakenOver() {
    HttpResponse<String> refused =
        gateway.manage("PUT", "/routes/plain", "{\"targets\": [\"two/gpt-4o\"]}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("stands in the configuration");
    JsonNode plain = gateway.managed("/routes/plain");
    assertThat(plain.path("source").asString("")).isEqualTo("configuration");
    assertThat(plain.path("definition").path("targets").path(0).path("model").asString(""))
        .isEqualTo("one/gpt-4o");
  }

  @Test
  void areShownWithTheirPercentagesAsPeopleWriteThem() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.json"),
            "{\"targets\": [\"two/gpt-4o\"],"
                + " \"shadow\": {\"model\": \"one/gpt-4o\", \"percent\": 50}}");
    assertThat(gateway.command("route", "put", "copied", file.toString()))
        .isEqualTo("copied is set");
    assertThat(gateway.command("route", "list", "--json")).containsPattern("\"percent\" ?: ?50\\b");
    assertThat(gateway.command("route", "remove", "copied")).isEqualTo("copied is forgotten");
  }

  @Test
  void arePutListedAndRemovedFromTheCommandLine() throws IOException {
    Path file = Files.writeString(folder.resolve("r.json"), "{\"targets\": [\"two/gpt-4o\"]}");
    assertThat(gateway.command("route", "put", "typed", file.toString())).isEqualTo("typed is set");
    assertThat(TwoProviders.served(ask("typed", "hi"))).isEqualTo("two");
    assertThat(gateway.command("route", "list")).containsPattern("typed +database +two/gpt-4o");
    assertThat(gateway.command("route", "explain", "typed")).contains("1. two/gpt-4o");
    assertThat(gateway.command("routes", "remove", "typed")).isEqualTo("typed is forgotten");
    assertThat(gateway.command("route", "list")).doesNotContain("typed");
  }
}
