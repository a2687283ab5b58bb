package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Media at addresses and in bodies that mean no good, on every route that takes pictures: the
 * documented error in the route's dialect within a bound of time, and no provider is asked.
 */
class HostileMediaRouteTest {
  private static final String MODEL = "gcp/gemini-2.5-flash";

  /**
   * Gemini's callers have frames passed on to Gemini, which fetches by itself; others are asked.
   */
  private static final String OTHER = "local/llava";

  private static final int LARGEST = 1 << 20;
  private static final byte[] PNG = MediaSamples.picture("png", 8, 8);

  /** As Gemini and as Ollama say it. */
  private static final String ANSWER =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Orange\"}]},\"finishReason\":\"STOP\"}],"
          + "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":1,\"totalTokenCount\":6},"
          + "\"model\":\"llava\",\"message\":{\"role\":\"assistant\",\"content\":\"Orange\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"prompt_eval_count\":5,\"eval_count\":1}";

  @TempDir static Path folder;
  private static FakeUpstream upstream;

  /** Has media at an address that the operator lets be fetched: 127.0.0.1 and no other. */
  private static FakeUpstream host;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    host = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            MediaProviders.config(upstream, "gcp")
                + "  local: {kind: ollama-native, base_url: \""
                + upstream.uri("")
                + "\", retries: 0}\n"
                + "media: {allow: [127.0.0.1/32], size: 1MB, timeout: 1s}\n");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    host.close();
    upstream.close();
  }

  @BeforeEach
  void answerAll() {
    upstream.forget();
    upstream.otherwise(request -> Script.json(200, ANSWER));
    host.forget();
    host.otherwise(request -> served(request.target()));
  }

  private static Script served(String target) {
    Script answer = Script.status(200).header("Content-Type", "image/png");
    return switch (target) {
      case "/ok" -> answer.body(PNG);
      case "/to-private" -> Script.status(302).header("Location", "http://127.0.0.2:1/").body("");
      case "/to-cloud" ->
          Script.status(307).header("Location", "http://169.254.169.254/latest/").body("");
      case "/to-itself" -> Script.status(302).header("Location", "/to-itself").body("");
      case "/trickle" -> {
        Script slow = answer.chunked();
        for (byte one : PNG) {
          slow = slow.chunk(new byte[] {one}).pause(Duration.ofMillis(100));
        }
        yield slow.end();
      }
      case "/endless" ->
          answer.chunked().chunk("x".repeat(LARGEST)).chunk("x".repeat(LARGEST)).hang();
      case "/broken" -> answer.chunked().chunk("x").cut();
      case "/cut-off" -> answer.body(Arrays.copyOf(PNG, PNG.length - 20));
      case "/something-else" -> answer.body(MediaSamples.picture("jpeg", 8, 8));
      default -> Script.status(404).body("");
    };
  }

  /** A route that takes a picture, and where its errors say what is wrong. */
  enum Route {
    CALL("/v3/call", "/error/message"),
    CHAT("/v3/compat/chat/completions", "/error/message"),
    RESPONSES("/v3/compat/responses", "/error/message"),
    MESSAGES("/v3/compat/v1/messages", "/error/message"),
    GENERATE("/v3/compat/v1beta/models/" + OTHER + ":generateContent", "/error/message");

    private final String path;
    private final String message;

    Route(String path, String message) {
      this.path = path;
      this.message = message;
    }

    String body(String address) {
      return switch (this) {
        case CALL -> {
          var body =
              Json.object().put("name", "look").put("instructions", "Say it").put("model", MODEL);
          body.putObject("input").put("image", address);
          body.set("input_schema", MediaSamples.object("image", MediaSamples.media("image/png")));
          yield Json.text(body);
        }
        case CHAT ->
            """
            {"model":"%s","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"%s"}}]}]}
            """
                .formatted(MODEL, address);
        case RESPONSES ->
            """
            {"model":"%s","input":[{"role":"user","content":[{"type":"input_image","image_url":"%s"}]}]}
            """
                .formatted(MODEL, address);
        case MESSAGES ->
            """
            {"model":"%s","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"%s"}}]}]}
            """
                .formatted(MODEL, address);
        case GENERATE ->
            """
            {"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"image/png","fileUri":"%s"}}]}]}
            """
                .formatted(address);
      };
    }

    HttpResponse<String> ask(String address) {
      return gateway.post(path, body(address));
    }

    /** Where the error's own word stands, which the SDKs of the dialect look at. */
    void requireEnvelope(HttpResponse<String> answer, int status) {
      JsonNode body = Json.parse(answer.body());
      switch (this) {
        case CALL ->
            assertThat(body.at("/error/code").asString())
                .isIn("invalid_request", "input_invalid", "request_too_large");
        case CHAT, RESPONSES ->
            assertThat(body.at("/error/type").asString()).isEqualTo("invalid_request_error");
        case MESSAGES -> {
          assertThat(body.path("type").asString()).isEqualTo("error");
          assertThat(body.at("/error/type").asString())
              .isEqualTo(status == 413 ? "request_too_large" : "invalid_request_error");
        }
        case GENERATE ->
            assertThat(body.at("/error/status").asString()).isEqualTo("INVALID_ARGUMENT");
      }
    }
  }

  private record Hostile(String path, int status, String says) {}

  private static final List<Hostile> HOSTILE =
      List.of(
          new Hostile("http://127.0.0.2:1/a.png", 400, "not a public address"),
          new Hostile("https://[::1]:1/a.png", 400, "not a public address"),
          new Hostile("/to-private", 400, "not a public address"),
          new Hostile("/to-cloud", 400, "not a public address"),
          new Hostile("/to-itself", 400, "more than 3 redirects"),
          new Hostile("/trickle", 400, "not fetched within 1000 ms"),
          new Hostile("/endless", 413, "1048576"),
          new Hostile("/broken", 400, "cannot be fetched"),
          new Hostile("/missing", 400, "404"));

  static List<Arguments> table() {
    List<Arguments> table = new ArrayList<>();
    for (Route route : Route.values()) {
      HOSTILE.forEach(one -> table.add(Arguments.of(route, one.path(), one.status(), one.says())));
    }
    return table;
  }

  private static String address(String path) {
    return path.startsWith("http") ? path : host.uri(path).toString();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void refusesInTheDialectOfTheRoute(Route route, String path, int status, String says) {
    long start = System.nanoTime();
    HttpResponse<String> answer = route.ask(address(path));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(Json.parse(answer.body()).at(route.message).asString()).contains(says);
    route.requireEnvelope(answer, status);
    assertThat(upstream.requests()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @EnumSource
  void fetchesWhatTheOperatorLetsBeFetched(Route route) {
    HttpResponse<String> answer = route.ask(address("/ok"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("Orange");
    assertThat(upstream.takeRequest().body().length()).isGreaterThan(PNG.length);
  }

  @ParameterizedTest
  @EnumSource
  void refusesFiftyMegabytes(Route route) {
    HttpResponse<String> answer = route.ask("data:image/png;base64," + "A".repeat(50 << 20));

    assertThat(answer.statusCode()).isEqualTo(413);
    route.requireEnvelope(answer, 413);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void looksAtTheBytesThatItHasFetched() {
    assertThat(Route.CALL.ask(address("/cut-off")).body()).contains("cut off");
    assertThat(Route.CALL.ask(address("/something-else")).body())
        .contains("image/png was declared, but the bytes are image/jpeg");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void fetchesNoMoreThanSixtyFourMediaForOneCall() {
    String part = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + address("/ok") + "\"}},";
    HttpResponse<String> answer =
        gateway.post(
            Route.CHAT.path,
            Route.CHAT
                .body(address("/ok"))
                .replace("\"content\":[", "\"content\":[" + part.repeat(64)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("more than 64 media");
    assertThat(host.requests()).hasSize(64);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void namesTheBoundThatTheOperatorSet() {
    JsonNode error = Json.parse(Route.CALL.ask(address("/endless")).body()).path("error");

    assertThat(error.at("/details/limit_bytes").asLong()).isEqualTo(1_048_576);
  }
}
