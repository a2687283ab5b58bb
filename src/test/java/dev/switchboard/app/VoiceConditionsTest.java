package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.switchboard.provider.VoiceUpstream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Targets that are there for some calls alone: voice sessions are calls as others are. */
class VoiceConditionsTest {
  private static final String[] PAID = {"x-opper-tags", "plan=paid"};
  private static final String UPDATED =
      "{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"type\":\"realtime\"}}";
  private static final String CREATED =
      "{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\",\"model\":\"gpt-realtime\"}}";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final VoiceUpstream upstream = new VoiceUpstream();
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream.with(peer -> peer.say(CREATED, UPDATED));
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              mock: {kind: openai, base_url: "%s", api_key: "test-credential-1234"}
            models:
              paid: {targets: [{model: sandbox/echo, when: {tags: {plan: paid}}}]}
              ours: {targets: [{model: sandbox/echo, when: {project: default}}]}
              near: {targets: [{model: sandbox/echo, when: {region: eu}}]}
              held:
                targets:
                  - {model: mock/gpt-realtime, when: {tags: {plan: paid}}}
                  - {model: sandbox/echo}
            """
                .formatted(upstream.address("/v1")));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
    upstream.close();
  }

  private void assertServed(String dialect, String model, String... headers) {
    VoiceTalk.Wish wish = new VoiceTalk.Wish(model, false);
    try (VoiceTalk talk = VoiceTalk.of(dialect, gateway, client, wish, headers)) {
      talk.text("Hello");
      assertThat(talk.turn().words.toString()).contains("Hello");
    }
  }

  private void assertRefused(String dialect, String model, String... headers) {
    VoiceTalk.Wish wish = new VoiceTalk.Wish(model, false);
    assertThat(
            catchThrowable(() -> {
              try (VoiceTalk talk = VoiceTalk.of(dialect, gateway, client, wish, headers)) {
                talk.text("Hello");
                assertThat(talk.turn().words.toString()).contains("Hello");
              }
            }))
        .as("%s is not for this call", model)
        .isNotNull();
  }

  private static List<String> dialects() {
    return VoiceTalk.dialects();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void holdByTags(String dialect) {
    assertServed(dialect, "paid", PAID);
    assertRefused(dialect, "paid");
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void holdByProjectAndKey(String dialect) {
    assertServed(dialect, "ours");
    JsonNode other = gateway.managed("/keys", "{\"name\":\"other\"}");
    for (JsonNode key : gateway.managed("/keys").path("data")) {
      String id = key.path("id").asString();
      gateway.manage(
          "PUT",
          "/routes/mine",
          "{\"targets\":[{\"model\":\"sandbox/echo\",\"when\":{\"key\":\"" + id + "\"}}]}");
      if (id.equals(other.path("id").asString())) {
        assertRefused(dialect, "mine");
      } else {
        assertServed(dialect, "mine");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void holdByTheRegionThatTheSessionAsksFor(String dialect) {
    assertServed(dialect, "near", "x-switchboard-region", "eu");
    assertRefused(dialect, "near");
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void sayWhoHoldsASession(String dialect) {
    VoiceTalk.Wish wish = new VoiceTalk.Wish("held", true);
    try (VoiceTalk _ = VoiceTalk.of(dialect, gateway, client, wish, PAID)) {
      assertThat(upstream.peer().hear("session.update").at("/session/type").asString())
          .isEqualTo("realtime");
    }
    assertServed(dialect, "held");
  }
}
