package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of the native API says what a running gateway does. */
class NativeDescriptionTest {
  private static final String NARRATED =
      """
      {"name":"narrate-%s","instructions":"Say something","input":"Snow in Rome","model":["sandbox/chat","sandbox/speech"],
       "output_schema":{"type":"object","properties":{"text":{"type":"string"},
         "audio":{"type":"string","contentMediaType":"audio/wav","contentEncoding":"base64"}},
         "required":["text","audio"]}%s}\
      """;

  private static final String STRUCTURED =
      """
      {"name":"rate","instructions":"Rate","model":"%s","input":{"text":"good"},
       "output_schema":{"type":"object","required":["score","why"],
         "properties":{"score":{"type":"integer"},"why":{"type":"string"}}},
       "stream_options":{"fields":true}}\
      """;

  @TempDir Path folder;
  private final SchemaValidator validator = new SchemaValidator(1 << 22);
  private FakeUpstream upstream;
  private RunningGateway gateway;
  private JsonNode description;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway = RunningGateway.start(folder, Upstreams.config(upstream.uri("/v1").toString()));
    description = Json.parse(gateway.get("/v3/openapi.json").body());
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void isServedAsItIsAndAsJsonWithoutAKey() throws Exception {
    HttpResponse<String> yaml =
        gateway.send(HttpRequest.newBuilder(gateway.uri("/v3/openapi.yaml")));
    assertThat(yaml.statusCode()).isEqualTo(200);
    assertThat(yaml.headers().firstValue("content-type")).contains("application/yaml");
    assertThat(yaml.body()).isEqualTo(Files.readString(Path.of("docs/openapi/v3.yaml")));
    HttpResponse<String> json =
        gateway.send(HttpRequest.newBuilder(gateway.uri("/v3/openapi.json")));
    assertThat(json.headers().firstValue("content-type")).contains("application/json");
    assertThat(Json.parse(json.body()).path("openapi").stringValue()).isEqualTo("3.1.0");
  }

