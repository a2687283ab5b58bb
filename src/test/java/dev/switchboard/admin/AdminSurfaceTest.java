package dev.switchboard.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AdminSurfaceTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new RunningAdmin(folder);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private String key(String body) {
    RunningAdmin.Answer made = admin.post("/keys", body);
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return made.body().path("key").asString("");
  }

  private static String failureCode(Runnable action) {
    try {
      action.run();
      return "none";
    } catch (FailureException e) {
      return e.failure().code();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "Basic abc", "Bearer wrong", "Bearer sba-"})
  void refusesEveryRouteWithoutTheAdminCredential(String authorization) {
    for (Route route : admin.surface.routes()) {
      if (!route.template().equals("/openapi.yaml")) {
        String path = route.template().replaceAll("\\{[a-z]+}", "x");
        assertThat(admin.send(route.method(), path, "", authorization).status())
            .as(route.template())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void doesNotTakeACallersKeyForTheAdminCredential() {
    String key = key("{\"name\": \"a\"}");
    RunningAdmin.Answer answer = admin.send("GET", "/keys", "", "Bearer " + key);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("invalid_key");
  }

  @Test
  void makesAProjectAndFindsItByIdAndName() {
    JsonNode made = admin.post("/projects", "{\"name\": \"web shop\"}").body();
    assertThat(made.path("id").asString("")).startsWith("prj_");
    assertThat(admin.get("/projects/" + made.path("id").asString("")).body()).isEqualTo(made);
    assertThat(admin.get("/projects/web%20shop").body()).isEqualTo(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\u001b[31mb", "a\\nb", "a\\u2028b", "a\\u0085b"})
  void refusesAProjectWhoseNameHoldsControlCharacters(String name) {
    RunningAdmin.Answer answer = admin.post("/projects", "{\"name\": \"" + name + "\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString()).contains("a name without control characters");
  }

  @Test
  void refusesASecondProjectOfTheSameName() {
    RunningAdmin.Answer answer = admin.post("/projects", "{\"name\": \"default\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("conflict");
  }

  @Test
  void pagesThroughProjects() {
    for (int i = 0; i < 4; i++) {
      admin.post("/projects", "{\"name\": \"p" + i + "\"}");
    }
    JsonNode first = admin.get("/projects?limit=3").body();
    JsonNode second =
        admin.get("/projects?limit=3&cursor=" + first.path("next_cursor").asString("")).body();
    assertThat(first.path("data").size()).isEqualTo(3);
    assertThat(second.path("data").size()).isEqualTo(2);
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void showsAKeysTextOnlyWhereItIsMade() {
    RunningAdmin.Answer made = admin.post("/keys", "{\"name\": \"a\"}");
    String text = made.body().path("key").asString("");
    String id = made.body().path("id").asString("");
    assertThat(admin.ring.authenticate(text).id()).isEqualTo(id);
    assertThat(admin.get("/keys").body().toString()).contains(id).doesNotContain(text);
    assertThat(admin.get("/keys/" + id).body().toString()).doesNotContain(text);
  }

  @Test
  void revokesAtOnce() {
    RunningAdmin.Answer made = admin.post("/keys", "{\"name\": \"a\"}");
    String text = made.body().path("key").asString("");
    admin.ring.authenticate(text);
    RunningAdmin.Answer revoked =
        admin.post("/keys/" + made.body().path("id").asString("") + "/revoke", "");
    assertThat(revoked.body().path("status").asString("")).isEqualTo("revoked");
    assertThat(failureCode(() -> admin.ring.authenticate(text))).isEqualTo("invalid_key");
  }

  @Test
  void rotatesSoThatOnlyTheNewTextIsGood() {
    RunningAdmin.Answer made = admin.post("/keys", "{\"name\": \"a\"}");
    String id = made.body().path("id").asString("");
    String before = made.body().path("key").asString("");
    String after = admin.post("/keys/" + id + "/rotate", "{}").body().path("key").asString("");
    assertThat(admin.ring.authenticate(after).id()).isEqualTo(id);
    assertThat(failureCode(() -> admin.ring.authenticate(before))).isEqualTo("invalid_key");
  }

  @Test
  void keepsScopesModelsAndExpiryOfAKey() {
    Instant before = Instant.now();
    String text =
        key(
            """
            {"name": "a", "project": "default", "scopes": ["call"],
             "allowed_models": ["openai/*"], "expires_in": "2h"}
            """);
    JsonNode key = admin.get("/keys?project=default").body().path("data").path(0);
    assertThat(admin.ring.authenticate(text).allowsModel("anthropic/x")).isFalse();
    assertThat(key.path("scopes").toString()).isEqualTo("[\"call\"]");
    assertThat(Instant.parse(key.path("expires_at").asString("")))
        .isBetween(before.plusSeconds(7199), before.plusSeconds(7300));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"nam\": \"a\"}|/nam|unknown field nam (did you mean name?)",
        "{}|/name|missing",
        "{\"name\": 7}|/name|a string",
        "{\"name\": \" \"}|/name|1 to 128 characters",
        "{\"name\": \"a\", \"project\": \"nope\"}|/project|project nope",
        "{\"name\": \"a\", \"scopes\": [\"cal\"]}|/scopes/0|one of call",
        "{\"name\": \"a\", \"scopes\": []}|/scopes|at least one",
        "{\"name\": \"a\", \"expires_in\": \"2 weeks\"}|/expires_in|a duration such as",
        "{\"name\": \"a\", \"expires_at\": \"2001-01-01T00:00:00Z\"}|/expires_at|to come",
        "{\"name\": \"a\", \"expires_at\": \"+999999999-12-31T23:59:59Z\"}|/expires_at|to come",
        "{\"name\": \"a\", \"allowed_models\": [\"\"]}|/allowed_models/0|1 to 256",
        "[]|``|an object",
      })
  void refusesAKeyThatIsNotWellAskedFor(String body, String pointer, String message) {
    RunningAdmin.Answer answer = admin.post("/keys", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains(message);
    assertThat(answer.body().path("error").path("details").path("pointer").asString(""))
        .isEqualTo(pointer == null ? "" : pointer);
  }

  @Test
  void refusesAnUnknownParameterByName() {
    RunningAdmin.Answer answer = admin.get("/keys?projct=default");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("projct", "did you mean project?");
  }

  @Test
  void saysWhichMethodsARouteHas() {
    RunningAdmin.Answer answer = admin.post("/providers", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.message()).contains("expected: GET");
  }

  @Test
  void answersNotFoundForWhatIsNotThere() {
    assertThat(admin.get("/keys/key_none").status()).isEqualTo(404);
    assertThat(admin.post("/keys/key_none/revoke", "").status()).isEqualTo(404);
    assertThat(admin.get("/projects/none").status()).isEqualTo(404);
    assertThat(admin.get("/traces/none").status()).isEqualTo(404);
    assertThat(admin.get("/nothing").status()).isEqualTo(404);
  }

  @Test
  void saysFromWhereACredentialWasReadAndNotMore() {
    JsonNode provider = admin.get("/providers").body().path("data").path(0);
    assertThat(provider.path("credential_source").asString(""))
        .isEqualTo("environment OPENAI_API_KEY");
  }

  @Test
  void explainsARouteWithWhatWasLeftOut() {
    JsonNode answer = admin.post("/route/explain", "{\"model\": \"smart\"}").body();
    assertThat(answer.path("plan").path(0).path("target").asString("")).isEqualTo("openai/gpt-4o");
    assertThat(answer.path("decision").path("candidates").path(1).path("outcome").asString(""))
        .contains("gone/model is not known");
  }

  @Test
  void explainsWhyNothingServesAModel() {
    RunningAdmin.Answer answer = admin.post("/route/explain", "{\"model\": \"nope/x\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("served").asBoolean(true)).isFalse();
    assertThat(answer.body().path("reason").asString("")).contains("nope/x");
  }

  @Test
  void sumsNothingWhereNothingWasSpent() {
    assertThat(admin.get("/spend?by=day&project=default").body().path("data").isEmpty()).isTrue();
    assertThat(admin.get("/traces").body().path("data").isEmpty()).isTrue();
  }

  @Test
  void refusesACredentialOfTheOperatorThatIsTooShort() {
    assertThatThrownBy(() -> AdminToken.open(shared, "short"))
        .isInstanceOf(AdminTokenException.class)
        .hasMessageContaining("5 characters")
        .hasMessageNotContaining("short");
  }
}
