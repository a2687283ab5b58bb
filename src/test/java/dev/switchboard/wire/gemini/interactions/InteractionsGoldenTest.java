package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class InteractionsGoldenTest extends Goldens {
  InteractionsGoldenTest() {
    super("gemini.interactions");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new InteractionsServer());
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.empty();
  }
}
