package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that a caller comes back to after their connection was lost. */
class ResumableStreamTest {
  private static final String NATIVE = "/v3/call/stream";
  private static final String CALL =
      "{\"name\":\"f\",\"instructions\":\"Greet\",\"input\":\"hi\",\"model\":\"mock/gpt-4o\"}";

  private static final String RESPONSES = "/v3/compat/responses";
  private static final String RESPONSE =
      "{\"model\":\"mock/gpt-4o\",\"stream\":true,\"input\":\"hi\"}";

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
  void goesOnAfterALostConnectionWithoutAskingTheProviderAgain() throws IOException {
    upstream.enqueue(slowly());
    String seen = readUntil("\"delta\":\"One \"");
    String rest = resumed(lastId(seen), gateway.key()).body();
    assertThat(Ingress.NATIVE.text(seen + rest)).isEqualTo("One two three");
    assertThat(Ingress.NATIVE.endsWell(rest)).isTrue();
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void tellsTheSameAgainAfterTheEnd() throws IOException {
    upstream.enqueue(slowly());
    String seen = readUntil("\"delta\":\"One \"");
    String id = lastId(seen);
    String first = resumed(id, gateway.key()).body();
    assertThat(resumed(id, gateway.key()).body()).isEqualTo(first);
    assertThat(resumed(lastId(first), gateway.key()).body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Ingress.class,
      names = {"OPENAI", "ANTHROPIC", "RESPONSES", "INTERACTIONS"})
  void tellsAWholeStreamOfAnotherDialectFromAnyEvent(Ingress ingress) {
    upstream.otherwise(r -> Family.OPENAI.at(r.target()).stream("Hello"));
    HttpResponse<String> whole =
        ingress.ask(gateway, "mock/gpt-4o", true, "x-switchboard-resumable", "on");
    List<String> ids = whole.body().lines().filter(line -> line.startsWith("id: ")).toList();
    assertThat(ids).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    for (String id : ids) {
      HttpResponse<String> rest =
          ingress.ask(gateway, "mock/gpt-4o", true, "last-event-id", id.substring(4));
      assertThat(whole.body()).endsWith(rest.body());
      assertThat(rest.body()).doesNotContain(id + "\n");
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void isThereForItsKeyAlone() throws IOException {
    upstream.enqueue(slowly());
    String id = lastId(readUntil("\"delta\":\"One \""));
    String other = second();
    assertThat(resumed(id, other).statusCode()).isEqualTo(404);
    assertThat(resumed(id.replaceFirst("[0-9a-f]{8}-", "00000000-"), gateway.key()).statusCode())
        .isEqualTo(404);
    assertThat(resumed(id, "sk-none").statusCode()).isEqualTo(401);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void cannotBeToldAgainWhenItIsLargerThanAMegabyte() {
    String large = "x".repeat(1 << 20);
    upstream.enqueue(
        Script.sse(
            Upstreams.delta(large), Upstreams.finish(), Upstreams.usage(), Upstreams.done()));
    String whole = gateway.post(NATIVE, CALL, "x-switchboard-resumable", "on").body();
    assertThat(whole).contains(large);
    HttpResponse<String> again = resumed(lastId(whole), gateway.key());
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(again.body()).contains("to come back to");
  }

  @Test
  void goesOnAtAResponseAfterTheNumberThatItsCallerKnows() throws IOException {
    upstream.enqueue(slowly());
    String seen = readUntil("One ", "on", RESPONSES, RESPONSE);
    String id = responseId(seen);
    long known = numbers(seen).getLast();
    String other = second();
    assertThat(response(id, known, other).statusCode()).isEqualTo(404);

    HttpResponse<String> rest = response(id, known, gateway.key());
    assertThat(rest.statusCode()).as(rest.body()).isEqualTo(200);
    assertThat(Ingress.RESPONSES.text(seen + rest.body())).isEqualTo("One two three");
    assertThat(Ingress.RESPONSES.endsWell(rest.body())).isTrue();
    assertThat(numbers(rest.body()).getFirst()).isEqualTo(known + 1);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void tellsAResponseFromAnyNumberOn() {
    upstream.otherwise(r -> Family.OPENAI.at(r.target()).stream("Hello"));
    String whole =
        Ingress.RESPONSES.ask(gateway, "mock/gpt-4o", true, "x-switchboard-resumable", "on").body();
    List<Long> numbers = numbers(whole);
    assertThat(numbers).hasSizeGreaterThan(3).isSorted();
    for (long number : numbers) {
      HttpResponse<String> rest = response(responseId(whole), number, gateway.key());
      assertThat(rest.statusCode()).isEqualTo(200);
      assertThat(whole).endsWith(rest.body());
      assertThat(numbers(rest.body()))
          .containsExactlyElementsOf(numbers.stream().filter(n -> n > number).toList());
    }
    assertThat(response(responseId(whole), -1, gateway.key()).body()).isEqualTo(whole);
    assertThat(upstream.requests()).hasSize(1);
  }

  /** Another key of the same project. */
  private String second() {
    return gateway.managed("/keys", "{\"name\":\"second\"}").path("key").stringValue();
  }

  private HttpResponse<String> response(String id, long after, String key) {
    String query = "?stream=true" + (after < 0 ? "" : "&starting_after=" + after);
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(RESPONSES + "/" + id + query))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key));
  }

  private static String responseId(String stream) {
    int at = stream.indexOf("\"id\":\"resp_") + "\"id\":\"".length();
    return stream.substring(at, stream.indexOf('"', at));
  }

  private static List<Long> numbers(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line ->
            Json.parse(line.substring("data: ".length())).path("sequence_number").asLong(-1))
        .toList();
  }

  @Test
  void hasNoIdsAndEndsWithItsCallerWhenNobodyAskedForIt() throws IOException {
    upstream.enqueue(Family.OPENAI.begun("One ").hang());
    String seen = readUntil("\"delta\":\"One \"", "off");
    assertThat(seen).doesNotContain("id: rs_");
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(10))).isPresent();
  }

