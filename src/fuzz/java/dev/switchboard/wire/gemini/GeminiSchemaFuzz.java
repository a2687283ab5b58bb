package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any schema is rewritten to the subset that Gemini takes, or refused. */
class GeminiSchemaFuzz {
  @FuzzTest
  void isRewrittenOrRefused(byte[] bytes) {
    GeminiFuzz.schema(bytes);
  }
}
