package dev.switchboard.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever Gemini says in a voice session is told to callers or fails. */
class LiveProviderFuzz {
  @FuzzTest
  void isUnderstoodOrRefused(byte[] bytes) {
    RealtimeFuzz.geminiProvider(bytes);
  }
}
