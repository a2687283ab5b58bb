package dev.switchboard.wire.openai.responses;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a provider answers is an answer or a failure. */
class ResponsesAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    CodecTargets.answer(
        new OpenAiResponsesServer(), new OpenAiResponsesClient("p"), "gpt-5", bytes);
  }
}