  @Test
  void namesEveryRouteAndNoOther() {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    List<String> routed =
        gateway.operations().stream().filter(o -> !o.contains(" /management/")).toList();
    assertThat(routed).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  void refersToWhatIsThereAndUsesSchemaWordsOnly() {
    List<JsonNode> references = description.findValues("$ref");
    assertThat(references).isNotEmpty();
    Set<String> used = new HashSet<>();
    for (JsonNode reference : references) {
      String pointer = reference.stringValue().substring(1);
      assertThat(description.at(pointer).isMissingNode()).as(pointer).isFalse();
      used.add(pointer);
    }
    for (String kind : List.of("schemas", "parameters", "responses", "requestBodies", "headers")) {
      for (String name : description.path("components").path(kind).propertyNames()) {
        assertThat(used).contains("/components/" + kind + "/" + name);
      }
    }
    for (String name : description.path("components").path("schemas").propertyNames()) {
      assertThat(SchemaValidator.unknownKeywords(schema("#/components/schemas/" + name), ""))
          .as(name)
          .isEmpty();
    }
    List<String> ids =
        description.path("paths").findValues("operationId").stream()
            .map(JsonNode::stringValue)
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void describesAnswersOfCalls() {
    post("/v3/call", "{\"name\":\"a\",\"model\":\"sandbox/chat\",\"input\":\"hi\"}", 200);
    post("/v3/call", STRUCTURED.formatted("sandbox/chat"), 200);
    post("/v3/call", "{\"name\":\"a/b\",\"instructions\":\"Only declared\"}", 200);
    post("/v3/call/stream", "{\"name\":\"a/b\",\"instructions\":\"Only declared\"}", 200);
    post("/v3/functions/a%2Fb/call", "{\"input\":1,\"model\":\"sandbox/chat\"}", 200);
    post("/v3/functions/a/b/call", "{\"input\":1,\"model\":\"sandbox/echo\",\"odd\":1}", 200);
    post(
        "/v3/call",
        "{\"name\":\"t\",\"model\":\"sandbox/chat\",\"input\":\"What is the weather in Rome?\","
            + "\"tools\":[{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
            + "\"properties\":{\"city\":{\"type\":\"string\"}}}}]}",
        200);
    post("/v3/call", NARRATED.formatted("call", ""), 200);
    upstream.enqueue(Upstreams.answer("{\"score\":1}"), Upstreams.answer("{\"score\":1}"));
    post("/v3/call", STRUCTURED.formatted("mock/gpt-4o"), 422);
  }

  @Test
  void describesPlans() {
    post("/v3/call/plan", NARRATED.formatted("plan", ""), 200);
    post("/v3/call/plan", STRUCTURED.formatted("sandbox/chat"), 200);
    post("/v3/call/plan", "{\"name\":\"a\",\"instructions\":\"x\"}", 400);
  }

  @Test
  void describesEveryEventOfStreams() {
    Set<String> types = new TreeSet<>();
    String tools =
        "{\"name\":\"t\",\"model\":\"sandbox/chat\",\"input\":\"What is the weather in Rome?\","
            + "\"tools\":[{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]}";
    types.addAll(stream("/v3/call/stream", STRUCTURED.formatted("sandbox/chat")));
    types.addAll(stream("/v3/functions/t/stream", tools));
    types.addAll(stream("/v3/call", tools.replace("{\"name\"", "{\"stream\":true,\"name\"")));
    types.addAll(
        stream(
            "/v3/call/stream",
            NARRATED.formatted("stream", ",\"stream_options\":{\"media\":true}")));
    upstream.enqueue(Script.sse(Upstreams.delta("Half"), "data: nonsense\n\n"));
    types.addAll(
        stream("/v3/call/stream", "{\"name\":\"a\",\"model\":\"mock/gpt-4o\",\"input\":\"x\"}"));
    assertThat(types)
        .containsExactlyInAnyOrder(
            "audio_delta",
            "complete",
            "content",
            "done",
            "error",
            "field_complete",
            "field_delta",
            "tool_call_delta",
            "tool_call_start");
  }

  @Test
  void describesErrors() {
    upstream.otherwise(_ -> Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
    String call = "{\"name\":\"a\",\"model\":\"%s\",\"input\":\"x\"%s}";
    post("/v3/call", "{", 400);
    post("/v3/call", call.formatted("sandbox/chat", ",\"temperature\":\"hot\""), 400);
    post("/v3/call", call.formatted("sandbox/chat", ",\"output_schema\":{\"tpye\":\"x\"}"), 400);
    post("/v3/call", call.formatted("nope/nothing", ""), 404);
    post("/v3/call", call.formatted("anthropic/claude-sonnet-4-5", ""), 503);
    post("/v3/call", call.formatted("mock/gpt-4o", ""), 502);
    post("/v3/call", call.formatted("sandbox/chat", ",\"input_schema\":{\"type\":\"array\"}"), 422);
    for (String fault : List.of("rate_limit", "server_error", "context_length", "content_filter")) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/call",
              call.formatted("sandbox/chat", ""),
              "x-switchboard-sandbox",
              "fault=" + fault);
      require("post", "/v3/call", answer);
    }
    require("get", "/v3/traces/{id}", gateway.get("/v3/traces/none"));
    require("get", "/v3/models", gateway.get("/v3/models?limit=many"));
    HttpResponse<String> keyless =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/call"))
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(keyless.statusCode()).isEqualTo(401);
    require("post", "/v3/call", keyless);
    require("post", "/v3/call", gateway.get("/v3/call"));
  }

  @Test
  void describesModelsTracesHealthAndMetrics() {
    require("get", "/v3/models", gateway.get("/v3/models?limit=1000"));
    require("get", "/v3/models", gateway.get("/v3/models?provider=sandbox"));
    upstream.otherwise(_ -> Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
    HttpResponse<String> served =
        post("/v3/call", "{\"name\":\"a\",\"model\":\"sandbox/chat\",\"input\":\"x\"}", 200);
    post("/v3/call", "{\"name\":\"b\",\"model\":\"mock/gpt-4o\",\"input\":{}}", 502);
    require("get", "/v3/traces", gateway.get("/v3/traces"));
    require("get", "/v3/traces", gateway.get("/v3/traces?status=failed"));
    String id = served.headers().firstValue("x-opper-trace-id").orElseThrow();
    require("get", "/v3/traces/{id}", gateway.get("/v3/traces/" + id));
    HttpResponse<String> gone =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/traces/" + id))
                .header("Authorization", "Bearer " + gateway.key())
                .DELETE());
    assertThat(gone.statusCode()).isEqualTo(200);
    require("delete", "/v3/traces/{id}", gone);
    for (String path : List.of("/health", "/health/live", "/health/ready", "/metrics")) {
      require("get", path, gateway.get(path));
    }
  }

  @Test
  void describesEveryFieldOfACall() {
    ObjectNode body = Json.object();
    JsonNode fields = schema("#/components/schemas/CallFields").path("$defs").path("CallFields");
    fields.path("properties").forEachEntry((name, _) -> body.putNull(name));
    body.put("name", "a").put("model", "sandbox/chat").put("input", "x");
    JsonNode meta = Json.parse(gateway.post("/v3/call", Json.text(body)).body()).path("meta");
    assertThat(meta.path("warnings").toString()).doesNotContain("not known");
    body.put("colour", "red");
    meta = Json.parse(gateway.post("/v3/call", Json.text(body)).body()).path("meta");
    assertThat(meta.path("warnings").toString()).contains("field colour is not known");
  }

  private HttpResponse<String> post(String path, String body, int status) {
    HttpResponse<String> answer = gateway.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    require("post", template(path), answer);
    return answer;
  }

  private static String template(String path) {
    return path.startsWith("/v3/functions/")
        ? "/v3/functions/{name}" + path.substring(path.lastIndexOf('/'))
        : path;
  }

  /** The types of a stream's events, each of which the description knows. */
  private Set<String> stream(String path, String body) {
    HttpResponse<String> answer = gateway.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode described =
        content("post", template(path), answer).path("x-event-schema").path("$ref");
    Set<String> types = new TreeSet<>();
    String name = "";
    for (String line : answer.body().lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
        JsonNode event = Json.parse(line.substring(6));
        assertThat(violations(described.stringValue(), event)).as(line).isEmpty();
        types.add(name.isEmpty() ? event.path("type").stringValue() : name);
        name = "";
      }
    }
    return types;
  }

