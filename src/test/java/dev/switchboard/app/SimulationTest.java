package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the simulator says of calls, held against what calls then do. */
class SimulationTest extends TwoProviders {
  private static final String CHAT =
      "{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

  @Override
  String more() {
    return """
      claude: {kind: anthropic, base_url: "%s", api_key: "test-credential-1234", retries: 0}
    rate_limits:
      rare: {model: "two/*", requests: 1, per: 1h}
    models:
      both: {targets: [one/gpt-4o, two/gpt-4o]}
      split: {targets: [{model: one/gpt-4o, percent: 50}, {model: two/gpt-4o, percent: 50}]}
      long: {targets: [{model: two/gpt-4o, when: {input_tokens: {min: 500}}}, one/gpt-4o]}
      red: {targets: [{model: two/gpt-4o, when: {tags: {team: red}}}, one/gpt-4o]}
      spoken: {targets: [one/gpt-realtime, two/gpt-4o]}
      other: {targets: [claude/claude-sonnet-4-5, one/gpt-4o]}
    """
        .formatted(two.uri("/v1"));
  }

  private JsonNode simulated(String question) {
    return gateway.managed("/routes/simulate", question);
  }

  private JsonNode openAi(String body, String more) {
    return simulated("{\"dialect\":\"openai\",\"body\":%s%s}".formatted(body, more));
  }

  private static List<String> outcomes(JsonNode answer) {
    List<String> outcomes = new ArrayList<>();
    for (JsonNode turn : answer.path("plan")) {
      outcomes.add(turn.path("target").asString("") + " " + turn.path("outcome").asString(""));
    }
    return outcomes;
  }

  private String keyId() {
    JsonNode keys = gateway.managed("/keys").path("data");
    return keys.path(0).path("id").asString("");
  }

  @Test
  void passesOverWhoHoldsVoiceSessionsAloneAsACallDoes() {
    assertThat(outcomes(openAi(CHAT.formatted("spoken", "hi"), "")))
        .containsExactly("one/gpt-realtime skipped", "two/gpt-4o asked");
    HttpResponse<String> answer = gateway.post(PATH, CHAT.formatted("spoken", "hi"));
    assertThat(answer.headers().firstValue("x-switchboard-route"))
        .contains("one/gpt-realtime voice_sessions_alone; two/gpt-4o served");
  }

  @Test
  void saysWhoWouldBeAskedAndSendsNothing() {
    JsonNode answer = openAi(CHAT.formatted("both", "hi"), "");
    assertThat(answer.path("served").asBoolean(false)).isTrue();
    assertThat(outcomes(answer)).containsExactly("one/gpt-4o asked", "two/gpt-4o fallback");
    assertThat(answer.path("plan").path(0).path("most_cost_usd").isNumber()).isTrue();
    assertThat(answer.path("input_tokens").asInt(0)).isBetween(1, 20);
    assertThat(one.requests()).isEmpty();
    assertThat(two.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "native|{\"name\":\"f\",\"model\":\"both\",\"input\":\"hi\"}|",
        "anthropic|{\"model\":\"both\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}|",
        "gemini|{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}|,\"model\":\"both\""
      })
  void readsEveryDialect(String dialect, String body, String more) {
    JsonNode answer =
        simulated(
            "{\"dialect\":\"%s\",\"body\":%s%s}"
                .formatted(dialect, body, more == null ? "" : more));
    assertThat(outcomes(answer)).containsExactly("one/gpt-4o asked", "two/gpt-4o fallback");
  }

  @Test
  void saysWhatTheCallThenDoes() {
    for (int user = 0; user < 12; user++) {
      String body =
          CHAT.formatted("split", "hi")
              .replace("{\"model\"", "{\"user\":\"u" + user + "\",\"model\"");
      String first = openAi(body, "").path("plan").path(0).path("provider").asString("");
      HttpResponse<String> answer = gateway.post(PATH, body);
      if (answer.statusCode() == 200) {
        assertThat(answer.headers().firstValue("x-opper-served-provider")).contains(first);
      } else {
        assertThat(first).isEqualTo("two");
      }
    }
    String large = CHAT.formatted("long", "word ".repeat(600));
    assertThat(outcomes(openAi(large, "")).getFirst()).startsWith("two/gpt-4o");
    assertThat(outcomes(openAi(CHAT.formatted("long", "hi"), "")))
        .containsExactly("one/gpt-4o asked");
  }

  @Test
  void looksAtTagsOfTheQuestionAndOfTheBody() {
    String body = CHAT.formatted("red", "hi");
    assertThat(outcomes(openAi(body, ""))).containsExactly("one/gpt-4o asked");
    assertThat(outcomes(openAi(body, ",\"tags\":{\"team\":\"red\"}"))).hasSize(2);
    String tagged = body.replace("{\"model\"", "{\"tags\":{\"team\":\"red\"},\"model\"");
    assertThat(outcomes(openAi(tagged, ""))).hasSize(2);
  }

  @Test
  void takesNothingFromLimitsAndSaysWhichOneWouldRefuse() {
    String body = CHAT.formatted("two/gpt-4o", "hi");
    for (int i = 0; i < 3; i++) {
      assertThat(outcomes(openAi(body, ""))).containsExactly("two/gpt-4o asked");
    }
    assertThat(gateway.post(PATH, body).statusCode()).isEqualTo(200);
    JsonNode refused = openAi(body, "");
    assertThat(outcomes(refused)).containsExactly("two/gpt-4o refused");
    HttpResponse<String> call = gateway.post(PATH, body);
    assertThat(call.statusCode())
        .isEqualTo(refused.path("failure").path("status").asInt(0))
        .isEqualTo(429);
    assertThat(refused.path("reason").asString("")).contains("rare");
  }