  @Test
  void isRefusedForAnotherWordThanOnAndOff() {
    HttpResponse<String> answer =
        Ingress.OPENAI.ask(gateway, "mock/gpt-4o", true, "x-switchboard-resumable", "maybe");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("x-switchboard-resumable: maybe (expected: on or off)");
  }

  @Test
  void isRefusedWhereTheDialectHasNoIds() {
    HttpResponse<String> answer =
        Ingress.GEMINI.ask(gateway, "mock/gpt-4o", true, "x-switchboard-resumable", "on");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("x-switchboard-resumable");
    assertThat(upstream.requests()).isEmpty();
  }

  private static Script slowly() {
    return Family.OPENAI
        .begun("One ")
        .pause(Duration.ofMillis(300))
        .chunk(Upstreams.delta("two "))
        .pause(Duration.ofMillis(300))
        .chunk(Upstreams.delta("three") + Upstreams.finish() + Upstreams.done())
        .end();
  }

  private HttpResponse<String> resumed(String id, String key) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(NATIVE))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Last-Event-ID", id)
            .POST(HttpRequest.BodyPublishers.ofString(CALL)));
  }

  private String readUntil(String mark) throws IOException {
    return readUntil(mark, "on");
  }

  private String readUntil(String mark, String resumable) throws IOException {
    return readUntil(mark, resumable, NATIVE, CALL);
  }

  /** Reads a stream up to the event that has this, then drops the connection. */
  private String readUntil(String mark, String resumable, String path, String body)
      throws IOException {
    try (RawCall call = RawCall.post(gateway, path, body, "x-switchboard-resumable", resumable)) {
      String seen = call.until(mark);
      return seen + call.until("\n");
    }
  }

  private static String lastId(String stream) {
    int at = stream.lastIndexOf("id: rs_");
    return stream.substring(at + 4, stream.indexOf('\n', at));
  }
}
