package dev.switchboard.wire.openai;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class OpenAiChatGoldenTest extends Goldens {
  OpenAiChatGoldenTest() {
    super("openai.chat");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new OpenAiChatServer());
  }

  @Override
  protected Optional<ClientCodec> client(JsonNode target) {
    List<String> flags = new ArrayList<>();
    target.path("flags").forEach(flag -> flags.add(flag.asString()));
    return Optional.of(new OpenAiChatClient("acme", OpenAiFlags.ofLabels(flags)));
  }
}
