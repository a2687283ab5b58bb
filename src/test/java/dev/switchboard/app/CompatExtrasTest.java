package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.json.Json;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Fields of the native API in bodies of OpenAI's chat completions. */
class CompatExtrasTest {
  private static final String PATH = "/v3/compat/chat/completions";
  private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"a\":{}}}";

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, Upstreams.config(upstream.uri("/v1").toString()));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private HttpResponse<String> ask(String more) {
    upstream.enqueue(Upstreams.answer("{}"));
    return gateway.post(
        PATH,
        "{\"model\":\"mock/m\" , \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
            + more
            + "}");
  }

  @Test
  void anOutputSchemaIsSentAsAResponseFormat() {
    HttpResponse<String> answer = ask(",\"output_schema\":" + SCHEMA);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.has("output_schema")).isFalse();
    assertThat(sent.at("/response_format/type").stringValue()).isEqualTo("json_schema");
    assertThat(sent.at("/response_format/json_schema/schema")).isEqualTo(Json.parse(SCHEMA));
  }

  @Test
  void anOutputSchemaBesideAResponseFormatIsRefused() {
    HttpResponse<String> answer =
        ask(",\"response_format\":{\"type\":\"text\"},\"output_schema\":" + SCHEMA);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("output_schema").contains("response_format");
  }

  @Test
  void everyOtherByteStaysAsItWas() {
    ask(",\"tags\":{\"a\":\"b\"},\"x_vendor\": [1.0,2e3]");
    assertThat(upstream.takeRequest().body())
        .isEqualTo(
            "{\"model\":\"m\" , \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"x_vendor\": [1.0,2e3]}");
  }

  @Test
  void aThoughtSignatureMayStandOnItsCall() {
    String call =
        "{\"id\":\"c1\",\"type\":\"function\",\"thought_signature\":\"sig-1\","
            + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[" + call + "]}]}";
    ChatRequest read =
        new OpenAiChatServer().decodeRequest(body.getBytes(StandardCharsets.UTF_8)).chat();
    assertThat(read.messages().toString()).contains("sig-1");
  }

  @Test
  void theResponsesApiHasASecondName() {
    upstream.enqueue(Upstreams.answer("hello"));
    HttpResponse<String> answer =
        gateway.post("/v3/compat/openresponses", "{\"model\":\"mock/m\",\"input\":\"hi\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("object").stringValue()).isEqualTo("response");
  }
}
