package dev.switchboard.wire.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider answers is an answer or a failure, and can be told to a caller. */
class OpenAiAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    OpenAiFuzz.answer(bytes);
  }
}
