package dev.switchboard.wire.bedrock;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;
import dev.switchboard.wire.openai.OpenAiChatServer;

/** Whatever Bedrock streams follows the grammar, and is told to a caller. */
class BedrockStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    CodecTargets.stream(
        new OpenAiChatServer(), new BedrockClient("p"), "anthropic.claude-sonnet-4-5", bytes);
  }
}
