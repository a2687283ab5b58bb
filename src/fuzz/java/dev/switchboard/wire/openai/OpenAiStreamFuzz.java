package dev.switchboard.wire.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a provider streams follows the grammar, retold to a caller too. */
class OpenAiStreamFuzz {
  @FuzzTest
  void followsTheGrammar(byte[] bytes) {
    OpenAiFuzz.stream(bytes);
  }
}
