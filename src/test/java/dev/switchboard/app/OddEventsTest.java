package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Providers that keep to an API in a way of their own, before callers who read it strictly. */
class OddEventsTest {
  private static final String RESPONSES = "/v3/compat/responses";
  private static final String SPARSE =
      """
      {"id":"resp_up","object":"response","created_at":1790000000,"status":"completed","model":"gpt-5","output":\
      [{"id":"msg_up","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text",\
      "text":"hello","annotations":[]}]}],"usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, ResponseUpstreams.config(upstream));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void addsWhatASparseResponseLeavesOut() {
    upstream.enqueue(Script.json(200, SPARSE));
    String body =
        gateway
            .post(RESPONSES, "{\"model\":\"mock/gpt-5\",\"input\":\"Hi\",\"max_output_tokens\":50}")
            .body();
    assertThat(body).startsWith(SPARSE.substring(0, SPARSE.indexOf("\"usage\"")));
    JsonNode response = Json.parse(body);
    assertThat(response.path("max_output_tokens").asInt()).isEqualTo(50);
    assertThat(response.path("tool_choice").asString()).isEqualTo("auto");
    assertThat(response.path("tools").isArray()).isTrue();
    assertThat(response.has("incomplete_details")).isTrue();
    assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(11);
    assertThat(response.at("/usage/input_tokens_details/cached_tokens").isInt()).isTrue();
    assertThat(response.at("/usage/output_tokens_details/reasoning_tokens").isInt()).isTrue();
  }

  @Test
  void numbersAndNamesEventsThatHaveNeitherNumberNorName() {
    upstream.enqueue(
        Script.sse(
            "data: {\"type\":\"response.created\",\"response\":"
                + SPARSE.replace("completed", "in_progress")
                + "}\n\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_up\",\"output_index\":0,"
                + "\"content_index\":0,\"delta\":\"hello\"}\n\ndata: {\"type\":\"response.completed\",\"response\":"
                + SPARSE
                + "}\n\n"));
    List<JsonNode> events =
        ResponseUpstreams.events(
            gateway
                .post(RESPONSES, "{\"model\":\"mock/gpt-5\",\"input\":\"Hi\",\"stream\":true}")
                .body());
    assertThat(events)
        .extracting(event -> event.path("sequence_number").asInt(-1))
        .containsExactly(0, 1, 2);
    assertThat(events.get(1).path("logprobs").isArray()).isTrue();
    assertThat(events.getLast().at("/response/tool_choice").asString()).isEqualTo("auto");
  }

  @Test
  void keepsASparseResponseToContinueIt() {
    upstream.enqueue(Script.json(200, SPARSE));
    JsonNode first =
        Json.parse(gateway.post(RESPONSES, "{\"model\":\"mock/gpt-5\",\"input\":\"Hi\"}").body());
    JsonNode kept =
        Json.parse(gateway.get(RESPONSES + "/" + first.path("id").stringValue()).body());
    assertThat(kept).isEqualTo(first);
  }

  @Test
  void bringsAnEventOfSeveralLinesInOne() {
    upstream.enqueue(
        Script.sse(
            """
            data: {
            data: "id":"c","object":"chat.completion.chunk","created":1,"model":"m",
            data: "choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}

            data: [DONE]

            """
                .replace("\n", "\r\n")));
    String body =
        gateway
            .post(
                "/v3/compat/chat/completions",
                "{\"model\":\"plain/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
            .body();
    List<String> lines = body.lines().filter(line -> !line.isEmpty()).toList();
    assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("data: "));
    assertThat(Json.parse(lines.getFirst().substring(6)).at("/choices/0/delta/content").asString())
        .isEqualTo("Hi");
  }
}
