package dev.switchboard.wire.gemini.interactions;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a caller sends is a request that can be sent on, or a failure. */
class InteractionsRequestFuzz {
  @FuzzTest
  void isARequestOrAFailure(byte[] bytes) {
    InteractionsFuzz.request(bytes);
  }
}
