package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenAiRealtimeRouteTest {
  private static final String PATH = "/v3/compat/realtime?model=sandbox%2F";

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

  private VoiceCaller call(String model) {
    return VoiceCaller.of(gateway, client, PATH + model);
  }

  private static ObjectNode update() {
    ObjectNode event = Json.object().put("type", "session.update").put("event_id", "mine_1");
    ObjectNode session = event.putObject("session").put("type", "realtime");
    session.putObject("audio").putObject("input").putObject("transcription");
    ObjectNode output = (ObjectNode) session.path("audio");
    output.putObject("output").put("speed", 4);
    return event;
  }

  private static ObjectNode text(String text) {
    ObjectNode event = Json.object().put("type", "conversation.item.create");
    ObjectNode item = event.putObject("item").put("type", "message").put("role", "user");
    item.putArray("content").addObject().put("type", "input_text").put("text", text);
    return event;
  }

  private static ObjectNode respond() {
    return Json.object().put("type", "response.create");
  }

  @Test
  void saysFirstWhatTheSessionIsSetTo() {
    try (VoiceCaller caller = call("echo")) {
      JsonNode created = caller.next();
      caller.send(update());
      JsonNode updated = caller.next();

      assertThat(created.path("type").asString()).isEqualTo("session.created");
      assertThat(created.path("session").path("model").asString()).isEqualTo("sandbox/echo");
      assertThat(created.path("event_id").asString()).isNotEmpty();
      assertThat(updated.path("type").asString()).isEqualTo("session.updated");
      assertThat(updated.at("/session/audio/output/speed").asDouble()).isEqualTo(4);
    }
  }

  @Test
  void answersSpeechInTheOrderOfTheDialect() {
    try (VoiceCaller caller = call("echo")) {
      caller.send(update());
      caller.until("session.updated");
      caller.say(
          "input_audio_buffer.append",
          VoiceCaller.spoken(gateway, "Good morning."),
          VoiceCaller.silence(600));
      List<JsonNode> turn = caller.until("response.done");

      assertThat(VoiceCaller.types(turn).stream().distinct())
          .contains(
              "input_audio_buffer.speech_started",
              "input_audio_buffer.speech_stopped",
              "input_audio_buffer.committed",
              "conversation.item.added",
              "conversation.item.done",
              "conversation.item.input_audio_transcription.completed",
              "response.created",
              "response.output_item.added",
              "response.content_part.added",
              "response.output_audio.delta",
              "response.output_audio_transcript.delta",
              "response.output_audio.done",
              "response.output_audio_transcript.done",
              "response.content_part.done",
              "response.output_item.done");
      JsonNode response = turn.getLast().path("response");
      assertThat(response.path("status").asString()).isEqualTo("completed");
      assertThat(response.at("/output/0/content/0/transcript").asString())
          .isEqualTo("Good morning.");
      assertThat(response.at("/usage/output_token_details/audio_tokens").asLong()).isPositive();
    }
  }

  @Test
  void callsAToolAndGoesOnWithItsResult() {
    try (VoiceCaller caller = call("chat")) {
      ObjectNode update = update();
      ObjectNode session = (ObjectNode) update.path("session");
      session.putArray("output_modalities").add("text");
      session.putArray("tools").addObject().put("type", "function").put("name", "get_menu");
      caller.send(update);
      caller.until("session.updated");
      caller.send(text("What does the menu say?"));
      caller.send(respond());
      List<JsonNode> first = caller.until("response.done");
      JsonNode called =
          first.stream()
              .filter(
                  e -> e.path("type").asString().equals("response.function_call_arguments.done"))
              .findFirst()
              .orElseThrow();
      ObjectNode result = Json.object().put("type", "conversation.item.create");
      result
          .putObject("item")
          .put("type", "function_call_output")
          .put("call_id", called.path("call_id").asString())
          .put("output", "margherita");
      caller.send(result);
      caller.send(respond());
      List<JsonNode> second = caller.until("response.done");

      assertThat(called.path("name").asString()).isEqualTo("get_menu");
      assertThat(second.getLast().at("/response/output/0/content/0/text").asString())
          .contains("margherita");
    }
  }

  @Test
  void namesTheEventThatIsWrongAndGoesOn() {
    try (VoiceCaller caller = call("echo")) {
      caller.until("session.created");
      caller.send(Json.object().put("type", "session.upgrade").put("event_id", "mine_2"));
      JsonNode error = caller.next();
      caller.send(update());

      assertThat(error.path("type").asString()).isEqualTo("error");
      assertThat(error.at("/error/event_id").asString()).isEqualTo("mine_2");
      assertThat(error.at("/error/message").asString()).contains("session.update");
      assertThat(caller.next().path("type").asString()).isEqualTo("session.updated");
    }
  }

  @Test
  void takesABrowsersKeyAndSaysOnlyTheProtocol() {
    try (VoiceCaller caller =
        VoiceCaller.ofBrowser(
            gateway,
            client,
            PATH + "echo",
            "realtime",
            "openai-insecure-api-key." + gateway.key())) {
      assertThat(caller.subprotocol()).isEqualTo("realtime");
      assertThat(caller.next().path("type").asString()).isEqualTo("session.created");
    }
  }

  @Test
  void opensASessionWithAClientSecretAsItWasSet() {
    ObjectNode body = Json.object();
    body.putObject("session")
        .put("type", "realtime")
        .put("model", "sandbox/echo")
        .put("instructions", "Be brief.");
    JsonNode secret =
        Json.parse(gateway.post("/v3/compat/realtime/client_secrets", Json.text(body)).body());
    try (VoiceCaller caller =
        VoiceCaller.ofBrowser(
            gateway,
            client,
            "/v3/compat/realtime",
            "realtime",
            "openai-insecure-api-key." + secret.path("value").asString())) {
      JsonNode session = caller.next().path("session");

      assertThat(session.path("instructions").asString()).isEqualTo("Be brief.");
      assertThat(session.path("model").asString()).isEqualTo("sandbox/echo");
    }
  }

  @Test
  void refusesAModelThatNobodyServesBeforeTheSessionBegins() {
    assertThatThrownBy(
            () -> VoiceCaller.of(gateway, client, "/v3/compat/realtime?model=nobody%2Fnothing"))
        .isInstanceOf(CompletionException.class);
  }

  @Test
  void interruptsTheAnswerOfWhoeverIsSpokenInto() {
    try (VoiceCaller caller = call("echo")) {
      ObjectNode update = update();
      caller.send(update);
      caller.until("session.updated");
      caller.send(
          text(
              "This sentence is long enough to be interrupted by somebody. And this one is as long,"
                  + " so that there is more to say. And yet another one follows it, for patience."
                  + " The last one is never heard by anyone who speaks into what is said here."));
      caller.send(respond());
      caller.until("response.output_audio.delta");
      caller.say("input_audio_buffer.append", VoiceCaller.spoken(gateway, "Stop, please."));
      caller.until("input_audio_buffer.speech_started");
      List<JsonNode> rest = caller.until("response.created");

      assertThat(VoiceCaller.types(rest)).doesNotContain("response.output_audio.delta");
    }
  }
}