  /** Requires that the description allows an answer: its status, headers, content type and body. */
  private void require(String method, String template, HttpResponse<String> answer) {
    JsonNode content = content(method, template, answer);
    JsonNode schema = content.path("schema");
    String type = answer.headers().firstValue("content-type").orElse("");
    if (type.startsWith("application/json")) {
      assertThat(violations(schema.path("$ref").stringValue(), Json.parse(answer.body())))
          .as(method + " " + template + ": " + answer.body())
          .isEmpty();
    }
  }

  private JsonNode content(String method, String template, HttpResponse<String> answer) {
    JsonNode responses = description.path("paths").path(template).path(method).path("responses");
    String status = Integer.toString(answer.statusCode());
    JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
    String type =
        answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "").strip();
    assertThat(response.path("content").has(type))
        .as(template + " " + status + " " + type)
        .isTrue();
    List<String> undescribed = new ArrayList<>();
    for (String header : answer.headers().map().keySet()) {
      boolean ours = header.startsWith("x-opper-") || header.startsWith("x-switchboard-");
      if (ours && !response.path("headers").has(header)) {
        undescribed.add(header);
      }
    }
    assertThat(undescribed).as(template + " " + status).isEmpty();
    return response.path("content").path(type);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? description.at(node.path("$ref").stringValue().substring(1)) : node;
  }

  private List<?> violations(String reference, JsonNode value) {
    return validator.compile(schema(reference)).validate(value);
  }

  private ObjectNode schema(String reference) {
    String moved = Json.text(description).replace("#/components/schemas/", "#/$defs/");
    ObjectNode whole = Json.object();
    whole.put("$ref", reference.replace("#/components/schemas/", "#/$defs/"));
    whole.set("$defs", Json.parse(moved).path("components").path("schemas"));
    return whole;
  }
}
