package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ResponsesRouteTest {
  private static final String PATH = "/v3/compat/responses";
  private static final String BODY = "{\"model\":\"mock/gpt-4o\",\"input\":\"Hi there!\"}";

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

  @Test
  void answersFromAModelThatSpeaksTheChatDialect() {
    upstream.enqueue(Upstreams.answer("hello"));
    HttpResponse<String> answer = gateway.post(PATH, BODY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode response = Json.parse(answer.body());
    assertThat(response.path("status").stringValue()).isEqualTo("completed");
    assertThat(response.at("/output/0/content/0/text").stringValue()).isEqualTo("hello");
    assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(1_000);
    assertThat(upstream.takeRequest().target()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void streamsEventsInTheOrderThatClientsNeed() {
    upstream.enqueue(
        Script.sse(
            Upstreams.delta("Hel"),
            Upstreams.delta("lo"),
            Upstreams.finish(),
            Upstreams.usage(),
            Upstreams.done()));
    HttpResponse<String> answer =
        gateway.post(PATH, BODY.replace("\"input\"", "\"stream\":true,\"input\""));
    List<JsonNode> events = events(answer.body());
    assertThat(events.stream().map(e -> e.path("type").stringValue()))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
    }
    assertThat(events.getLast().at("/response/output/0/content/0/text").stringValue())
        .isEqualTo("Hello");
    assertThat(events.getLast().at("/response/usage/total_tokens").asInt()).isEqualTo(1_010);
  }

  private static List<JsonNode> events(String body) {
    List<JsonNode> events = new ArrayList<>();
    for (String event : body.split("\n\n", -1)) {
      if (event.isEmpty()) {
        continue;
      }
      String[] lines = event.split("\n", -1);
      JsonNode data = Json.parse(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("type").stringValue());
      events.add(data);
    }
    return events;
  }
}
