package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not let in to a voice session is told so by an answer of HTTP, without an upgrade. */
class VoiceAdmissionTest {
  private static final String NATIVE = "/v3/realtime?model=sandbox%2Fecho";
  private static final String OPENAI = "/v3/compat/realtime?model=sandbox%2Fecho";
  private static final String GEMINI =
      "/v3/compat/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable RunningGateway running;

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (running != null) {
      running.close();
    }
  }

  private RunningGateway gateway(String yaml) {
    RunningGateway started = RunningGateway.start(folder, yaml);
    running = started;
    return started;
  }

  private void assertRefused(
      RunningGateway gateway, String path, @Nullable String key, int status) {
    var builder = client.newWebSocketBuilder();
    if (key != null) {
      builder.header("Authorization", "Bearer " + key);
    }
    URI address = URI.create(gateway.uri(path).toString().replaceFirst("^http", "ws"));
    assertThatThrownBy(
            () -> builder.buildAsync(address, new java.net.http.WebSocket.Listener() {}).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, OPENAI, GEMINI})
  void refusesACallerWithoutAKey(String path) {
    assertRefused(gateway(""), path, null, 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, OPENAI, GEMINI})
  void refusesAKeyThatHasExpired(String path) {
    RunningGateway gateway = gateway("");
    String key =
        gateway
            .managed("/keys", "{\"name\":\"brief\",\"expires_in\":\"1s\"}")
            .path("key")
            .asString();
    assertThat(key).isNotEmpty();
    long end = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < end && status(gateway, key) != 401) {
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
    assertRefused(gateway, path, key, 401);
  }

  private static int status(RunningGateway gateway, String key) {
    return gateway
        .send(
            HttpRequest.newBuilder(gateway.uri("/v3/traces?limit=1"))
                .header("Authorization", "Bearer " + key))
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, OPENAI, GEMINI})
  void refusesAKeyThatMayNotCall(String path) {
    RunningGateway gateway = gateway("");
    String key =
        gateway
            .managed("/keys", "{\"name\":\"reader\",\"scopes\":[\"traces.read\"]}")
            .path("key")
            .asString();
    assertRefused(gateway, path, key, 403);
  }

  @ParameterizedTest
  @ValueSource(strings = {NATIVE, OPENAI})
  void refusesAModelThatTheKeyMayNotUse(String path) {
    RunningGateway gateway = gateway("");
    String key =
        gateway
            .managed("/keys", "{\"name\":\"other\",\"allowed_models\":[\"sandbox/chat\"]}")
            .path("key")
            .asString();
    assertRefused(gateway, path, key, 403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v3/realtime", "/v3/compat/realtime"})
  void refusesAModelThatNobodyServes(String path) {
    RunningGateway gateway = gateway("");
    assertRefused(gateway, path + "?model=nobody%2Fnothing", gateway.key(), 404);
  }

  @Test
  void refusesMoreSessionsThanALimitLetsRunAndLetsTheNextInWhenOneHasEnded() {
    RunningGateway gateway = gateway("rate_limits:\n  mine: {each: key, concurrent: 1}\n");
    VoiceCaller first = VoiceCaller.of(gateway, client, NATIVE);
    assertRefused(gateway, NATIVE, gateway.key(), 429);
    assertRefused(gateway, OPENAI, gateway.key(), 429);
    first.cut();

    long end = System.nanoTime() + 10_000_000_000L;
    while (true) {
      try (VoiceCaller next = VoiceCaller.of(gateway, client, OPENAI)) {
        assertThat(next.next().path("type").asString()).isEqualTo("session.created");
        return;
      } catch (CompletionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }
}
