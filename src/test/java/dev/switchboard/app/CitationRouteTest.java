package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers that name their sources, on the surfaces of other dialects. */
class CitationRouteTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final String GROUNDED =
      """
      {"candidates":[{"content":{"role":"model","parts":[{"text":"Spain won."}]},%s"groundingMetadata":
      {"groundingChunks":[{"web":{"uri":"https://uefa.test/1","title":"Euro"}}],"groundingSupports":
      [{"segment":{"startIndex":0,"endIndex":10},"groundingChunkIndices":[0]}]}}],
      "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":3,"totalTokenCount":6}}\
      """
          .replace("\n", "");

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
  @CsvSource({
    "/v3/compat/chat/completions, /choices/0/message/annotations/0/url_citation",
    "/v3/compat/v1/messages, /content/0/citations/0"
  })
  void areToldInTheCallersDialect(String path, String pointer) {
    upstream.enqueue(Script.json(200, GROUNDED.formatted("\"finishReason\":\"STOP\",")));
    HttpResponse<String> answer =
        gateway.post(path, "{\"model\":\"gemini/g\",\"max_tokens\":9," + MESSAGES + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode cited = Json.parse(answer.body()).at(pointer);
    assertThat(cited.path("url").asString("")).as(answer.body()).isEqualTo("https://uefa.test/1");
    assertThat(cited.path("title").stringValue()).isEqualTo("Euro");
  }

  @Test
  void areToldInTheResponsesApi() {
    upstream.enqueue(Script.json(200, GROUNDED.formatted("\"finishReason\":\"STOP\",")));
    HttpResponse<String> answer =
        gateway.post("/v3/compat/responses", "{\"model\":\"gemini/g\",\"input\":\"hi\"}");
    JsonNode annotation = Json.parse(answer.body()).at("/output/0/content/0/annotations/0");
    assertThat(annotation.path("type").asString("")).as(answer.body()).isEqualTo("url_citation");
    assertThat(annotation.path("end_index").asInt()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "/v3/compat/chat/completions, '\"annotations\":[{\"type\":\"url_citation\"'",
    "/v3/compat/responses, 'event: response.output_text.annotation.added'",
    "/v3/compat/v1/messages, '\"citations_delta\"'"
  })
  void areToldInStreams(String path, String expected) {
    upstream.enqueue(
        Script.sse(
            "data: " + GROUNDED.formatted("") + "\n\n",
            "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n"));
    HttpResponse<String> answer =
        gateway.post(
            path,
            "{\"model\":\"gemini/g\",\"max_tokens\":9,\"stream\":true,"
                + (path.endsWith("responses") ? "\"input\":\"hi\"" : MESSAGES)
                + "}");
    assertThat(answer.body()).contains(expected).contains("https://uefa.test/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain/m", "gemini/g", "claude/c"})
  void ofAnEarlierAnswerDoNotKeepAnotherProviderFromGoingOn(String model) {
    upstream.enqueue(ResponseUpstreams.whole(model, "Yes."));
    HttpResponse<String> answer =
        gateway.post(
            "/v3/compat/v1/messages",
            """
            {"model":"%s","max_tokens":9,"messages":[{"role":"user","content":"Who won?"},
             {"role":"assistant","content":[{"type":"text","text":"Spain won.","citations":[
               {"type":"web_search_result_location","url":"https://uefa.test/1","title":"Euro",
                "encrypted_index":"switchboard-thought-1.citation","cited_text":""},
               {"type":"web_search_result_location","url":"https://uefa.test/2","title":"Euro",
                "encrypted_index":"real","cited_text":"2:1"}]}]},
             {"role":"user","content":"Sure?"}]}\
            """
                .formatted(model));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String sent = upstream.takeRequest().body();
    assertThat(sent).contains("Spain won.").doesNotContain("uefa.test/1");
    boolean own = model.startsWith("claude");
    assertThat(sent.contains("uefa.test/2")).isEqualTo(own);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").isPresent()).isEqualTo(!own);
  }
}
