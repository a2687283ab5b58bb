package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider streams follows the grammar. */
class AnthropicStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    AnthropicFuzz.stream(bytes);
  }
}
