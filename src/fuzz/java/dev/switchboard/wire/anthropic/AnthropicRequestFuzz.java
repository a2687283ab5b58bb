package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a caller sends is a request or refused, and a request can be sent on or is refused. */
class AnthropicRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    CodecTargets.request(
        new AnthropicServer(), new AnthropicClient("p"), "claude-sonnet-4-5", bytes);
  }
}
