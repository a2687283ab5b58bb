package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever body comes with a provider's error, a failure is made of it. */
class AnthropicErrorFuzz {
  @FuzzTest
  void isAFailure(byte[] bytes) {
    AnthropicClient client = new AnthropicClient("p");
    for (int status : new int[] {200, 400, 401, 404, 413, 429, 500, 529}) {
      client.decodeFailure(status, bytes, 1L);
    }
  }
}
