package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.RunningGateway;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.SdkSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The bytes of streams as they leave the socket, in the narrow form that every official SDK reads.
 * A caller of HTTP/1.0 gets them without chunks, until the connection closes.
 */
class StreamBytesTest {
  /** One event: its name, empty for none, and its data. */
  private record Event(String name, String data) {
    JsonNode json() {
      return Json.parse(data);
    }
  }

  @TempDir static Path folder;
  private static final SdkSchemas SDKS = new SdkSchemas();
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    StringBuilder yaml = new StringBuilder("providers:\n");
    for (Egress egress : Egress.VENDORS) {
      yaml.append(
          "  %s: {kind: %s, base_url: \"%s\", api_key: test-credential-1, retries: 0}\n"
              .formatted(egress.provider(), egress.kind(), upstream.uri(egress.base())));
    }
    gateway = RunningGateway.start(folder, yaml.toString());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  /** Every surface in front of every provider of another dialect, saying text or calling tools. */
  static Stream<Arguments> translated() {
    List<Arguments> all = new ArrayList<>();
    for (Ingress ingress : Ingress.SPOKEN) {
      for (Egress egress : Egress.VENDORS) {
        boolean passes = ingress.server().dialect() == egress.dialect();
        boolean sibling =
            ingress.server().dialect() == Dialect.OPENAI_RESPONSES
                && egress.dialect() == Dialect.OPENAI_CHAT;
        if (!passes && !sibling) {
          all.add(Arguments.of(ingress, egress, Told.all().get(0)));
          all.add(Arguments.of(ingress, egress, Told.all().get(2)));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("translated")
  void haveTheFormThatEverySdkReads(Ingress ingress, Egress egress, Told told) {
    List<Event> events =
        events(ingress.title(), ask(ingress, egress, Sse.write(egress.vendor(), told.events())));
    requireTyped(ingress.server().dialect(), events);
    switch (ingress.server().dialect()) {
      case OPENAI_CHAT -> chat(events);
      case OPENAI_RESPONSES -> responses(events, "response.completed");
      case ANTHROPIC_MESSAGES -> messages(events);
      case GEMINI_GENERATE -> gemini(events);
      default -> throw new IllegalStateException(ingress.title());
    }
  }

  @ParameterizedTest
  @MethodSource("translated")
  void endWithAnErrorThatEverySdkRaisesWhenTheProviderBreaksOff(
      Ingress ingress, Egress egress, Told told) {
    String whole = Sse.write(egress.vendor(), told.events());
    String cut = whole.substring(0, whole.indexOf("\n\n", whole.indexOf("Hello")) + 2);
    List<Event> events = events(ingress.title(), ask(ingress, egress, cut));
    Event last = events.getLast();
    switch (ingress.server().dialect()) {
      case OPENAI_CHAT -> {
        assertThat(last.data()).isEqualTo("[DONE]");
        JsonNode error = events.get(events.size() - 2).json().path("error");
        assertThat(error.path("message").isString()).isTrue();
        assertThat(error.path("type").isString()).isTrue();
        assertThat(error.path("code").isString() || error.path("code").isNull()).isTrue();
        assertThat(error.has("param")).isTrue();
      }
      case OPENAI_RESPONSES -> {
        responses(events, "response.failed");
        JsonNode response = last.json().path("response");
        assertThat(response.path("status").stringValue()).isEqualTo("failed");
        assertThat(response.path("error").path("code").isString()).isTrue();
        assertThat(response.path("error").path("message").isString()).isTrue();
      }
      case ANTHROPIC_MESSAGES -> {
        assertThat(last.name()).isEqualTo("error");
        assertThat(last.json().path("type").stringValue()).isEqualTo("error");
        assertThat(last.json().path("error").path("type").isString()).isTrue();
        assertThat(last.json().path("error").path("message").isString()).isTrue();
      }
      case GEMINI_GENERATE -> {
        JsonNode error = last.json().path("error");
        assertThat(error.path("code").isInt()).isTrue();
        assertThat(error.path("status").isString()).isTrue();
        assertThat(error.path("message").isString()).isTrue();
      }
      default -> throw new IllegalStateException(ingress.title());
    }
  }

  /** A dialect that no provider speaks; no SDK needs its last line, and all take it. */
  @ParameterizedTest
  @MethodSource("providers")
  void interactionsHaveTheFormThatEverySdkReads(Egress egress, Told told) {
    List<Event> events = interactions(egress, Sse.write(egress.vendor(), told.events()));
    requireTyped(Dialect.GEMINI_INTERACTIONS, events);
    for (int i = 0; i < events.size() - 1; i++) {
      JsonNode event = events.get(i).json();
      assertThat(event.path("event_type").stringValue()).isEqualTo(events.get(i).name());
      assertThat(event.path("event_id").stringValue()).isEqualTo(Integer.toString(i + 1));
    }
    assertThat(events.getFirst().name()).isEqualTo("interaction.created");
    assertThat(events.get(events.size() - 2).name()).isEqualTo("interaction.completed");
    assertThat(events.getLast()).isEqualTo(new Event("done", "[DONE]"));
    requireStepsInTurn(events);
  }

  /** Calls may grow side by side; nothing else goes on when another step has begun. */
  private static void requireStepsInTurn(List<Event> events) {
    Map<Integer, String> open = new TreeMap<>();
    for (Event event : events.subList(0, events.size() - 1)) {
      int index = event.json().path("index").asInt(-1);
      switch (event.name()) {
        case "step.start" -> {
          assertThat(open.values()).as("%s", event).allMatch("function_call"::equals);
          open.put(index, event.json().at("/step/type").stringValue());
        }
        case "step.delta" -> assertThat(open).as("%s", event).containsKey(index);
        case "step.stop" -> assertThat(open.remove(index)).as("%s", event).isNotNull();
        default -> assertThat(open).as("%s", event).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void interactionsEndWithAnErrorThatEverySdkRaises(Egress egress, Told told) {
    String whole = Sse.write(egress.vendor(), told.events());
    String cut = whole.substring(0, whole.indexOf("\n\n", whole.indexOf("Hello")) + 2);
    List<Event> events = interactions(egress, cut);
    requireTyped(Dialect.GEMINI_INTERACTIONS, events);
    Event last = events.stream().filter(event -> !event.data().equals("[DONE]")).toList().getLast();
    assertThat(last.name()).isEqualTo("error");
    assertThat(last.json().path("event_type").stringValue()).isEqualTo("error");
    assertThat(last.json().path("error").path("code").isString()).isTrue();
    assertThat(last.json().path("error").path("message").isString()).isTrue();
    assertThat(events.stream().map(Event::name)).doesNotContain("interaction.completed");
  }

  static Stream<Arguments> providers() {
    return Egress.VENDORS.stream()
        .flatMap(egress ->
            Stream.of(
                Arguments.of(egress, Told.all().get(0)), Arguments.of(egress, Told.all().get(2))));
  }

  private static List<Event> interactions(Egress egress, String stream) {
    String model = egress.provider() + "/" + egress.model() + "-i" + stream.hashCode();
    byte[] body =
        ("{\"model\":\"" + model + "\",\"input\":\"Hi\",\"stream\":true}")
            .getBytes(StandardCharsets.UTF_8);
    return events("Interactions", answered("/v3/compat/v1beta/interactions", body, stream));
  }

  /** Each event, but the mark of the end, is one that the vendor's SDK has a type for. */
  private static void requireTyped(Dialect dialect, List<Event> events) {
    for (Event event : events) {
      if (!event.data().equals("[DONE]")) {
        SDKS.requireEvent(dialect, dialect.label(), event.json());
      }
    }
  }

  private static void chat(List<Event> events) {
    assertThat(events).allSatisfy(event -> assertThat(event.name()).isEmpty());
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
    assertThat(
            events.subList(0, events.size() - 1).stream()
                .map(event -> event.json().path("id").stringValue())
                .distinct())
        .hasSize(1);
  }

  private static void responses(List<Event> events, String end) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).json().path("type").stringValue()).isEqualTo(events.get(i).name());
      assertThat(events.get(i).json().path("sequence_number").intValue()).isEqualTo(i);
    }
    assertThat(events.getFirst().name()).isEqualTo("response.created");
    assertThat(events.getLast().name()).isEqualTo(end);
  }

  private static void messages(List<Event> events) {
    for (Event event : events) {
      assertThat(event.json().path("type").stringValue()).isEqualTo(event.name());
    }
    Event first = events.getFirst();
    assertThat(first.name()).isEqualTo("message_start");
    assertThat(first.json().path("message").path("usage").path("output_tokens").intValue())
        .as("some clients add it to the final count")
        .isLessThanOrEqualTo(1);
    Event delta = events.get(events.size() - 2);
    assertThat(delta.name()).isEqualTo("message_delta");
    assertThat(delta.json().path("usage").path("input_tokens").intValue())
        .as("some clients read the input here alone")
        .isEqualTo(100);
    assertThat(events.getLast().name()).isEqualTo("message_stop");
  }

  private static void gemini(List<Event> events) {
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.name()).isEmpty();
          assertThat(event.json().isObject()).isTrue();
        });
    assertThat(
            events.getLast().json().path("candidates").path(0).path("finishReason").stringValue())
        .isEqualTo("STOP");
  }

