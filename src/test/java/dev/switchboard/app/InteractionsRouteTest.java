package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Google's Interactions API in front of providers of every dialect. */
class InteractionsRouteTest {
  private static final String PATH = "/v3/compat/v1beta/interactions";
  private static final String BODY = "{\"model\":\"plain/m\",\"input\":\"Hi there!\"}";
  private static final String WEATHER =
      ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]}";

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

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5-pro", "claude/c", "gemini/g"})
  void answersFromEveryDialect(String model) {
    upstream.enqueue(ResponseUpstreams.whole(model, "hello"));
    JsonNode interaction = created(BODY.replace("plain/m", model));
    assertThat(interaction.path("status").stringValue()).isEqualTo("completed");
    assertThat(interaction.path("id").stringValue()).startsWith("int_");
    assertThat(interaction.at("/steps/0/content/0/text").stringValue()).isEqualTo("hello");
    assertThat(interaction.at("/usage/total_input_tokens").asInt()).isEqualTo(11);
    assertThat(interaction.at("/usage/total_output_tokens").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5-pro", "claude/c", "gemini/g"})
  void streamsFromEveryDialect(String model) {
    upstream.enqueue(ResponseUpstreams.streamed(model, "Hel", "lo"));
    HttpResponse<String> answer = gateway.post(PATH, streaming(BODY.replace("plain/m", model)));
    List<JsonNode> events = events(answer.body());
    assertThat(types(events))
        .containsExactly(
            "interaction.created",
            "step.start",
            "step.delta",
            "step.delta",
            "step.stop",
            "interaction.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("event_id").stringValue()).isEqualTo(Integer.toString(i + 1));
    }
    assertThat(events.getLast().at("/interaction/steps/0/content/0/text").stringValue())
        .isEqualTo("Hello");
    assertThat(answer.body()).endsWith("event: done\ndata: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/interactions", "/v1alpha/interactions", "/interactions"})
  void isThereUnderEveryVersion(String route) {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    assertThat(gateway.post("/v3/compat" + route, BODY).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5-pro", "claude/c", "gemini/g"})
  void goesOnFromAnInteractionAtAnyProvider(String model) {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "My name is Ada."));
    String id = created(BODY).path("id").stringValue();
    upstream.enqueue(ResponseUpstreams.whole(model, "Ada."));
    JsonNode second =
        created(
            "{\"model\":\"%s\",\"input\":\"Again?\",\"previous_interaction_id\":\"%s\"}"
                .formatted(model, id));
    assertThat(second.path("previous_interaction_id").stringValue()).isEqualTo(id);
    upstream.takeRequest();
    assertThat(upstream.takeRequest().body())
        .containsSubsequence("Hi there!", "My name is Ada.", "Again?")
        .doesNotContain("previous_interaction_id");
  }

  @Test
  void takesAFunctionsResultForTheCallBefore() {
    upstream.enqueue(ResponseUpstreams.chatCall("weather", "{\"city\":\"Rome\"}"));
    JsonNode first = created(BODY.replace("}", WEATHER));
    assertThat(first.path("status").stringValue()).isEqualTo("requires_action");
    JsonNode call = first.at("/steps/0");
    assertThat(call.at("/arguments/city").stringValue()).isEqualTo("Rome");
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "Sunny."));
    created(
        "{\"model\":\"plain/m\",\"previous_interaction_id\":"
            + Json.text(first.path("id"))
            + ",\"input\":[{\"type\":\"function_result\",\"call_id\":"
            + Json.text(call.path("id"))
            + ",\"name\":\"weather\",\"result\":\"sun\"}]"
            + WEATHER);
    upstream.takeRequest();
    JsonNode messages = Json.parse(upstream.takeRequest().body()).path("messages");
    assertThat(messages.get(1).at("/tool_calls/0/id")).isEqualTo(call.path("id"));
    assertThat(messages.get(2).path("role").stringValue()).isEqualTo("tool");
    assertThat(messages.get(2).path("tool_call_id")).isEqualTo(call.path("id"));
    assertThat(messages.get(2).path("content").stringValue()).isEqualTo("sun");
  }

  @Test
  void givesAnInteractionBackUntilItIsDeleted() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode interaction = created(BODY);
    String path = PATH + "/" + interaction.path("id").stringValue();
    assertThat(Json.parse(gateway.get(path + "?stream=false").body())).isEqualTo(interaction);
    assertThat(
            Json.parse(gateway.get(path + "?include_input=true").body())
                .at("/input/0/content/0/text")
                .stringValue())
        .isEqualTo("Hi there!");
    assertThat(deleted(path).statusCode()).isEqualTo(200);
    HttpResponse<String> gone = gateway.get(path);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(Json.parse(gone.body()).at("/error/status").stringValue()).isEqualTo("NOT_FOUND");
    assertThat(deleted(path).statusCode()).isEqualTo(404);
  }

  @Test
  void tellsAKeptInteractionAgainFromTheEventAfterTheLastOne() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String path = PATH + "/" + created(BODY).path("id").stringValue();
    List<JsonNode> all = events(gateway.get(path + "?stream=true").body());
    assertThat(types(all))
        .containsExactly(
            "interaction.created",
            "step.start",
            "step.delta",
            "step.stop",
            "interaction.completed");
    assertThat(events(gateway.get(path + "?last_event_id=2&stream=true").body()))
        .isEqualTo(all.subList(2, 5));
    assertThat(gateway.get(path + "?last_event_id=e1&stream=true").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"text\",\"text\":\"one\"}|one",
        "[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"text\",\"text\":\"two\"}]|one,two",
        "[{\"type\":\"user_input\",\"content\":\"one\"},{\"type\":\"text\",\"text\":\"two\"}]|one,two",
        "[{\"role\":\"user\",\"content\":\"one\"},{\"role\":\"model\",\"content\":\"two\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"three\"}]}]|one,two,three"
      })
  void keepsEveryFormOfInput(String input, String said) {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode first = created(BODY.replace("\"Hi there!\"", input));
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String more = ",\"previous_interaction_id\":" + Json.text(first.path("id")) + "}";
    created(BODY.replace("}", more));
    upstream.takeRequest();
    assertThat(upstream.takeRequest().body())
        .containsSubsequence(List.of((said + ",hello,Hi there!").split(",", -1)));
  }

  @Test
  void keepsNothingThatIsNotToBeKept() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode interaction = created(BODY.replace("}", ",\"store\":false}"));
    String id = interaction.path("id").stringValue();
    assertThat(gateway.get(PATH + "/" + id).statusCode()).isEqualTo(404);
    HttpResponse<String> next =
        gateway.post(PATH, BODY.replace("}", ",\"previous_interaction_id\":\"" + id + "\"}"));
    assertThat(next.statusCode()).isEqualTo(400);
    assertThat(next.body()).contains("previous_interaction_id", "PREVIOUS_INTERACTION_NOT_FOUND");
  }

  @Test
  void worksInTheBackgroundAndIsFollowed() {
    upstream.enqueue(ResponseUpstreams.streamed("plain/m", "Hel", "lo"));
    JsonNode begun = created(BODY.replace("}", ",\"background\":true}"));
    assertThat(begun.path("status").stringValue()).isEqualTo("in_progress");
    String path = PATH + "/" + begun.path("id").stringValue();
    List<JsonNode> events = events(gateway.get(path + "?stream=true").body());
    assertThat(types(events)).endsWith("step.stop", "interaction.completed");
    JsonNode whole = Json.parse(gateway.get(path).body());
    assertThat(whole).isEqualTo(events.getLast().path("interaction"));
    assertThat(whole.at("/steps/0/content/0/text").stringValue()).isEqualTo("Hello");
    assertThat(types(events(gateway.get(path + "?stream=true&last_event_id=5").body())))
        .containsExactly("interaction.completed");
  }

  @Test
  void cancelsWhatRunsInTheBackground() {
    upstream.enqueue(Script.silence());
    String path =
        PATH + "/" + created(BODY.replace("}", ",\"background\":true}")).path("id").stringValue();
    HttpResponse<String> cancelled = gateway.post(path + "/cancel", "");
    assertThat(Json.parse(cancelled.body()).path("status").stringValue()).isEqualTo("cancelled");
    assertThat(Json.parse(gateway.get(path).body()).path("status").stringValue())
        .isEqualTo("cancelled");
  }

  @Test
  void keepsThatAnInteractionInTheBackgroundFailed() {
    upstream.enqueue(Script.json(500, "{\"error\":{\"message\":\"down\"}}"));
    String path =
        PATH + "/" + created(BODY.replace("}", ",\"background\":true}")).path("id").stringValue();
    assertThat(types(events(gateway.get(path + "?stream=true").body())))
        .containsExactly("interaction.created", "error");
    JsonNode failed = Json.parse(gateway.get(path).body());
    assertThat(failed.path("status").stringValue()).isEqualTo("failed");
    assertThat(failed.at("/errors/0/code").stringValue()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void endsABrokenStreamWithAnErrorAndKeepsThatItFailed() {
    upstream.enqueue(Script.sse(Upstreams.delta("Hel")));
    List<JsonNode> events = events(gateway.post(PATH, streaming(BODY)).body());
    assertThat(events.getLast().path("event_type").stringValue()).isEqualTo("error");
    assertThat(events.getLast().at("/error/code").stringValue()).isEqualTo("UNAVAILABLE");
    String id = events.getFirst().at("/interaction/id").stringValue();
    assertThat(Json.parse(gateway.get(PATH + "/" + id).body()).path("status").stringValue())
        .isEqualTo("failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"agent\":\"deep-research\",\"input\":\"x\"}|agent|422",
        "{\"model\":\"plain/m\"}|input|400",
        "{\"input\":\"x\"}|model|400",
        "{\"model\":\"plain/m\",\"input\":\"x\",\"response_modalities\":[\"image\"]}|responseModalities|422",
        "{\"model\":\"claude/c\",\"input\":\"x\",\"response_modalities\":[\"audio\"]}|responseModalities|422",
        "{\"model\":\"mock/gpt-5\",\"input\":\"x\",\"response_modalities\":[\"image\"]}|responseModalities|422",
        "{\"model\":\"plain/m\",\"input\":\"x\",\"tools\":[{\"type\":\"google_search\"}]}|googleSearch|422",
        "{\"model\":\"gemini/g\",\"input\":\"x\",\"tools\":[{\"type\":\"mcp_server\"}]}|mcp_server|422",
        "{\"model\":\"plain/m\",\"input\":\"x\",\"background\":true,\"store\":false}|background|400"
      })
  void refusesByNameWhatCannotBeDone(String body, String named, int status) {
    HttpResponse<String> refused = gateway.post(PATH, body);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThat(Json.parse(refused.body()).at("/error/message").stringValue()).contains(named);
    assertThat(Json.parse(refused.body()).at("/error/code").asInt()).isEqualTo(status);
  }

  @Test
  void asksGoogleForWhatOnlyItHasInItsOwnWords() {
    upstream.enqueue(ResponseUpstreams.whole("gemini/g", "hello"));
    created(
        "{\"model\":\"gemini/g\",\"input\":\"x\",\"tools\":[{\"type\":\"google_search\"}],"
            + "\"response_modalities\":[\"image\",\"text\"],"
            + "\"generation_config\":{\"image_config\":{\"aspect_ratio\":\"1:1\"}}}");
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.at("/tools/0/googleSearch").isObject()).isTrue();
    assertThat(Json.text(sent.at("/generationConfig/responseModalities")))
        .isEqualTo("[\"IMAGE\",\"TEXT\"]");
    assertThat(sent.at("/generationConfig/imageConfig/aspectRatio").stringValue()).isEqualTo("1:1");
  }

  private JsonNode created(String body) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private HttpResponse<String> deleted(String path) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path)).header("x-goog-api-key", gateway.key()).DELETE());
  }

  private static String streaming(String body) {
    return body.replace("}", ",\"stream\":true}");
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("event_type").stringValue()).toList();
  }

  private static List<JsonNode> events(String stream) {
    List<JsonNode> events = new ArrayList<>();
    for (String event : stream.split("\n\n", -1)) {
      String[] lines = event.split("\n", -1);
      if (event.isEmpty()
          || event.equals("event: done\ndata: [DONE]")
          || lines[0].startsWith(":")) {
        continue;
      }
      JsonNode data = Json.parse(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("event_type").stringValue());
      events.add(data);
    }
    return events;
  }
}
