package dev.switchboard.wire.openai.responses;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a provider streams follows the grammar. */
class ResponsesStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    CodecTargets.stream(
        new OpenAiResponsesServer(), new OpenAiResponsesClient("p"), "gpt-5", bytes);
  }
}
