package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider answers is an answer or a failure. */
class AnthropicAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    AnthropicFuzz.answer(bytes);
  }
}