  /** Reads strictly: LF, one space, one line of data, a blank line behind each event, no BOM. */
  private static List<Event> events(String ingress, String body) {
    assertThat(body).doesNotContain("\r").doesNotContain("\uFEFF").endsWith("\n\n");
    List<Event> events = new ArrayList<>();
    for (String block : body.substring(0, body.length() - 2).split("\n\n", -1)) {
      String name = "";
      String data = null;
      for (String line : block.split("\n", -1)) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ") && !line.startsWith("data:  ")) {
          assertThat(data).as("one line of data: %s", block).isNull();
          data = line.substring(6);
        } else {
          assertThat(line)
              .as("comments are for OpenAI's SDKs alone")
              .startsWith(":")
              .satisfies(_ -> assertThat(ingress).startsWith("OpenAI"));
        }
      }
      if (data != null) {
        events.add(new Event(name, data));
      }
    }
    return events;
  }

  private static String ask(Ingress ingress, Egress egress, String stream) {
    // A model of its own: one whose streams break off is left alone for a while.
    String model =
        egress.provider()
            + "/"
            + egress.model()
            + "-"
            + Integer.toHexString(stream.hashCode())
            + "-"
            + ingress.server().dialect().label().replace(".", "-");
    byte[] body = Matrix.written(ingress, Asked.all().getFirst(), model, true).orElseThrow();
    return answered(ingress.path(model, true), body, stream);
  }

  /** The bytes behind the head of an answer for which the provider streams this. */
  private static String answered(String path, byte[] body, String stream) {
    upstream.forget();
    upstream.enqueue(Script.sse(stream));
    String head =
        "POST %s HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, gateway.key(), body.length);
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port())) {
      socket.setSoTimeout(10_000);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body);
      socket.getOutputStream().write(request.toByteArray());
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.").contains(" 200 ");
      assertThat(answer.substring(0, end).toLowerCase(java.util.Locale.ROOT))
          .contains("content-type: text/event-stream")
          .doesNotContain("transfer-encoding")
          .doesNotContain("content-encoding");
      return answer.substring(end + 4);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
