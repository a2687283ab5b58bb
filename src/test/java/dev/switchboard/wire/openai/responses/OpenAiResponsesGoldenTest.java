package dev.switchboard.wire.openai.responses;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class OpenAiResponsesGoldenTest extends Goldens {
  OpenAiResponsesGoldenTest() {
    super("openai.responses");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new OpenAiResponsesServer());
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.of(new OpenAiResponsesClient("acme"));
  }
}
