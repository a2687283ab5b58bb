package dev.switchboard.wire.bedrock;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Its streams are written as events of {@link EventStreamFramer}, one name and one payload each.
 */
class BedrockGoldenTest extends Goldens {
  BedrockGoldenTest() {
    super("bedrock.converse");
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new BedrockClient("bedrock"));
  }
}
