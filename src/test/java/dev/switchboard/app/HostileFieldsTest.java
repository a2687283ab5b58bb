package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Callers of every dialect who write something else into each field of a rich request: they are
 * served, or refused in the words of their dialect, and never find a mistake of ours.
 */
class HostileFieldsTest {
  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  /** A surface, a model behind another dialect, and a request with most of what there is. */
  enum Surface {
    CHAT(
        "/v3/compat/chat/completions",
        "claude/claude-sonnet-4-5",
        """
        {"messages":[{"role":"system","content":"s"},
          {"role":"user","name":"bob","content":[{"type":"text","text":"hi"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
            "function":{"name":"w","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"ok"}],
         "tools":[{"type":"function","function":{"name":"w","description":"d","strict":true,
           "parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}],
         "tool_choice":{"type":"function","function":{"name":"w"}},"parallel_tool_calls":true,
         "temperature":0.5,"max_completion_tokens":50,"stop":["x"],"n":1,"stream":false,
         "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,
           "schema":{"type":"object","properties":{},"additionalProperties":false}}},
         "user":"u","metadata":{"k":"v"},"seed":1,"presence_penalty":0,"frequency_penalty":0,
         "logit_bias":{},"logprobs":false,"top_logprobs":null,"service_tier":"auto","store":false,
         "verbosity":"low","modalities":["text"],"prompt_cache_key":"p","safety_identifier":"s"}
        """),
    RESPONSES(
        "/v3/compat/responses",
        "claude/claude-sonnet-4-5",
        """
        {"instructions":"i","input":[{"role":"developer","content":"d"},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"hi"},
            {"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"low"}]},
          {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}]},
          {"type":"function_call","id":"fc_1","call_id":"c1","name":"w","arguments":"{}"},
          {"type":"function_call_output","call_id":"c1","output":"ok"},
          {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[
            {"type":"output_text","text":"yo","annotations":[]}]},{"role":"user","content":"go"}],
         "tools":[{"type":"function","name":"w","strict":false,"parameters":{"type":"object"}}],
         "tool_choice":"auto","parallel_tool_calls":true,"temperature":0.5,"max_output_tokens":50,
         "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}},
           "verbosity":"low"},
         "include":["reasoning.encrypted_content"],"store":false,"stream":false,"background":false,
         "metadata":{"k":"v"},"user":"u","truncation":"disabled","service_tier":"auto",
         "top_logprobs":0,"max_tool_calls":3,"prompt_cache_key":"p","safety_identifier":"s"}
        """),
    MESSAGES(
        "/v3/compat/v1/messages",
        "gemini/gemini-2.5-flash",
        """
        {"max_tokens":50,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
         "messages":[{"role":"user","content":[{"type":"text","text":"hi"},
           {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},
           {"type":"document","source":{"type":"text","media_type":"text/plain","data":"t"},
            "title":"t"}]},
           {"role":"assistant","content":[{"type":"text","text":"t"},
             {"type":"tool_use","id":"c1","name":"w","input":{"a":1}}]},
           {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","is_error":false,
             "content":[{"type":"text","text":"ok"}]}]}],
         "tools":[{"name":"w","description":"d","input_schema":{"type":"object"}}],
         "tool_choice":{"type":"auto","disable_parallel_tool_use":true},"temperature":0.5,"top_k":3,
         "stop_sequences":["x"],"stream":false,"metadata":{"user_id":"u"},"service_tier":"auto",
         "output_config":{"effort":"low"}}
        """),
    GENERATE(
        "/v3/compat/v1beta/models/claude/claude-sonnet-4-5:generateContent",
        "",
        """
        {"contents":[{"role":"user","parts":[{"text":"hi"},
           {"inlineData":{"mimeType":"image/png","data":"aGk="}}]},
           {"role":"model","parts":[{"functionCall":{"id":"c1","name":"w","args":{"a":1}},
             "thoughtSignature":"c2ln"}]},
           {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"w",
             "response":{"result":"ok"}}}]}],
         "systemInstruction":{"role":"user","parts":[{"text":"s"}]},
         "tools":[{"functionDeclarations":[{"name":"w","description":"d",
           "parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING"}}}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},
         "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}],
         "generationConfig":{"temperature":0.5,"topK":3,"maxOutputTokens":50,
           "stopSequences":["x"],"candidateCount":1,"seed":1,"responseMimeType":"application/json",
           "responseSchema":{"type":"OBJECT"},"presencePenalty":0,"frequencyPenalty":0}}
        """),
    INTERACTIONS(
        "/v3/compat/v1beta/interactions",
        "claude/claude-sonnet-4-5",
        """
        {"input":[{"type":"user_input","content":[{"type":"text","text":"hi"}]}],
         "system_instruction":"s","tools":[{"type":"function","name":"w","description":"d",
           "parameters":{"type":"object"}}],
         "generation_config":{"temperature":0.5,"max_output_tokens":50,"seed":1,
           "stop_sequences":["x"]},"store":false,"stream":false,"background":false}
        """);

    private final String path;
    private final String model;
    private final String request;

    Surface(String path, String model, String request) {
      this.path = path;
      this.model = model;
      this.request = request;
    }

    String rich() {
      ObjectNode body = (ObjectNode) Json.parse(request);
      return Json.text(model.isEmpty() ? body : body.put("model", model));
    }

    /** What the dialect's SDKs read of an error. */
    void requireError(JsonNode body) {
      JsonNode error = body.path("error");
      assertThat(error.path("message").isString()).as("%s", body).isTrue();
      switch (this) {
        case CHAT, RESPONSES -> {
          assertThat(error.path("type").isString()).as("%s", body).isTrue();
          assertThat(error.path("code").isString()).as("%s", body).isTrue();
        }
        case MESSAGES -> assertThat(error.path("type").isString()).as("%s", body).isTrue();
        case GENERATE, INTERACTIONS ->
            assertThat(error.path("status").isString()).as("%s", body).isTrue();
      }
    }
  }

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    upstream.otherwise(request -> {
      String model = request.target().contains("models/") ? "gemini/g" : "claude/c";
      return request.target().contains("stream") || request.body().contains("\"stream\":true")
          ? ResponseUpstreams.streamed(model, "hello")
          : ResponseUpstreams.whole(model, "hello");
    });
    gateway = RunningGateway.start(folder, ResponseUpstreams.config(upstream));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void areServedOrRefusedInTheWordsOfTheDialect(Surface surface) {
    HttpResponse<String> truth = gateway.post(surface.path, surface.rich());
    assertThat(truth.statusCode()).as(truth.body()).isEqualTo(200);
    List<String> lies = Lies.of(surface.rich());
    for (String lie : lies) {
      HttpResponse<String> answer = gateway.post(surface.path, lie);
      assertThat(answer.statusCode()).as(lie + "\n" + answer.body()).isIn(200, 400, 404, 422);
      if (answer.statusCode() != 200) {
        surface.requireError(Json.parse(answer.body()));
      }
    }
    assertThat(lies).hasSizeGreaterThan(200);
  }
}
