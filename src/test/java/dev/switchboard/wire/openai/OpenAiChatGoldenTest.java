package dev.switchboard.wire.openai;

import dev.switchboard.wire.Goldens;
import dev.switchboard.wire.ServerCodec;
import java.util.Optional;

class OpenAiChatGoldenTest extends Goldens {
  OpenAiChatGoldenTest() {
    super("openai.chat");
  }

  @Override
  protected Optional<ServerCodec> server() {
    return Optional.of(new OpenAiChatServer());
  }
}
