package dev.switchboard.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever OpenAI says in a voice session is told to callers or fails. */
class OpenAiVoiceProviderFuzz {
  @FuzzTest
  void isUnderstoodOrRefused(byte[] bytes) {
    RealtimeFuzz.openAiProvider(bytes);
  }
}
