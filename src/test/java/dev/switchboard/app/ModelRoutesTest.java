package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds that each family's route for one model says of it what a call would meet. */
class ModelRoutesTest {
  /** Where the edition that Anthropic's SDKs say tells their route from OpenAI's. */
  private static final String ANTHROPIC = "/v3/compat/v1/models/";

  private static final List<String> ROUTES =
      List.of("/v3/compat/models/", ANTHROPIC, "/v3/compat/v1beta/models/");

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain/gpt-4o",
        "plain/made-last-night",
        "gemini/made-last-night",
        "sandbox/chat",
        "sandbox/none",
        "gpt-4o",
        "gpt-4o-none",
        "nobody/none",
        "openai/gpt-4o"
      })
  void tellOfAModelWhatACallMeets(String name) {
    upstream.forget();
    String body =
        "{\"model\":\"" + name + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    int called = gateway.post("/v3/compat/chat/completions", body).statusCode();
    boolean isServed = !upstream.requests().isEmpty() || called == 200;
    for (String route : ROUTES) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(gateway.uri(route + name.replace("/", "%2F")));
      if (route.equals(ANTHROPIC)) {
        request.header("anthropic-version", "2023-06-01");
      }
      int told = gateway.send(request).statusCode();
      assertThat(told).as("%s%s", route, name).isEqualTo(isServed ? 200 : called);
    }
  }

  @Test
  void nothingIsKnownOfAModelThatIsNotListedButItsNameAndItsProvider() {
    String answer = gateway.get(ROUTES.getFirst() + "plain%2Fmade-last-night").body();
    assertThat(Json.parse(answer))
        .isEqualTo(
            Json.parse(
                "{\"id\":\"plain/made-last-night\",\"object\":\"model\",\"created\":0,"
                    + "\"owned_by\":\"plain\"}"));
  }
}
