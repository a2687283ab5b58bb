package dev.switchboard.wire.cohere;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class CohereGoldenTest extends Goldens {
  CohereGoldenTest() {
    super("cohere.chat");
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new CohereClient("cohere"));
  }
}
