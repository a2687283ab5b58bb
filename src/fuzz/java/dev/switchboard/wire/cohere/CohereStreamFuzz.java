package dev.switchboard.wire.cohere;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;
import dev.switchboard.wire.openai.OpenAiChatServer;

/** Whatever Cohere streams follows the grammar, and a whole answer is one or a failure. */
class CohereStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    CohereClient client = new CohereClient("p");
    CodecTargets.stream(new OpenAiChatServer(), client, "m", bytes);
    CodecTargets.answer(new OpenAiChatServer(), client, "m", bytes);
    client.decodeFailure(400, bytes, 1L);
  }
}
