package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KeptResponsesTest {
  private static final String PATH = "/v3/compat/responses";
  private static final String HI = "\"input\":\"Hi there!\"}";
  private static final String PLAIN = "{\"model\":\"plain/m\",";

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
  @ValueSource(strings = {"plain/m", "mock/gpt-5"})
  void givesAResponseBackAsItWasTold(String model) {
    upstream.enqueue(ResponseUpstreams.whole(model, "hello"));
    JsonNode told = created("{\"model\":\"" + model + "\"," + HI);
    JsonNode kept = Json.parse(got(id(told), 200));
    assertThat(kept).isEqualTo(told);
  }

  @Test
  void keepsWhatWasStreamed() {
    upstream.enqueue(ResponseUpstreams.streamed("plain/m", "Hel", "lo"));
    String body = gateway.post(PATH, PLAIN + "\"stream\":true," + HI).body();
    JsonNode last = ResponseUpstreams.events(body).getLast().path("response");
    assertThat(Json.parse(got(id(last), 200))).isEqualTo(last);
  }

  @Test
  void keepsNothingThatIsNotToBeStored() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode told = created(PLAIN + "\"store\":false," + HI);
    assertThat(told.path("store").booleanValue()).isFalse();
    got(id(told), 404);
  }

  @Test
  void showsNothingToTheKeyOfAnotherProject() throws Exception {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String id = id(created(PLAIN + HI));
    String other = keyOfAnotherProject();
    for (String[] call :
        List.of(
            new String[] {"GET", ""},
            new String[] {"DELETE", ""},
            new String[] {"POST", "/cancel"},
            new String[] {"GET", "/input_items"})) {
      HttpResponse<String> answer = send(call[0], PATH + "/" + id + call[1], other, "");
      assertThat(answer.statusCode()).as(String.join(" ", call)).isEqualTo(404);
    }
    String body = PLAIN + "\"previous_response_id\":\"" + id + "\"," + HI;
    assertThat(send("POST", PATH, other, body).statusCode()).isEqualTo(400);
    got(id, 200);
  }

  @Test
  void deletesForGood() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String id = id(created(PLAIN + HI));
    HttpResponse<String> answer = send("DELETE", PATH + "/" + id, gateway.key(), "");
    assertThat(Json.parse(answer.body()).path("deleted").booleanValue()).isTrue();
    got(id, 404);
    assertThat(send("DELETE", PATH + "/" + id, gateway.key(), "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5"})
  void continuesAResponseWithAllThatWasSaidBefore(String model) {
    String begin = "{\"model\":\"" + model + "\",";
    upstream.enqueue(ResponseUpstreams.whole(model, "I am Ada."));
    String first =
        id(created(begin + "\"instructions\":\"Be brief.\",\"input\":\"Who are you?\"}"));
    upstream.takeRequest();
    // A provider gives every response an id of its own.
    upstream.enqueue(
        model.startsWith("mock")
            ? Script.json(200, ResponseUpstreams.responseBody("36.").replace("resp_up", "resp_two"))
            : ResponseUpstreams.whole(model, "36."));
    JsonNode second =
        created(begin + "\"previous_response_id\":\"" + first + "\",\"input\":\"How old?\"}");
    assertThat(second.path("previous_response_id").stringValue()).isEqualTo(first);
    String sent = upstream.takeRequest().body();
    assertThat(sent).containsSubsequence("Who are you?", "I am Ada.", "How old?");
    assertThat(sent).doesNotContain("Be brief.").doesNotContain("previous_response_id");

    JsonNode items = Json.parse(got(id(second) + "/input_items?order=asc", 200));
    assertThat(items.path("data")).hasSize(3);
    assertThat(items.at("/data/1/content/0/text").stringValue()).isEqualTo("I am Ada.");
    assertThat(items.path("has_more").booleanValue()).isFalse();
  }

  @Test
  void refusesToContinueWhatIsGone() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "one"));
    String first = id(created(PLAIN + HI));
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "two"));
    String second = id(created(PLAIN + "\"previous_response_id\":\"" + first + "\"," + HI));
    send("DELETE", PATH + "/" + first, gateway.key(), "");
    HttpResponse<String> answer =
        gateway.post(PATH, PLAIN + "\"previous_response_id\":\"" + second + "\"," + HI);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).at("/error/message").stringValue()).contains(first);
  }

  @Test
  void pagesThroughInputItems() {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      input.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"" + i + "\"}");
    }
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String id = id(created(PLAIN + "\"input\":[" + input + "]}"));
    List<String> seen = new ArrayList<>();
    String after = "";
    while (true) {
      JsonNode page = Json.parse(got(id + "/input_items?limit=2" + after, 200));
      page.path("data").forEach(i -> seen.add(i.at("/content/0/text").stringValue()));
      if (!page.path("has_more").booleanValue()) {
        break;
      }
      after = "&after=" + page.path("last_id").stringValue();
    }
    assertThat(seen).containsExactly("4", "3", "2", "1", "0");
    got(id + "/input_items?after=nowhere", 400);
    got(id + "/input_items?limit=0", 400);
  }

  @Test
  void putsAReferredItemIntoTheRequest() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "I am Ada."));
    JsonNode first = created(PLAIN + HI);
    upstream.takeRequest();
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "36."));
    created(
        PLAIN
            + "\"input\":[{\"type\":\"item_reference\",\"id\":"
            + Json.text(first.at("/output/0/id"))
            + "},{\"role\":\"user\",\"content\":\"How old?\"}]}");
    assertThat(upstream.takeRequest().body()).containsSubsequence("I am Ada.", "How old?");
  }

  @Test
  void streamsAKeptResponseAgain() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode told = created(PLAIN + HI);
    List<JsonNode> events =
        ResponseUpstreams.events(got(id(told) + "?stream=true&starting_after=3", 200));
    assertThat(events.getFirst().path("sequence_number").asInt()).isEqualTo(4);
    assertThat(events.getLast().path("response")).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "mock/gpt-5"})
  void runsInTheBackground(String model) {
    upstream.enqueue(ResponseUpstreams.whole(model, "hello"));
    JsonNode queued = created("{\"model\":\"" + model + "\",\"background\":true," + HI);
    assertThat(queued.path("status").stringValue()).isEqualTo("queued");
    JsonNode done = awaitEnd(id(queued));
    assertThat(done.path("status").stringValue()).isEqualTo("completed");
    assertThat(done.path("background").booleanValue()).isTrue();
    assertThat(done.at("/output/0/content/0/text").stringValue()).isEqualTo("hello");
    assertThat(upstream.takeRequest().body()).doesNotContain("background");
  }

  @Test
  void streamsWhatRunsInTheBackgroundAndLetsACallerComeBack() {
    upstream.enqueue(ResponseUpstreams.streamed("plain/m", "Hel", "lo"));
    String body = gateway.post(PATH, PLAIN + "\"background\":true,\"stream\":true," + HI).body();
    List<JsonNode> events = ResponseUpstreams.events(body);
    assertThat(events.getLast().path("type").stringValue()).isEqualTo("response.completed");
    String id = id(events.getLast().path("response"));
    List<JsonNode> again = ResponseUpstreams.events(got(id + "?stream=true&starting_after=4", 200));
    assertThat(again).isEqualTo(events.subList(5, events.size()));
  }

  @Test
  void keepsThatABackgroundResponseFailed() {
    upstream.enqueue(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
    JsonNode done = awaitEnd(id(created(PLAIN + "\"background\":true," + HI)));
    assertThat(done.path("status").stringValue()).isEqualTo("failed");
    assertThat(done.at("/error/code").stringValue()).isEqualTo("server_error");
  }

  @Test
  void cancelsWhatRunsInTheBackground() {
    upstream.enqueue(Script.silence());
    String id = id(created(PLAIN + "\"background\":true," + HI));
    upstream.takeRequest();
    HttpResponse<String> answer = send("POST", PATH + "/" + id + "/cancel", gateway.key(), "");
    assertThat(Json.parse(answer.body()).path("status").stringValue()).isEqualTo("cancelled");
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(2))).isPresent();
    assertThat(Json.parse(got(id, 200)).path("status").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void cancelsNothingThatItsCallerWaitedFor() {
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    String id = id(created(PLAIN + HI));
    assertThat(send("POST", PATH + "/" + id + "/cancel", gateway.key(), "").statusCode())
        .isEqualTo(400);
  }

  @Test
  void keepsNoContentWhereTheOperatorWantsNone() throws Exception {
    gateway.close();
    gateway =
        RunningGateway.start(
            Files.createDirectory(folder.resolve("none")),
            ResponseUpstreams.config(upstream) + "content: {store: metadata}\n");
    upstream.enqueue(ResponseUpstreams.whole("plain/m", "hello"));
    JsonNode told = created(PLAIN + HI);
    assertThat(told.path("store").booleanValue()).isFalse();
    got(id(told), 404);
    assertThat(gateway.post(PATH, PLAIN + "\"background\":true," + HI).statusCode()).isEqualTo(400);
  }

  private JsonNode awaitEnd(String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
    while (true) {
      JsonNode response = Json.parse(got(id, 200));
      String status = response.path("status").stringValue();
      if (!status.equals("in_progress") && !status.equals("queued")) {
        return response;
      }
      assertThat(System.nanoTime()).as(status).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static String id(JsonNode response) {
    return response.path("id").stringValue();
  }

  private JsonNode created(String body) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private String got(String rest, int status) {
    HttpResponse<String> answer = gateway.get(PATH + "/" + rest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private HttpResponse<String> send(String method, String path, String key, String body) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path))
            .header("Authorization", "Bearer " + key)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body)));
  }

  private String keyOfAnotherProject() {
    JsonNode project = gateway.managed("/projects", "{\"name\":\"other\"}");
    return gateway
        .managed("/keys", "{\"name\":\"k\",\"project\":" + Json.text(project.path("name")) + "}")
        .path("key")
        .stringValue();
  }
}
