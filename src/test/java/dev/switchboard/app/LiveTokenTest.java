package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tokens with which a browser opens sessions of Gemini's Live API. */
class LiveTokenTest {
  private static final String PATH =
      "/v3/compat/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained?access_token=";
  private static final String SETUP =
      "{\"setup\":{\"model\":\"models/sandbox/echo\",\"generationConfig\":{\"responseModalities\":[\"TEXT\"]}}}";

  @TempDir static Path folder;
  private static RunningGateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(folder, "");
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    gateway.close();
  }

  private static HttpResponse<String> asked(String body) {
    return gateway.post("/v3/compat/v1alpha/auth_tokens", body);
  }

  private static String token(String body) {
    HttpResponse<String> answer = asked(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body()).path("name").asString();
  }

  private static VoiceCaller open(String token) {
    return VoiceCaller.ofBrowser(gateway, client, PATH + token, "x");
  }

  private static void requireUnauthorized(String token) {
    assertThatThrownBy(() -> open(token))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }

  /** What the echo says to a hello. */
  private static String said(VoiceCaller caller) {
    caller.sendText(
        "{\"clientContent\":{\"turns\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}],\"turnComplete\":true}}");
    StringBuilder text = new StringBuilder();
    for (JsonNode frame = caller.next();
        !frame.at("/serverContent/turnComplete").asBoolean(false);
        frame = caller.next()) {
      assertThat(frame.has("reason")).as("%s", frame).isFalse();
      text.append(frame.at("/serverContent/modelTurn/parts/0/text").asString(""));
    }
    return text.toString();
  }

  @Test
  void opensOneSessionInPlaceOfTheKey() {
    String token = token("{}");
    assertThat(token).startsWith("auth_tokens/");

    try (VoiceCaller caller = open(token)) {
      caller.sendText(SETUP);
      assertThat(caller.next().has("setupComplete")).isTrue();
      assertThat(said(caller)).contains("Hello");
    }
    requireUnauthorized(token);
    requireUnauthorized("auth_tokens/unknown");
  }

  @Test
  void opensAsManySessionsAsItSays() {
    String token = token("{\"uses\":2}");
    open(token).close();
    open(token).close();
    requireUnauthorized(token);
    String unbounded = token("{\"uses\":0}");
    for (int i = 0; i < 3; i++) {
      open(unbounded).close();
    }
  }

  @Test
  void setsTheSessionWhateverItsBearerSays() {
    String token =
        token("{\"bidiGenerateContentSetup\":" + SETUP.substring(9, SETUP.length() - 1) + "}");

    try (VoiceCaller caller = open(token)) {
      caller.sendText("{\"setup\":{\"model\":\"models/nobody/nothing\"}}");
      assertThat(caller.next().has("setupComplete")).isTrue();
    }
  }

  @Test
  void setsTheFieldsOfItsMaskAlone() {
    String token =
        token(
            "{\"bidiGenerateContentSetup\":{\"model\":\"models/sandbox/echo\"},\"fieldMask\":\"model,generationConfig.temperature\"}");

    try (VoiceCaller caller = open(token)) {
      caller.sendText(
          SETUP
              .replace("sandbox/echo", "nobody/nothing")
              .replace("TEXT\"]", "TEXT\"],\"temperature\":1"));
      assertThat(caller.next().has("setupComplete")).isTrue();
      assertThat(said(caller)).contains("Hello");
    }
  }

  @Test
  void isNoKeyForAnythingElse() {
    String token = token("{\"uses\":0}");

    for (String path :
        new String[] {"/v3/realtime?ticket=", "/v3/compat/realtime?model=sandbox/echo&key="}) {
      assertThatThrownBy(() -> VoiceCaller.ofBrowser(gateway, client, path + token, "realtime"))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }
    HttpRequest.Builder call =
        HttpRequest.newBuilder(gateway.uri("/v3/traces?limit=1"))
            .header("Authorization", "Bearer " + token);
    assertThat(gateway.send(call).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"expireTime\":\"2020-01-01T00:00:00Z\"}           | expireTime",
        "{\"newSessionExpireTime\":\"2999-01-01T00:00:00Z\"} | newSessionExpireTime",
        "{\"expireTime\":\"soon\"}                           | expireTime",
        "{\"uses\":-1}                                       | uses",
        "{\"bidiGenerateContentSetup\":{\"model\":\"m/m\",\"generationConfig\":{\"responseModalities\":[\"SMELL\"]}}} | responseModalities",
      })
  void refusesByNameWhatIsWrongWithTheWish(String body, String named) {
    HttpResponse<String> answer = asked(body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(named);
  }

  @Test
  void saysWhenItExpires() {
    JsonNode made = Json.parse(asked("{}").body());

    Instant begin = Instant.parse(made.path("newSessionExpireTime").asString());
    Instant end = Instant.parse(made.path("expireTime").asString());
    assertThat(begin).isBetween(Instant.now(), Instant.now().plusSeconds(61));
    assertThat(end).isBetween(Instant.now().plusSeconds(1_700), Instant.now().plusSeconds(1_801));
  }
}
