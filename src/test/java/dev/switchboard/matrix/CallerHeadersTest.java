package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.RunningGateway;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What callers say of a call in headers of ours, on every surface of a vendor's dialect. */
class CallerHeadersTest {
  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    Egress claude = Egress.ALL.get(2);
    upstream.otherwise(_ -> Matrix.whole(claude, Told.all().getFirst()));
    gateway =
        RunningGateway.start(
            folder,
            "providers:\n  claude: {kind: anthropic, base_url: \"%s\", api_key: test-credential-1}\n"
                .formatted(upstream.uri("")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  static Stream<Ingress> surfaces() {
    return Ingress.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void areSeenOnTheTraceAndNeverSentOn(Ingress surface) {
    HttpResponse<String> answer =
        ask(
            surface,
            "X-Opper-Name",
            "greeter",
            "X-Opper-Tags",
            "team=red,env=test",
            "X-Opper-Parent-Span-Id",
            "0192d3b4-aaaa-7bbb-8ccc-0123456789ab");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-opper-trace-id")).isPresent();
    assertThat(answer.headers().firstValue("x-opper-served-model")).contains("claude-sonnet-4-5");
    assertThat(Double.parseDouble(answer.headers().firstValue("x-opper-cost").orElseThrow()))
        .isPositive();
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.headers().toString().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("x-opper");
    assertThat(sent.body()).doesNotContain("greeter").doesNotContain("team");
    JsonNode trace = gateway.traceOf(answer);
    String text = Json.text(trace);
    assertThat(text)
        .contains("\"greeter\"")
        .contains("\"team\":\"red\"")
        .contains("8ccc0123456789ab");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseAGuardrailThatNobodyApplies(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Guard-Input", "pii,secrets");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("x-opper-guard-input");
    assertThat(upstream.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void mayAskForNoGuardrail(Ingress surface) {
    HttpResponse<String> answer =
        askWith(
            surface,
            "{\"guard\":{\"input\":[{\"type\":\"none\"}],\"output\":[{\"type\":\"pii\",\"action\":\"off\"}]}}",
            "X-Opper-Guard-Input",
            "none",
            "X-Opper-Guard-Output",
            " Off ,",
            "X-Opper-Guard-Action",
            "none");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.takeRequest().body()).doesNotContain("guard");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseAGuardrailThatStandsBesideNone(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Guard-Input", "none,secrets");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("x-opper-guard-input: secrets");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseAParentThatIsNoSpan(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Parent-Span-Id", "mother");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("mother").contains("UUID");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseATraceThatIsNone(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Trace-Id", "the-usual");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("x-opper-trace-id").contains("the-usual");
    assertThat(upstream.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseAnActionOfGuardrailsThatIsNone(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Guard-Action", "shout");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("shout").contains("redact");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseANameWithoutEnd(Ingress surface) {
    HttpResponse<String> answer = ask(surface, "X-Opper-Name", "n".repeat(129));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("x-opper-name").contains("128");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void joinATraceByItsUuid(Ingress surface) {
    HttpResponse<String> answer =
        ask(surface, "X-Opper-Trace-Id", "0192D3B4-aaaa-7bbb-8ccc-0123456789ab");
    assertThat(answer.headers().firstValue("x-opper-trace-id"))
        .contains("0192d3b4aaaa7bbb8ccc0123456789ab");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void joinTheTraceOfTheParentThatTheyName(Ingress surface) {
    HttpResponse<String> first = ask(surface);
    String parent = first.headers().firstValue("x-opper-span-id").orElseThrow();
    HttpResponse<String> second = ask(surface, "X-Opper-Parent-Span-Id", parent);
    assertThat(second.headers().firstValue("x-opper-trace-id"))
        .isEqualTo(first.headers().firstValue("x-opper-trace-id"));
    assertThat(second.headers().firstValue("x-opper-span-id")).isPresent().isNotEqualTo(parent);
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void mayStandInTheBodyAndAreNotSentOn(Ingress surface) {
    HttpResponse<String> answer =
        askWith(
            surface,
            """
            {"tags":{"team":"blue"},"parent_span_id":"8ccc0123456789ab",
             "trace_id":"0192d3b4aaaa7bbb8ccc0123456789ab","guard":{"input":[]}}\
            """,
            "X-Opper-Tags",
            "team=red,env=test");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .doesNotContain("tags");
    assertThat(upstream.takeRequest().body())
        .doesNotContain("blue")
        .doesNotContain("trace_id")
        .doesNotContain("guard");
    JsonNode trace = gateway.traceOf(answer);
    assertThat(Json.text(trace))
        .contains("0192d3b4aaaa7bbb8ccc0123456789ab")
        .contains("\"team\":\"blue\"")
        .contains("\"env\":\"test\"")
        .contains("8ccc0123456789ab");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseAGuardrailInTheBody(Ingress surface) {
    HttpResponse<String> answer = askWith(surface, "{\"guard\":{\"output\":[{\"type\":\"pii\"}]}}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("guard");
    assertThat(upstream.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void refuseTagsThatAreNone(Ingress surface) {
    HttpResponse<String> answer = askWith(surface, "{\"tags\":[\"red\"]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("tags").contains("object");
  }

  private HttpResponse<String> askWith(Ingress surface, String more, String... headers) {
    String model = "claude/claude-sonnet-4-5";
    ObjectNode body =
        (ObjectNode)
            Json.parse(Matrix.written(surface, Asked.all().getFirst(), model, false).orElseThrow());
    body.setAll((ObjectNode) Json.parse(more));
    return gateway.post(surface.path(model, false), Json.text(body), headers);
  }

  private HttpResponse<String> ask(Ingress surface, String... headers) {
    return askWith(surface, "{}", headers);
  }
}
