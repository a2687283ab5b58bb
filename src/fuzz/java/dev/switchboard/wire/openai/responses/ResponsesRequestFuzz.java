package dev.switchboard.wire.openai.responses;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a caller sends is a request or refused. */
class ResponsesRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    CodecTargets.request(
        new OpenAiResponsesServer(), new OpenAiResponsesClient("p"), "gpt-5", bytes);
  }
}
