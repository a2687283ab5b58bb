package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import dev.switchboard.wire.Wav;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RealtimeRouteTest {
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

  private void declare(String name, String model) {
    ObjectNode body =
        Json.object().put("name", name).put("instructions", "Take orders.").put("model", model);
    assertThat(gateway.post("/v3/call", Json.text(body)).statusCode()).isEqualTo(200);
  }

  private VoiceCaller call(String path) {
    return VoiceCaller.of(gateway, client, path);
  }

  private VoiceCaller started(ObjectNode config) {
    VoiceCaller caller = call("/v3/realtime");
    ObjectNode start = Json.object().put("type", "session.start");
    start.set("config", config);
    caller.send(start);
    return caller;
  }

  private static ObjectNode echo() {
    return Json.object().put("model", "sandbox/echo").put("speed", 4);
  }

  /** What the sandbox hears in a sound. */
  private String heard(byte[] pcm) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String part = "--x\r\nContent-Disposition: form-data; name=\"";
    body.writeBytes(
        (part + "model\"\r\n\r\nsandbox/transcribe\r\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes(
        (part + "file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(Wav.of(pcm, 24_000));
    body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    String answer =
        gateway
            .send(
                HttpRequest.newBuilder(gateway.uri("/v3/compat/audio/transcriptions"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + gateway.key())
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())))
            .body();
    return Json.parse(answer).path("text").asString();
  }

  @Test
  void answersTheFramesOfTheQuickStart() {
    declare("pizza-agent", "sandbox/echo");
    try (VoiceCaller caller = call("/v3/realtime/pizza-agent")) {
      caller.say(VoiceCaller.spoken(gateway, "One, please."), VoiceCaller.silence(600));

      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      int whole = VoiceCaller.spoken(gateway, "One, please.").length * 4;
      while (answer.size() < whole) {
        JsonNode frame = caller.next();
        assertThat(frame.path("type").asString()).as("%s", frame).isEqualTo("audio");
        answer.writeBytes(VoiceCaller.sound(List.of(frame), "audio", "data"));
      }
      assertThat(heard(answer.toByteArray())).isEqualTo("One, please.");
    }
  }

  @Test
  void answersAFunctionThatNamesNoModelFromTheSandbox() {
    ObjectNode body = Json.object().put("name", "pizza-agent").put("instructions", "Take orders.");
    assertThat(gateway.post("/v3/call", Json.text(body)).statusCode()).isEqualTo(200);
    try (VoiceCaller caller = call("/v3/realtime/pizza-agent")) {
      caller.say(VoiceCaller.spoken(gateway, "Hello there"), VoiceCaller.silence(600));

      assertThat(caller.next().path("type").asString()).isEqualTo("audio");
    }
  }

  @Test
  void answersACallerWhoSendsNoSilenceAfterItsSpeech() {
    declare("pizza-agent", "sandbox/echo");
    try (VoiceCaller caller = call("/v3/realtime/pizza-agent")) {
      caller.say(VoiceCaller.spoken(gateway, "Hello there"));

      assertThat(caller.next().path("type").asString()).isEqualTo("audio");
    }
  }

  @Test
  void namesWhatIsWrongWithAFrameAndGoesOn() {
    declare("pizza-agent", "sandbox/echo");
    try (VoiceCaller caller = call("/v3/realtime/pizza-agent")) {
      caller.sendText("{\"type\":\"audio\",\"data\":\"<base64-encoded-audio-chunk>\"}");
      JsonNode error = caller.next();
      caller.say(VoiceCaller.spoken(gateway, "Hi"), VoiceCaller.silence(600));

      assertThat(error.path("type").asString()).isEqualTo("error");
      assertThat(error.path("error").path("message").asString())
          .contains("data")
          .contains("base64");
      assertThat(caller.next().path("type").asString()).isEqualTo("audio");
    }
  }

  @Test
  void holdsAConversationInEvents() {
    try (VoiceCaller caller = started(echo())) {
      JsonNode begun = caller.next();
      caller.say(
          "audio.append", VoiceCaller.spoken(gateway, "Good morning."), VoiceCaller.silence(600));
      List<JsonNode> turn = caller.until("response.completed");

      assertThat(begun.path("type").asString()).isEqualTo("session.started");
      assertThat(begun.path("input_sample_rate").asInt()).isEqualTo(24_000);
      assertThat(begun.path("session_id").asString()).isNotEmpty();
      assertThat(VoiceCaller.types(turn).stream().distinct())
          .containsExactlyInAnyOrder(
              "speech.started",
              "speech.stopped",
              "transcript.committed",
              "response.started",
              "text.delta",
              "audio.delta",
              "response.completed");
      assertThat(
              turn.stream()
                  .filter(e -> e.path("type").asString().equals("transcript.committed"))
                  .map(e -> e.path("transcript").asString()))
          .containsExactly("Good morning.");
      assertThat(heard(VoiceCaller.sound(turn, "audio.delta", "audio"))).isEqualTo("Good morning.");
    }
  }

  @Test
  void answersATextByItself() {
    try (VoiceCaller caller = started(echo().put("output", "text"))) {
      caller.send(Json.object().put("type", "text.input").put("text", "Just written."));
      List<JsonNode> turn = caller.until("response.completed");

      assertThat(turn.stream().map(e -> e.path("delta").asString("")).reduce("", String::concat))
          .isEqualTo("Just written.");
      assertThat(VoiceCaller.types(turn)).doesNotContain("audio.delta");
    }
  }

  @Test
  void callsAToolAndGoesOnWithItsResult() {
    ObjectNode config = Json.object().put("model", "sandbox/chat").put("speed", 4);
    ObjectNode tool = config.putArray("tools").addObject();
    tool.put("name", "get_menu").put("description", "The pizzas that there are.");
    try (VoiceCaller caller = started(config)) {
      caller.send(Json.object().put("type", "text.input").put("text", "What pizzas are there?"));
      JsonNode called = caller.until("tool.call").getLast();
      caller.send(
          Json.object()
              .put("type", "tool.result")
              .put("tool_call_id", called.path("tool_call_id").asString())
              .put("tool_result", "margherita and funghi"));
      caller.until("response.completed");
      List<JsonNode> answer = caller.until("response.completed");

      assertThat(called.path("tool_name").asString()).isEqualTo("get_menu");
      assertThat(answer.stream().map(e -> e.path("delta").asString("")).reduce("", String::concat))
          .contains("margherita");
    }
  }

  @Test
  void refusesAFunctionThatIsNotDeclared() {
    assertThatThrownBy(() -> call("/v3/realtime/nobody"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
  }

  @Test
  void refusesAKeyThatIsNotKnownBeforeTheSessionBegins() {
    assertThatThrownBy(() -> VoiceCaller.ofBrowser(gateway, client, "/v3/realtime", "realtime"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }

  @Test
  void letsABrowserInWithATicketOnce() {
    ObjectNode body = Json.object();
    body.putObject("config").put("model", "sandbox/echo").put("output", "text");
    body.putArray("locked_fields").add("output");
    JsonNode ticket = Json.parse(gateway.post("/v3/realtime-sessions", Json.text(body)).body());
    String offered = "opper-ticket." + ticket.path("ticket").asString();

    try (VoiceCaller caller = VoiceCaller.ofBrowser(gateway, client, "/v3/realtime", offered)) {
      ObjectNode start = Json.object().put("type", "session.start");
      start.putObject("config").put("output", "audio");
      caller.send(start);
      JsonNode locked = caller.next();
      caller.send(Json.object().put("type", "session.start"));
      JsonNode begun = caller.next();

      assertThat(locked.path("error").path("message").asString())
          .contains("output")
          .contains("lock");
      assertThat(begun.path("type").asString()).isEqualTo("session.started");
    }
    assertThatThrownBy(() -> VoiceCaller.ofBrowser(gateway, client, "/v3/realtime", offered))
        .isInstanceOf(CompletionException.class);
  }

  @Test
  void recordsOneTraceWithACallForEachPartOfATurn() {
    JsonNode trace;
    try (VoiceCaller caller = started(echo())) {
      caller.until("session.started");
      caller.say("audio.append", VoiceCaller.spoken(gateway, "Hello."), VoiceCaller.silence(600));
      caller.until("response.completed");
    }
    JsonNode traces = Json.parse(gateway.get("/v3/traces?name=realtime").body()).path("data");
    trace =
        Json.parse(gateway.get("/v3/traces/" + traces.path(0).path("id").asString()).body())
            .path("data");
    assertThat(traces.size()).isEqualTo(1);
    assertThat(trace.toString())
        .contains("realtime/transcription")
        .contains("realtime/speech")
        .contains("Hello.");
  }
}
