package dev.switchboard.wire.bedrock;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;
import dev.switchboard.wire.openai.OpenAiChatServer;

/** Whatever Bedrock answers is an answer or a failure. */
class BedrockAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    BedrockClient client = new BedrockClient("p");
    CodecTargets.answer(new OpenAiChatServer(), client, "amazon.nova-lite-v1:0", bytes);
    client.decodeFailure(400, bytes, 1L);
  }
}
