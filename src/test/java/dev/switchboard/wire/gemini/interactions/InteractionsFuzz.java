package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.gemini.GeminiClient;

/**
 * Whatever a caller sends is a request or a failure, never another exception; what is kept of an
 * answer can be told again.
 */
public final class InteractionsFuzz {
  private static final GeminiClient CLIENT = new GeminiClient("google");

  private InteractionsFuzz() {}

  /** Feeds one input to all parts. */
  public static void fuzzerTestOneInput(byte[] data) {
    request(data);
    replay(data);
  }

  static void request(byte[] data) {
    try {
      ChatRequest request = new InteractionsServer().decodeRequest(data).chat();
      CLIENT.encodeRequest(request, "gemini-2.5-flash", true, ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      // One of the two outcomes.
    }
  }

  static void replay(byte[] data) {
    try {
      InteractionsServer.replay(Json.parseReply(data));
    } catch (InvalidJsonException e) {
      // Nothing else is kept than JSON.
    }
  }
}
