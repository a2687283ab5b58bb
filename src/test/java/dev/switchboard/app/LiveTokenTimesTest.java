package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.MovableClock;
import dev.switchboard.json.Json;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a token of Gemini's Live API opens sessions, and how long these have turns. */
class LiveTokenTimesTest {
  private static final String PATH =
      "/v3/compat/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained?access_token=";
  private static final String SETUP =
      "{\"setup\":{\"model\":\"models/sandbox/echo\",\"generationConfig\":{\"responseModalities\":[\"TEXT\"]}}}";
  private static final String HELLO =
      "{\"clientContent\":{\"turns\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}],\"turnComplete\":true}}";

  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.start(folder, "", clock);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
  }

  private String token(String body) {
    return Json.parse(gateway.post("/v3/compat/v1alpha/auth_tokens", body).body())
        .path("name")
        .asString();
  }

  private VoiceCaller open(String token) {
    return VoiceCaller.ofBrowser(gateway, client, PATH + token, "x");
  }

  @Test
  void opensNoSessionAfterItsMinute() {
    String token = token("{\"uses\":0}");
    clock.advance(Duration.ofSeconds(59));
    open(token).close();
    clock.advance(Duration.ofSeconds(2));
    assertThatThrownBy(() -> open(token))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }

  @Test
  void hasTurnsUntilItExpires() {
    VoiceCaller caller = open(token("{}"));
    caller.sendText(SETUP);
    assertThat(caller.next().has("setupComplete")).isTrue();
    clock.advance(Duration.ofMinutes(29));
    caller.sendText(HELLO);
    caller.until(frame -> frame.at("/serverContent/turnComplete").asBoolean(false));
    clock.advance(Duration.ofMinutes(2));
    caller.sendText(HELLO);
    assertThat(caller.until("closed").getLast().toString()).contains("the token has expired");
  }

  @Test
  @Tag("slow")
  void aCallerWhoSetsNothingUpIsLetGoAfterThirtySeconds() {
    VoiceCaller caller = open(token("{}"));
    assertThatThrownBy(caller::next).hasMessage("no message within 20 s");
    assertThat(caller.next().toString()).contains("setup: missing (expected: within 30 s)");
  }
}
