package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidencyTest {
  @TempDir Path folder;
  private FakeUpstream upstream;

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start().otherwise(_ -> Upstreams.answer("Hej"));
  }

  @AfterEach
  void stop() {
    upstream.close();
  }

  private RunningGateway gateway(String more) {
    return RunningGateway.start(
        folder,
        """
        providers:
          openai: {base_url: "%1$s/v1", api_key: test-credential-1, retries: 0}
          there: {kind: openai, base_url: "%1$s/there/v1", api_key: test-credential-2, region: eu-west-1}
        """
                .formatted(upstream.uri(""))
            + more);
  }

  private static HttpResponse<String> call(RunningGateway gateway, String model) {
    return gateway.post("/v3/call", "{\"name\":\"a\",\"input\":\"x\",\"model\":\"" + model + "\"}");
  }

  @Test
  void servesElsewhereAndSaysSoByDefault() {
    try (RunningGateway gateway = gateway("")) {
      HttpResponse<String> answer = call(gateway, "openai/gpt-4o-jp");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("no provider is configured for the region jp");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/gpt-4o-jp", "gpt-4o-jp"})
  void refusesWhenStrictAndAsksNobody(String model) {
    try (RunningGateway gateway = gateway("residency: strict")) {
      HttpResponse<String> answer = call(gateway, model);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(Json.parse(answer.body()).path("error").path("code").stringValue())
          .isEqualTo("no_target");
      assertThat(answer.body())
          .contains("no provider is configured for the region jp", "residency is strict");
      HttpResponse<String> chat =
          gateway.post(
              "/v3/compat/chat/completions",
              "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":\"" + model + "\"}");
      assertThat(chat.statusCode()).as(chat.body()).isEqualTo(503);
      assertThat(upstream.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/gpt-4o-eu", "gpt-4o-eu", "there/gpt-4o"})
  void servesFromTheRegionWhenStrict(String model) {
    try (RunningGateway gateway = gateway("residency: strict")) {
      HttpResponse<String> answer = call(gateway, model);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("there");
      assertThat(upstream.requests().getFirst().target()).startsWith("/there/");
    }
  }

  @Test
  void takesTheNextModelWhenTheFirstOneHasNoPlaceInItsRegion() {
    try (RunningGateway gateway = gateway("residency: strict")) {
      HttpResponse<String> answer =
          gateway.post(
              "/v3/call",
              "{\"name\":\"a\",\"input\":\"x\",\"model\":[\"openai/gpt-4o-jp\",\"openai/gpt-4o-eu\"]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(upstream.requests()).hasSize(1);
    }
  }

  @Test
  void refusesAHeadersRegionThatNobodyPromisesWhenStrictAndAsksNobody() {
    try (RunningGateway gateway = gateway("residency: strict")) {
      String body = "{\"name\":\"a\",\"input\":\"x\",\"model\":\"there/gpt-4o\"}";
      HttpResponse<String> there = gateway.post("/v3/call", body, "x-switchboard-region", "eu");
      assertThat(there.statusCode()).as(there.body()).isEqualTo(200);
      HttpResponse<String> nowhere = gateway.post("/v3/call", body, "x-switchboard-region", "ap");
      assertThat(nowhere.statusCode()).as(nowhere.body()).isEqualTo(503);
      assertThat(nowhere.body()).contains("no promise of the region ap", "residency is strict");
      assertThat(upstream.requests()).hasSize(1);
    }
  }
}
