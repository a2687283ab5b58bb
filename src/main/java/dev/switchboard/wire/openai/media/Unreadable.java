package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.openai.OpenAiChatClient;
import tools.jackson.databind.JsonNode;

/** Makes failures of what one vendor's answers should not be. */
final class Unreadable {
  private final String provider;
  private final OpenAiChatClient errors;

  Unreadable(String provider, OpenAiChatClient errors) {
    this.provider = provider;
    this.errors = errors;
  }

  /** A JSON object that is no error; some vendors answer errors with status 200. */
  JsonNode json(byte[] body) {
    JsonNode node;
    try {
      node = Json.parseReply(body);
    } catch (InvalidJsonException e) {
      throw because("not JSON, " + body.length + " bytes, " + e.problem());
    }
    if (!node.isObject()) {
      throw because("no JSON object");
    }
    if (node.path("error").isObject()) {
      throw new FailureException(errors.decodeFailure(200, body, null));
    }
    return node;
  }

  /** The failure of an answer that is not what it should be; {@code what} holds nothing of it. */
  FailureException because(String what) {
    return new FailureException(
        new Failure.ProviderFailed(
            provider,
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            provider + " sent something unreadable: " + what));
  }
}
