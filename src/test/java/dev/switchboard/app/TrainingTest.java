package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A cache that is trained on refusals would be a cache of the wrong code: every call must be
 * answered by its provider.
 */
class TrainingTest {
  private static final String KEY = "only-for-this-test-of-a-training";
  private static final Map<String, String> ENVIRONMENT = Map.of("SWITCHBOARD_INITIAL_KEY", KEY);

  @TempDir Path folder;

  @Test
  void everyKindOfCallIsAnsweredByTheProviderThatItNames() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    first.toFile().mkdir();
    second.toFile().mkdir();
    try (RunningGateway provider = RunningGateway.start(first, "", false, ENVIRONMENT)) {
      String yaml = TrainingCalls.providers(provider.uri("").toString(), KEY);
      try (RunningGateway gateway = RunningGateway.start(second, yaml, false, ENVIRONMENT);
          ApiClient client = new ApiClient(gateway.uri(""), Optional.of(KEY), Map.of())) {
        TrainingCalls.make(client, 2);

        assertThat(calls(gateway))
            .containsOnly(
                Map.entry("respond completed", 3L), Map.entry("chat.completions completed", 6L));
        assertThat(calls(provider))
            .containsOnly(
                Map.entry("chat.completions completed", 7L), Map.entry("messages completed", 2L));
      }
    }
  }

  private static Map<String, Long> calls(RunningGateway gateway) {
    JsonNode traces = Json.parse(gateway.get("/v3/traces").body()).path("data");
    return traces
        .valueStream()
        .map(t -> t.path("name").asString() + " " + t.path("status").asString())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
