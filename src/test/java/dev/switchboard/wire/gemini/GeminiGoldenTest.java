package dev.switchboard.wire.gemini;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class GeminiGoldenTest extends Goldens {
  GeminiGoldenTest() {
    super("gemini.generate");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new GeminiServer(true));
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new GeminiClient("google"));
  }
}
