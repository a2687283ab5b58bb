package dev.switchboard.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a caller of Gemini's voice sessions sends is a command or refused. */
class LiveCallerFuzz {
  @FuzzTest
  void isUnderstoodOrRefused(byte[] bytes) {
    RealtimeFuzz.geminiCaller(bytes);
  }
}
