package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Servers of OpenAI's dialect at addresses of the operator's, which need not know it all. */
class ServersOfTheirOwnTest {
  private static final String CALL = "{\"model\":\"mock/%s\",\"input\":\"Hi!\"%s}";

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  private RunningGateway gateway(String more) {
    String config = Upstreams.config(upstream.uri("/v1").toString());
    return RunningGateway.start(folder, config.replace("retries: 0,", "retries: 0, " + more));
  }

  @ParameterizedTest
  @CsvSource({"gpt-4o, ''", "gpt-5-pro, ''", "gpt-4o, 'responses: false,'"})
  void areAskedForChatCompletions(String model, String more) {
    try (RunningGateway gateway = gateway(more)) {
      upstream.enqueue(Upstreams.answer("hello"));
      HttpResponse<String> answer = gateway.post("/v3/compat/responses", CALL.formatted(model, ""));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(upstream.takeRequest().target()).isEqualTo("/v1/chat/completions");
      JsonNode response = Json.parse(answer.body());
      assertThat(response.at("/output/0/content/0/text").stringValue()).isEqualTo("hello");
    }
  }

  @Test
  void streamFromChatCompletions() {
    try (RunningGateway gateway = gateway("")) {
      upstream.enqueue(
          Script.sse(
              Upstreams.delta("hel")
                  + Upstreams.delta("lo")
                  + Upstreams.finish()
                  + Upstreams.usage()
                  + Upstreams.done()));
      HttpResponse<String> answer =
          gateway.post("/v3/compat/responses", CALL.formatted("gpt-4o", ",\"stream\":true"));
      assertThat(upstream.takeRequest().target()).isEqualTo("/v1/chat/completions");
      assertThat(answer.body()).contains("event: response.completed").contains("\"hello\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"/v3/compat/responses", "/v3/compat/chat/completions"})
  void areAskedAtResponsesWhenTheConfigurationSaysSo(String path) {
    try (RunningGateway gateway = gateway("responses: true,")) {
      upstream.enqueue(Script.json(200, ResponseUpstreams.responseBody("hello")));
      String body =
          path.endsWith("responses")
              ? CALL.formatted("gpt-5-pro", "")
              : "{\"model\":\"mock/gpt-5-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
      HttpResponse<String> answer = gateway.post(path, body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(upstream.takeRequest().target()).isEqualTo("/v1/responses");
    }
  }
}
