package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider streams follows the grammar. */
class GeminiStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    GeminiFuzz.stream(bytes);
  }
}
