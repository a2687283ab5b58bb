package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process would leave of a call takes a place only while the call is under way. */
class IntentPlacesTest {
  /** More than one file has places for. */
  private static final int CALLS = 300;

  @TempDir Path folder;

  @Test
  void areGivenBackWhenACallIsOnRecord() throws IOException {
    try (RunningGateway gateway = RunningGateway.start(folder, "")) {
      for (int i = 0; i < CALLS; i++) {
        String model = i % 3 == 0 ? "sandbox/fault-server-error" : "sandbox/chat";
        gateway.post(
            "/v3/compat/chat/completions",
            "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .formatted(model, i % 2 == 0));
      }
      try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
        List<Path> intents = files.filter(file -> file.toString().endsWith(".intents")).toList();
        assertThat(intents).hasSize(1);
      }
    }
  }
}
