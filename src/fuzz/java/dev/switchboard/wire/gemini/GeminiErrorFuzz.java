package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever body comes with a provider's error, a failure is made of it. */
class GeminiErrorFuzz {
  @FuzzTest
  void isAFailure(byte[] bytes) {
    GeminiClient client = new GeminiClient("p");
    for (int status : new int[] {200, 400, 401, 404, 413, 429, 500, 529}) {
      client.decodeFailure(status, bytes, 1L);
    }
  }
}
