package dev.switchboard.wire.ollama;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Its streams are written as one event for each line. */
class OllamaGoldenTest extends Goldens {
  OllamaGoldenTest() {
    super("ollama.chat");
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new OllamaClient("ollama"));
  }
}
