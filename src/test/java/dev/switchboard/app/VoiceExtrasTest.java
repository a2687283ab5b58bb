package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What OpenAI's own sessions have and others do not is told or refused, not passed over. */
class VoiceExtrasTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = RunningGateway.start(folder, "");
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
  }

  private VoiceCaller call() {
    VoiceCaller caller =
        VoiceCaller.of(gateway, client, "/v3/compat/realtime?model=sandbox%2Fecho");
    caller.until("session.created");
    return caller;
  }

  private static JsonNode update(String fields) {
    return Json.parse(
        "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"," + fields + "}}");
  }

  @Test
  void saysWhatItLeavesOutAndDoesNotClaimToBeSetToIt() {
    try (VoiceCaller caller = call()) {
      caller.send(
          update(
              "\"instructions\":\"Be brief.\",\"tracing\":\"auto\",\"audio\":{\"input\":{\"noise_reduction\":"
                  + "{\"type\":\"near_field\"},\"turn_detection\":{\"type\":\"server_vad\",\"idle_timeout_ms\":6000}}}"));
      JsonNode session = caller.next().path("session");

      assertThat(session.path("instructions").asString()).isEqualTo("Be brief.");
      assertThat(session.has("tracing")).isFalse();
      assertThat(session.path("warnings").valueStream().map(JsonNode::asString))
          .hasSize(3)
          .anyMatch(warning -> warning.startsWith("tracing"))
          .anyMatch(warning -> warning.startsWith("noise_reduction"))
          .anyMatch(warning -> warning.startsWith("idle_timeout_ms"));
    }
  }

  @Test
  void takesBackTheSessionThatItTold() {
    try (VoiceCaller caller = call()) {
      caller.send(update("\"tracing\":\"auto\""));
      JsonNode told = caller.next().path("session");
      caller.send(Json.object().put("type", "session.update").set("session", told));

      assertThat(caller.next().path("type").asString()).isEqualTo("session.updated");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"prompt\":{\"id\":\"pmpt_1\"}", "\"something_new\":1"})
  void refusesWhatWouldMakeAnotherSessionOfIt(String field) {
    try (VoiceCaller caller = call()) {
      caller.send(update("\"instructions\":\"Be brief.\"," + field));
      JsonNode error = caller.next();

      assertThat(error.path("type").asString()).isEqualTo("error");
      assertThat(error.at("/error/message").asString()).contains("not available for this model");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"conversation\":\"none\"", "\"input\":[]"})
  void refusesAResponseOutsideOfTheConversation(String field) {
    try (VoiceCaller caller = call()) {
      caller.send(Json.parse("{\"type\":\"response.create\",\"response\":{" + field + "}}"));

      assertThat(caller.next().path("type").asString()).isEqualTo("error");
    }
  }

  @Test
  void honoursParallelToolCallsAndReasoning() {
    try (VoiceCaller caller = call()) {
      caller.send(update("\"parallel_tool_calls\":false,\"reasoning\":{\"effort\":\"low\"}"));
      JsonNode session = caller.next().path("session");

      assertThat(session.path("parallel_tool_calls").asBoolean(true)).isFalse();
      assertThat(session.has("warnings")).isFalse();
    }
  }
}
