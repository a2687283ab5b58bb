package dev.switchboard.wire.gemini.interactions;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** What is kept of an interaction is told again as far as it goes. */
class InteractionsReplayFuzz {
  @FuzzTest
  void isToldAgain(byte[] bytes) {
    InteractionsFuzz.replay(bytes);
  }
}
