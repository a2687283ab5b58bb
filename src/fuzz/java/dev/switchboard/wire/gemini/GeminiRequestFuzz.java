package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any body of a caller is a request or refused. */
class GeminiRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    GeminiFuzz.request(bytes);
  }
}
