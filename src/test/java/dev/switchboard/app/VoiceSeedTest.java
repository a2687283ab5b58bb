package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The quick start's voice agent against a process that was just started and has no credential. */
class VoiceSeedTest {
  @Test
  void declaresAnAgentAndSpeaksWithItInBareFrames(@TempDir Path folder)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    try (GatewayProcess gateway = GatewayProcess.serve(folder, "--sandbox")) {
      String key = gateway.key();
      HttpResponse<String> declared =
          client.send(
              HttpRequest.newBuilder(URI.create(gateway.url() + "/v3/call"))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"name\":\"pizza-agent\",\"instructions\":\"You take orders for pizza.\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(declared.statusCode()).as(declared.body()).isEqualTo(200);
      byte[] order = VoiceCaller.spoken(gateway.url(), key, "One, please.");
      try (VoiceCaller caller =
          VoiceCaller.at(gateway.url(), client, "/v3/realtime/pizza-agent", key)) {
        caller.send(Json.object().put("type", "audio").put("data", "<base64-encoded-audio-chunk>"));
        JsonNode refused = caller.next();
        caller.say(order, VoiceCaller.silence(600));
        JsonNode answer = caller.next();

        assertThat(refused.path("type").asString()).isEqualTo("error");
        assertThat(answer.path("type").asString()).as("%s", answer).isEqualTo("audio");
        assertThat(answer.path("data").asString()).isBase64();
      }
    } finally {
      client.shutdownNow();
    }
  }
}
