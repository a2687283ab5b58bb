package dev.switchboard.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a caller of OpenAI's voice sessions sends is a command or refused. */
class OpenAiVoiceCallerFuzz {
  @FuzzTest
  void isUnderstoodOrRefused(byte[] bytes) {
    RealtimeFuzz.openAiCaller(bytes);
  }
}
