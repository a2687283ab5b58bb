package dev.switchboard.wire.openai;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a caller sends is a request or refused, and a request can be sent on or is refused. */
class OpenAiRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    OpenAiFuzz.request(bytes);
    OpenAiFuzz.passThrough(bytes);
  }
}
