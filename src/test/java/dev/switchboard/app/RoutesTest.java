package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Names for models, in the file and over the management API, as callers meet them. */
class RoutesTest {
  private static final String PATH = "/v3/compat/chat/completions";
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

  private static String served(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-opper-served-provider").orElseThrow();
  }

  private static JsonNode decision(HttpResponse<String> answer) {
    return gateway.traceOf(answer).path("spans").path(0).path("meta").path("decision");
  }

  private static HttpResponse<String> manage(String method, String path, String body) {
    try {
      String token = Files.readString(folder.resolve("data/admin-token")).strip();
      return gateway.send(
          HttpRequest.newBuilder(gateway.uri("/management/v1" + path))
              .header("Authorization", "Bearer " + token)
              .method(method, HttpRequest.BodyPublishers.ofString(body)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void takeATargetForCallsWithItsTagAndSayWhyNot() {
    assertThat(served(ask("team", "hi", "x-opper-tags", "team=red"))).isEqualTo("two");
    HttpResponse<String> other = ask("team", "hi", "x-opper-tags", "team=blue");
    assertThat(served(other)).isEqualTo("one");
    assertThat(decision(other).path("candidates").path(0).path("outcome").asString(""))
        .isEqualTo("for calls with the tag team=red");
  }

  @Test
  void takeATargetByTheSizeOfTheInput() {
    assertThat(served(ask("long", "hi"))).isEqualTo("one");
    assertThat(served(ask("long", "word ".repeat(600)))).isEqualTo("two");
  }

  @Test
  void takeATargetForCallsWithPictures() {
    assertThat(served(ask("eyes", "hi"))).isEqualTo("one");
    assertThat(served(gateway.post(PATH, IMAGE.formatted("eyes")))).isEqualTo("two");
  }

  @Test
  void knowProjectsByTheirNames() {
    assertThat(served(ask("mine", "hi"))).isEqualTo("two");
    HttpResponse<String> none = gateway.post(PATH, BODY.formatted("never", "hi"));
    assertThat(none.statusCode()).isEqualTo(503);
    assertThat(none.body()).contains("none of its targets is for this call");
  }

  @Test
  void holdForNativeCallsToo() {
    String call = "{\"name\":\"a\",\"input\":\"%s\",\"model\":\"long\"}";
    assertThat(served(gateway.post("/v3/call", call.formatted("hi")))).isEqualTo("one");
    assertThat(served(gateway.post("/v3/call", call.formatted("word ".repeat(600)))))
        .isEqualTo("two");
  }

  @Test
  void passOverAModelThatTakesNoPictures() {
    assertThat(served(ask("blind", "hi"))).isEqualTo("one");
    HttpResponse<String> answer = gateway.post(PATH, IMAGE.formatted("blind"));
    assertThat(served(answer)).isEqualTo("two");
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
      String first = served(gateway.post(PATH, body));
      assertThat(served(gateway.post(PATH, body))).isEqualTo(first);
      users.merge(first, 1, Integer::sum);
    }
    assertThat(users).hasSize(2);
    String session = served(ask("split", "hi", "x-switchboard-session", "s1"));
    HttpResponse<String> again = ask("split", "another", "x-switchboard-session", "s1");
    assertThat(served(again)).isEqualTo(session);
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
    assertThat(served(there)).isEqualTo("two");
    assertThat(served(ask("gpt-4o-mini", "hi", "x-switchboard-region", "eu"))).isEqualTo("one");
    HttpResponse<String> nowhere = ask("gpt-4o-mini", "hi", "x-switchboard-region", "ap");
    assertThat(nowhere.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("approximated=model");
  }

  @Test
  void areMadeChangedAndForgottenWhileTheGatewayRuns() {
    HttpResponse<String> made = manage("PUT", "/routes/fresh", "{\"targets\": [\"one/gpt-4o\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(served(ask("fresh", "hi"))).isEqualTo("one");
    assertThat(gateway.get("/v3/compat/models").body()).contains("\"fresh\"");
    assertThat(manage("PUT", "/routes/fresh", "{\"targets\": [\"two/gpt-4o\"]}").statusCode())
        .isEqualTo(200);
    assertThat(served(ask("fresh", "hi"))).isEqualTo("two");
    assertThat(manage("DELETE", "/routes/fresh", "").statusCode()).isEqualTo(200);
    assertThat(gateway.post(PATH, BODY.formatted("fresh", "hi")).statusCode()).isEqualTo(404);
    assertThat(manage("DELETE", "/routes/fresh", "").statusCode()).isEqualTo(404);
  }

  @Test
  void areValidatedLikeTheConfiguration() {
    HttpResponse<String> unknown = manage("PUT", "/routes/bad", "{\"targets\": [\"onne/gpt-4o\"]}");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("models.bad.targets").contains("one/gpt-4o");
    assertThat(manage("PUT", "/routes/bad", "{\"target\": []}").body())
        .contains("did you mean targets?");
    assertThat(manage("GET", "/routes/bad", "").statusCode()).isEqualTo(404);
  }

  @Test
  void ofTheConfigurationCannotBeTakenOver() {
    HttpResponse<String> refused =
        manage("PUT", "/routes/plain", "{\"targets\": [\"two/gpt-4o\"]}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("stands in the configuration");
    JsonNode plain = Json.parse(manage("GET", "/routes/plain", "").body());
    assertThat(plain.path("source").asString("")).isEqualTo("configuration");
    assertThat(plain.path("definition").path("targets").path(0).path("model").asString(""))
        .isEqualTo("one/gpt-4o");
  }

  @Test
  void arePutListedAndRemovedFromTheCommandLine() throws IOException {
    Path file = Files.writeString(folder.resolve("r.json"), "{\"targets\": [\"two/gpt-4o\"]}");
    assertThat(command("route", "put", "typed", file.toString())).isEqualTo("typed is set");
    assertThat(served(ask("typed", "hi"))).isEqualTo("two");
    assertThat(command("route", "list")).containsPattern("typed +database +two/gpt-4o");
    assertThat(command("route", "explain", "typed")).contains("1. two/gpt-4o");
    assertThat(command("routes", "remove", "typed")).isEqualTo("typed is forgotten");
    assertThat(command("route", "list")).doesNotContain("typed");
  }

  private static String command(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--url", gateway.uri("").toString(), "--data", folder + "/data"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new Session(
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            all.toArray(String[]::new));
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