  @Test
  void setsNothingAsideAndSaysWhichBudgetWouldRefuse() {
    String budget =
        "{\"project\":\"default\",\"period\":\"day\",\"limit_usd\":0.0000001,\"model\":\"one/*\"}";
    assertThat(gateway.manage("POST", "/budgets", budget).statusCode()).isEqualTo(201);
    String body = CHAT.formatted("both", "hi");
    JsonNode refused = openAi(body, ",\"key\":\"" + keyId() + "\"");
    assertThat(outcomes(refused)).containsExactly("one/gpt-4o refused", "two/gpt-4o not_reached");
    assertThat(refused.path("failure").path("code").asString("")).isEqualTo("budget_exhausted");
    JsonNode balance = gateway.managed("/budgets").path("data").path(0);
    assertThat(balance.path("reserved_usd").asDouble(1)).isZero();
    assertThat(gateway.post(PATH, body).statusCode()).isEqualTo(402);
    assertThat(outcomes(openAi(body, "")).getFirst()).isEqualTo("one/gpt-4o asked");
  }

  @Test
  void saysWhatAKeyMayNot() {
    JsonNode made = gateway.managed("/keys", "{\"name\":\"k\",\"allowed_models\":[\"one/*\"]}");
    String id = made.path("id").asString("");
    String key = ",\"key\":\"" + id + "\"";
    JsonNode refused = openAi(CHAT.formatted("two/gpt-4o", "hi"), key);
    assertThat(refused.path("failure").path("code").asString("")).isEqualTo("model_not_allowed");
    assertThat(outcomes(refused)).containsExactly("two/gpt-4o not_reached");
    assertThat(gateway.manage("POST", "/keys/" + id + "/revoke", "{}").statusCode()).isEqualTo(200);
    JsonNode revoked = openAi(CHAT.formatted("one/gpt-4o", "hi"), key);
    assertThat(revoked.path("failure").path("status").asInt(0)).isEqualTo(401);
    assertThat(revoked.path("served").asBoolean(true)).isFalse();
  }

  @Test
  void saysWhichTargetIsLeftAloneAndWhy() {
    one.otherwise(_ -> Script.status(429).header("retry-after", "600").body("{}"));
    assertThat(gateway.post(PATH, CHAT.formatted("both", "hi")).statusCode()).isEqualTo(200);
    JsonNode answer = openAi(CHAT.formatted("both", "hi"), "");
    assertThat(outcomes(answer).getFirst()).isEqualTo("one/gpt-4o skipped");
    assertThat(answer.path("plan").path(0).path("reason").asString("")).contains("rate limit");
  }

  @Test
  void saysWhatADialectCannotCarry() {
    String body =
        CHAT.formatted("other", "hi").replace("{\"model\"", "{\"logprobs\":true,\"model\"");
    JsonNode answer = openAi(body, "");
    assertThat(outcomes(answer))
        .containsExactly("claude/claude-sonnet-4-5 skipped", "one/gpt-4o asked");
    assertThat(answer.path("plan").path(0).path("reason").asString("")).contains("logprobs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"messages\":\"x\" | messages",
        "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":\"a\" | max_tokens",
        "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":2 | choices"
      })
  void refusesBeforeTheSandboxWhatTheCallRefuses(String fields, String named) {
    String body = "{\"model\":\"sandbox/chat\"," + fields + "}";
    HttpResponse<String> called = gateway.post(TwoProviders.PATH, body);
    assertThat(called.statusCode()).as(called.body()).isBetween(400, 499);
    JsonNode answer = openAi(body, "");
    assertThat(answer.path("served").asBoolean(true)).as(answer.toString()).isFalse();
    String reason = answer.path("plan").path(0).path("reason").asString("");
    assertThat(reason).contains(named);
    assertThat(Json.parse(called.body()).path("error").path("message").asString(""))
        .isEqualTo(reason);
  }

  @Test
  void refusesQuestionsThatNameNoCall() {
    assertThat(gateway.manage("POST", "/routes/simulate", "{}").body()).contains("model");
    assertThat(gateway.manage("POST", "/routes/simulate", "{\"dialect\":\"openai\"}").body())
        .contains("a body in that dialect");
    assertThat(gateway.manage("POST", "/routes/simulate", "{\"body\":{}}").body())
        .contains("dialect");
    String bare = "{\"dialect\":\"openai\",\"body\":{\"model\":\"both\"}}";
    HttpResponse<String> refused = gateway.manage("POST", "/routes/simulate", bare);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("messages");
    assertThat(
            gateway
                .manage("POST", "/routes/simulate", "{\"model\":\"both\",\"key\":\"x\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void isACommandToo() throws IOException {
    Path body = Files.writeString(folder.resolve("body.json"), CHAT.formatted("red", "hi"));
    String text =
        gateway.command("route", "explain", "--body", body.toString(), "--tag", "team=red");
    assertThat(text).contains("1. two/gpt-4o").contains("2. one/gpt-4o").contains("at most");
    assertThat(gateway.command("route", "explain", "split", "--session", "me"))
        .contains("by the caller's session");
  }
}
