package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ResponseSocketTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private RunningGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = RunningGateway.start(folder, "", true);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
  }

  private WebSocket open() {
    return builder()
        .header("Authorization", "Bearer " + gateway.key())
        .buildAsync(uri(), listener())
        .join();
  }

  private WebSocket.Builder builder() {
    return client.newWebSocketBuilder();
  }

  private URI uri() {
    return URI.create(gateway.uri("/v3/compat/responses").toString().replaceFirst("^http", "ws"));
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public @Nullable CompletionStage<?> onText(
          WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
          messages.add(text.toString());
          text.setLength(0);
        }
        socket.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        messages.add("{\"type\":\"closed\",\"code\":" + code + "}");
        return null;
      }
    };
  }

  private static ObjectNode create(String input) {
    return Json.object()
        .put("type", "response.create")
        .put("model", "sandbox/chat")
        .put("store", false)
        .put("input", input);
  }

  private static void send(WebSocket socket, JsonNode message) {
    socket.sendText(Json.text(message), true).join();
  }

  private JsonNode next() throws InterruptedException {
    String message = messages.poll(10, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message within 10 s");
    }
    return Json.parse(message);
  }

  /** The events of one answer, its last among them. */
  private List<JsonNode> answer() throws InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    String type;
    do {
      JsonNode event = next();
      events.add(event);
      type = event.path("type").asString();
    } while (!List.of(
            "response.completed", "response.failed", "response.incomplete", "error", "closed")
        .contains(type));
    return events;
  }

  private JsonNode last() throws InterruptedException {
    return answer().getLast();
  }

  @Test
  void answersEachMessageWithEventsOfItsOwn() throws Exception {
    WebSocket socket = open();
    send(socket, create("one"));
    send(socket, create("two"));
    List<JsonNode> first = answer();
    assertThat(first.getFirst().path("type").asString()).isEqualTo("response.created");
    assertThat(first).extracting(e -> e.path("sequence_number").asInt()).isSorted();
    assertThat(first.getLast().path("type").asString()).isEqualTo("response.completed");
    JsonNode second = last();
    assertThat(second.at("/response/id").asString())
        .isNotEqualTo(first.getLast().at("/response/id").asString());
    assertThat(second.at("/response/usage/output_tokens").asInt()).isPositive();
  }

  @Test
  void namesTheLaneInEveryEvent() throws Exception {
    WebSocket socket = open();
    send(socket, create("one").put("stream_id", "agent_1"));
    assertThat(answer()).allMatch(e -> e.path("stream_id").asString("").equals("agent_1"));
    send(socket, create("one").put("stream_id", "agent_1").put("model", "no/such"));
    assertThat(last().path("stream_id").asString()).isEqualTo("agent_1");
    send(socket, create("one").put("stream_id", "a b"));
    assertThat(last().at("/error/param").asString()).isEqualTo("stream_id");
  }

  @Test
  void continuesAnAnswerThatIsNotKeptOnItsOwnConnectionOnly() throws Exception {
    WebSocket socket = open();
    send(socket, create("Remember: cobalt."));
    String id = last().at("/response/id").asString();
    send(socket, create("What was it?").put("previous_response_id", id));
    JsonNode second = last();
    assertThat(second.at("/response/previous_response_id").asString()).isEqualTo(id);
    send(
        socket,
        create("And again?").put("previous_response_id", second.at("/response/id").asString()));
    assertThat(last().path("type").asString()).isEqualTo("response.completed");
    WebSocket other = open();
    send(other, create("What was it?").put("previous_response_id", id));
    JsonNode refused = last();
    assertThat(refused.path("type").asString()).isEqualTo("error");
    assertThat(refused.path("status").asInt()).isEqualTo(400);
    assertThat(refused.at("/error/code").asString()).isEqualTo("previous_response_not_found");
  }

  @Test
  void forgetsAnAnswerWhoseContinuationFailed() throws Exception {
    WebSocket socket = open();
    send(socket, create("one"));
    String id = last().at("/response/id").asString();
    ObjectNode wrong = create("").put("previous_response_id", id);
    wrong
        .putArray("input")
        .addObject()
        .put("type", "function_call_output")
        .put("call_id", "call_missing")
        .put("output", "x");
    send(socket, wrong);
    assertThat(last().at("/error/message").asString()).contains("call_missing");
    send(socket, create("two").put("previous_response_id", id));
    assertThat(last().at("/error/code").asString()).isEqualTo("previous_response_not_found");
  }

  @Test
  void refusesBeforeItOpensWithoutAKey() {
    assertThatThrownBy(() -> builder().buildAsync(uri(), listener()).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }

  @Test
  void takesTheKeyFromASubprotocolAndDoesNotRepeatIt() throws Exception {
    WebSocket socket =
        builder()
            .subprotocols("realtime", "openai-insecure-api-key." + gateway.key())
            .buildAsync(uri(), listener())
            .join();
    assertThat(socket.getSubprotocol()).isEqualTo("realtime");
    send(socket, create("one"));
    assertThat(last().path("type").asString()).isEqualTo("response.completed");
  }

  @Test
  void saysWhatIsWrongWithAMessageAndGoesOn() throws Exception {
    WebSocket socket = open();
    socket.sendText("not JSON", true).join();
    assertThat(last().at("/error/code").asString()).isEqualTo("invalid_json");
    send(socket, create("one").put("type", "response.cancel"));
    assertThat(last().at("/error/message").asString()).contains("response.cancel");
    send(socket, create("one").put("background", true));
    assertThat(last().at("/error/message").asString()).contains("background");
    send(socket, create("one").put("stream", false));
    assertThat(last().at("/error/message").asString()).contains("stream");
    send(socket, create("one"));
    assertThat(last().path("type").asString()).isEqualTo("response.completed");
  }
}
