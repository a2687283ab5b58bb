package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider answers is an answer or a failure. */
class GeminiAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    GeminiFuzz.answer(bytes);
  }
}
