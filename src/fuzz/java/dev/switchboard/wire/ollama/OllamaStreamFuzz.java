package dev.switchboard.wire.ollama;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;
import dev.switchboard.wire.openai.OpenAiChatServer;

/** Whatever Ollama streams follows the grammar, and a whole answer is one or a failure. */
class OllamaStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    OllamaClient client = new OllamaClient("p");
    CodecTargets.stream(new OpenAiChatServer(), client, "m", bytes);
    CodecTargets.answer(new OpenAiChatServer(), client, "m", bytes);
    client.decodeFailure(400, bytes, 1L);
  }
}
