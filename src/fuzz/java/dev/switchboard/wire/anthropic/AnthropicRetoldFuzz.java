package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a provider answers or streams is told to a caller of the same dialect. */
class AnthropicRetoldFuzz {
  @FuzzTest
  void isToldToACaller(byte[] bytes) {
    AnthropicServer server = new AnthropicServer();
    AnthropicClient client = new AnthropicClient("p");
    CodecTargets.answer(server, client, "claude-sonnet-4-5", bytes);
    CodecTargets.stream(server, client, "claude-sonnet-4-5", bytes);
  }
}
