package dev.switchboard.wire.anthropic;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class AnthropicGoldenTest extends Goldens {
  AnthropicGoldenTest() {
    super("anthropic.messages");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new AnthropicServer());
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new AnthropicClient("anthropic"));
  }
}
