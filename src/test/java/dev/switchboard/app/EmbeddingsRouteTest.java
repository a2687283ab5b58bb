package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EmbeddingsRouteTest {
  private static final String PATH = "/v3/compat/embeddings";
  private static final String FLOATS =
      """
      {"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.5,-0.25]},\
      {"object":"embedding","index":0,"embedding":[1,0.1]}],"model":"text-embedding-3-small",\
      "usage":{"prompt_tokens":1000,"total_tokens":1000},"vendor":{"x":1}}\
      """;

  private static final String IN_ORDER =
      """
      {"data" : [{"object":"embedding","index":0,"embedding":[1,0.1]},\
      {"object":"embedding","index":1,"embedding":[0.5,-0.25]}],"model":"text-embedding-3-small",\
      "usage":{"prompt_tokens":1000,"total_tokens":1000},"vendor":{"x":1.0}}\
      """;

  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            Upstreams.config(upstream.uri("/v1").toString())
                + """
                  plain: {kind: mistral, base_url: "%s", api_key: "test-credential-1234", retries: 0}
                """
                    .formatted(upstream.uri("/v1")));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private static List<Double> vector(JsonNode data, int index) {
    return data.path(index).path("embedding").valueStream().map(JsonNode::doubleValue).toList();
  }

  private static float[] decoded(JsonNode embedding) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(embedding.stringValue()))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  @Test
  void callsTheAnswerJsonWhateverTheProviderCallsIt() {
    upstream.enqueue(Script.status(200).header("Content-Type", "text/plain").body(IN_ORDER));
    HttpResponse<String> answer =
        gateway.post(PATH, "{\"input\":[\"a\",\"b\"],\"model\":\"mock/text-embedding-3-small\"}");
    assertThat(answer.body()).isEqualTo(IN_ORDER);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void passesTheCallersBytesOnAndTheProvidersBack() {
    upstream.enqueue(Script.json(200, IN_ORDER));
    String body =
        "{\"input\" : [\"a\",\"b\"] , \"model\":\"mock/text-embedding-3-small\",\"x\":1.0}";
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.body()).isEqualTo(IN_ORDER);
    FakeUpstream.Received sent = upstream.takeRequest();
    assertThat(sent.body()).isEqualTo(body.replace("mock/text", "text"));
    assertThat(sent.target()).isEqualTo("/v1/embeddings");
    assertThat(sent.headers().first("authorization")).contains("Bearer test-credential-1234");
  }

  /** No client sorts them by their index. */
  @Test
  void givesVectorsInTheOrderAskedForWhateverOrderTheyComeIn() {
    upstream.enqueue(Script.json(200, FLOATS));
    JsonNode data =
        Json.parse(
                gateway
                    .post(
                        PATH, "{\"input\":[\"a\",\"b\"],\"model\":\"mock/text-embedding-3-small\"}")
                    .body())
            .path("data");
    assertThat(data.get(0).path("index").asInt()).isZero();
    assertThat(vector(data, 0).getFirst()).isEqualTo(1);
    assertThat(vector(data, 1).getFirst()).isEqualTo(0.5);
  }

  @Test
  void pricesAndRecordsTheCall() {
    upstream.enqueue(Script.json(200, FLOATS));
    HttpResponse<String> answer =
        gateway.post(PATH, "{\"input\":[\"a\",\"b\"],\"model\":\"mock/text-embedding-3-small\"}");
    // 1,000 tokens at 0.02 USD per million.
    assertThat(answer.headers().firstValue("x-opper-cost")).contains("0.00002");
    JsonNode call = gateway.traceOf(answer).path("spans").get(0);
    assertThat(call.path("status").stringValue()).as(call.toString()).isEqualTo("completed");
    assertThat(call.path("meta").path("usage").path("input_tokens").asInt()).isEqualTo(1_000);
    assertThat(call.path("input").path("input").path(0).stringValue()).isEqualTo("a");
    assertThat(call.path("output").path("dimensions").asInt()).isEqualTo(2);
  }

  @Test
  void encodesBase64ItselfWhereTheVendorGivesFloats() {
    upstream.enqueue(Script.json(200, FLOATS));
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"input\":[\"a\",\"b\"],\"model\":\"plain/mistral-embed\","
                + "\"encoding_format\":\"base64\",\"dimensions\":2}");
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(decoded(data.path(0).path("embedding"))).containsExactly(1f, 0.1f);
    assertThat(decoded(data.path(1).path("embedding"))).containsExactly(0.5f, -0.25f);
    JsonNode sent = Json.parse(upstream.takeRequest().body());
    assertThat(sent.path("output_dimension").asInt()).isEqualTo(2);
    assertThat(sent.has("encoding_format") || sent.has("dimensions")).isFalse();
  }

  @Test
  void encodesBase64ItselfWhenAVendorIgnoresTheWish() {
    upstream.enqueue(Script.json(200, FLOATS));
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"input\":[\"a\",\"b\"],\"model\":\"mock/text-embedding-3-small\","
                + "\"encoding_format\":\"base64\"}");
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(decoded(data.path(0).path("embedding"))).containsExactly(1f, 0.1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"data":[{"index":0,"embedding":[1]}]}
          {"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}
          {"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":["x"]}]}
          {"data":[{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}]}
          {"error":{"message":"no","type":"server_error"}}
          <html></html>
          """)
  void neverTakesNonsenseForVectors(String nonsense) {
    upstream.enqueue(Script.json(200, nonsense));
    HttpResponse<String> answer =
        gateway.post(PATH, "{\"input\":[\"a\",\"b\"],\"model\":\"mock/text-embedding-3-small\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
  }

  @Test
  void saysThatAVendorWithoutTheRouteDoesNotDoTheWork() {
    upstream.enqueue(Script.json(404, "{\"detail\":\"Not Found\"}"));
    HttpResponse<String> answer =
        gateway.post(PATH, "{\"input\":\"a\",\"model\":\"plain/mistral-embed\"}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("has no embeddings");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"sandbox/embed"}                                         | 400 | invalid_request
          {"model":"sandbox/embed","input":[]}                              | 400 | invalid_request
          {"model":"sandbox/embed","input":""}                              | 400 | invalid_request
          {"model":"sandbox/embed","input":[1,"a"]}                         | 400 | invalid_request
          {"model":"sandbox/embed","input":["a",null]}                      | 400 | invalid_request
          {"model":"sandbox/embed","input":"a","dimensions":0}              | 400 | invalid_request
          {"model":"sandbox/embed","input":"a","encoding_format":"int8"}    | 400 | invalid_request
          {"input":"a"}                                                     | 400 | invalid_request
          {"model":"no-such-model","input":"a"}                             | 404 | model_not_found
          {"model":"sandbox/chat","input":"a"}                              | 404 | model_not_found
          {"model":"sandbox/fault-rate-limit","input":"a"}                  | 429 | rate_limited
          {"model":"sandbox/embed@fault=cut","input":"a"}                   | 502 | provider_failed
          """)
  void refusesInOpenAisEnvelope(String body, int status, String code) {
    HttpResponse<String> answer = gateway.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains(code);
    assertThat(Json.parse(answer.body()).path("error").path("message").stringValue()).isNotBlank();
  }

  @Test
  void theSandboxGivesUnitVectorsInWhichSimilarTextsAreNear() {
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"model\":\"sandbox/embed\",\"input\":[\"The cat sat on the warm mat\","
                + "\"A cat sits on a mat\",\"Quarterly revenue grew by nine percent\"]}");
    JsonNode body = Json.parse(answer.body());
    JsonNode data = body.path("data");
    assertThat(data).hasSize(3);
    double near = dot(vector(data, 0), vector(data, 1));
    double far = dot(vector(data, 0), vector(data, 2));
    assertThat(dot(vector(data, 0), vector(data, 0)))
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5));
    assertThat(near).isGreaterThan(0.4).isGreaterThan(far + 0.3);
    assertThat(body.path("usage").path("prompt_tokens").asInt()).isPositive();
    assertThat(answer.headers().firstValue("x-opper-cost")).contains("0");
  }

  @Test
  void theSandboxGivesBase64AndTheDimensionsAskedFor() {
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"model\":\"sandbox/embed\",\"input\":[[1,2,3]],\"encoding_format\":\"base64\","
                + "\"dimensions\":7}");
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(decoded(data.path(0).path("embedding"))).hasSize(7);
  }

  private static double dot(List<Double> a, List<Double> b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> a.get(i) * b.get(i)).sum();
  }
}
