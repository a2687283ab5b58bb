package dev.switchboard.wire.anthropic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;

/** Whatever a caller sends is a request or refused, and a request can be sent on or is refused. */
class AnthropicRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    AnthropicServer server = new AnthropicServer();
    try {
      ChatRequest request = server.decodeRequest(bytes).chat();
      byte[] body =
          new AnthropicClient("p")
              .encodeRequest(request, "claude-sonnet-4-5", true, ModelTraits.UNKNOWN)
              .bytes();
      Json.parse(body);
    } catch (FailureException e) {
      server.encodeFailure(e.failure(), "r");
    }
  }
}
