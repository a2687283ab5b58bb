package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What callers of each dialect get for what goes wrong: SDKs choose their exception by the status,
 * fill it from the envelope, and look for the request's id in a header of their own.
 */
class ErrorStatusTest {
  private static final String NO_BODY = "";

  /** A dialect of callers: its path, its body, and where its SDKs look for the request's id. */
  record Surface(String name, String path, String body, String idHeader) {
    String path(String model, boolean stream) {
      String way =
          stream ? path.replace(":generateContent", ":streamGenerateContent?alt=sse") : path;
      return "/v3/compat" + way.replace("$", model);
    }

    String body(String model, boolean stream) {
      boolean says = stream && !name.equals("generateContent");
      return (says ? "{\"stream\":true," + body.substring(1) : body).replace("$", model);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What a provider does, and the status, OpenAI's, Anthropic's and Google's word for it. */
  record Wrong(
      int upstream, String error, int status, String openAi, String anthropic, String google) {
    /** Anthropic alone has a status of its own for too much to do. */
    int status(Surface surface) {
      return surface.name().equals("messages") && anthropic.equals("overloaded_error")
          ? 529
          : status;
    }

    @Override
    public String toString() {
      return upstream + " " + error;
    }
  }

  private static final List<Surface> SURFACES =
      List.of(
          new Surface(
              "chat",
              "/chat/completions",
              "{\"model\":\"$\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
              "x-request-id"),
          new Surface(
              "responses", "/responses", "{\"model\":\"$\",\"input\":\"Hi\"}", "x-request-id"),
          new Surface(
              "messages",
              "/v1/messages",
              "{\"model\":\"$\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
              "request-id"),
          new Surface(
              "generateContent",
              "/v1beta/models/$:generateContent",
              "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}",
              "x-request-id"),
          new Surface(
              "interactions",
              "/v1beta/interactions",
              "{\"model\":\"$\",\"input\":\"Hi\"}",
              "x-request-id"));

  private static final List<Wrong> WRONG =
      List.of(
          wrong(400, "bad", 400, "invalid_request_error", "INVALID_ARGUMENT"),
          wrong(401, "invalid_api_key", 502, "server_error", "api_error", "UNAVAILABLE"),
          wrong(403, "denied", 502, "server_error", "api_error", "UNAVAILABLE"),
          wrong(
              404, "model_not_found", 404, "invalid_request_error", "not_found_error", "NOT_FOUND"),
          wrong(408, "slow", 504, "timeout", "timeout_error", "DEADLINE_EXCEEDED"),
          wrong(409, "conflict", 400, "invalid_request_error", "INVALID_ARGUMENT"),
          wrong(
              413, "large", 413, "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"),
          wrong(422, "unprocessable", 400, "invalid_request_error", "INVALID_ARGUMENT"),
          wrong(429, "limit", 429, "rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"),
          wrong(500, "oops", 502, "server_error", "api_error", "UNAVAILABLE"),
          wrong(500, NO_BODY, 502, "server_error", "api_error", "UNAVAILABLE"),
          wrong(503, "busy", 503, "server_error", "overloaded_error", "UNAVAILABLE"),
          wrong(529, "busy", 503, "server_error", "overloaded_error", "UNAVAILABLE"));

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;
  private static int asked;

  private static Wrong wrong(int upstream, String error, int status, String type, String google) {
    return wrong(upstream, error, status, type, type, google);
  }

  private static Wrong wrong(
      int upstream, String error, int status, String openAi, String anthropic, String google) {
    return new Wrong(upstream, error, status, openAi, anthropic, google);
  }

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, ResponseUpstreams.config(upstream));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  @BeforeEach
  void forget() {
    upstream.forget();
  }

  static Stream<Arguments> everywhere() {
    List<Arguments> all = new ArrayList<>();
    for (Surface surface : SURFACES) {
      for (Wrong wrong : WRONG) {
        all.add(Arguments.of(surface, wrong, false));
        all.add(Arguments.of(surface, wrong, true));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void isTheOneOfWhichEachSdkMakesItsException(Surface surface, Wrong wrong, boolean stream) {
    upstream.enqueue(
        wrong.error().isEmpty()
            ? Script.status(wrong.upstream()).body("")
            : Script.json(
                wrong.upstream(),
                "{\"error\":{\"message\":\"It went wrong.\",\"type\":\"x\",\"code\":\""
                    + wrong.error()
                    + "\"}}"));
    // A model of its own: one that failed is left alone for a while.
    String model = "plain/m" + asked++;
    HttpResponse<String> answer =
        gateway.post(surface.path(model, stream), surface.body(model, stream));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(wrong.status(surface));
    String id = answer.headers().firstValue(surface.idHeader()).orElse("");
    assertThat(id).isNotEmpty();
    JsonNode body = Json.parse(answer.body());
    JsonNode error = body.path("error");
    assertThat(error.path("message").stringValue()).isNotBlank();
    switch (surface.name()) {
      case "chat", "responses" -> {
        assertThat(error.path("type").stringValue()).isEqualTo(wrong.openAi());
        assertThat(error.path("code").isString() || error.path("code").isNull()).isTrue();
        assertThat(error.has("param")).isTrue();
      }
      case "messages" -> {
        assertThat(body.path("type").stringValue()).isEqualTo("error");
        assertThat(error.path("type").stringValue()).isEqualTo(wrong.anthropic());
        assertThat(body.path("request_id").stringValue()).isEqualTo(id);
      }
      default -> {
        assertThat(error.path("code").asInt()).isEqualTo(wrong.status());
        assertThat(error.path("status").stringValue()).isEqualTo(wrong.google());
        assertThat(error.path("details").isArray()).isTrue();
      }
    }
  }

  static List<Surface> surfaces() {
    return SURFACES;
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void saysOnWhichTraceTheFailureStands(Surface surface) {
    upstream.enqueue(Script.status(500).body(""));
    String model = "plain/m" + asked++;
    HttpResponse<String> answer =
        gateway.post(
            surface.path(model, false),
            surface.body(model, false),
            "x-opper-trace-id",
            "0192d3b4aaaa7bbb8ccc0123456789ab");
    assertThat(answer.headers().firstValue("x-opper-trace-id"))
        .contains("0192d3b4aaaa7bbb8ccc0123456789ab");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    String span = answer.headers().firstValue("x-opper-span-id").orElse("none");
    assertThat(Json.text(gateway.traceOf(answer))).contains(span).contains("provider_failed");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void saysOnWhichTraceARefusalStands(Surface surface) {
    HttpResponse<String> answer =
        gateway.post(surface.path("nobody/m", false), surface.body("nobody/m", false));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Json.text(gateway.traceOf(answer))).contains("model_not_found");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void saysWhenAnOverloadedProviderWantsToBeAskedAgainToThisCallAndTheNext(Surface surface) {
    String model = "plain/m" + asked++;
    upstream.enqueue(Script.status(503).header("retry-after", "7").body(""));
    int status = surface.name().equals("messages") ? 529 : 503;
    for (int call = 0; call < 2; call++) {
      HttpResponse<String> answer =
          gateway.post(surface.path(model, false), surface.body(model, false));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(6L, 7L);
      assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
    }
    assertThat(upstream.requests()).hasSize(1);
  }
}
