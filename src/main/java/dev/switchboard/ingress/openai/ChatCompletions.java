package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;

/** {@code POST /v3/compat/chat/completions}: any model behind OpenAI's chat dialect. */
public final class ChatCompletions {
  private final CompatChat.Manner manner;
  private final CompatChat chat;
  private final Credentials credentials;

  public ChatCompletions(ServerCodec codec, CompatChat chat, Credentials credentials) {
    this.manner = new CompatChat.Manner(codec, "chatcmpl-", "x-request-id", "chat.completions");
    this.chat = chat;
    this.credentials = credentials;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    RawBody body = new RawBody(Dialect.OPENAI_CHAT, incoming.body());
    TopLevel fields = body.fields();
    String model =
        fields
            .text("model")
            .orElseThrow(
                () -> invalid("/model", "model: missing or not a text (expected: a model's name)"));
    if (!fields.has("messages")) {
      throw invalid("/messages", "messages: missing (expected: an array of messages)");
    }
    chat.serve(
        incoming,
        key,
        manner,
        new CompatChat.Ask(
            body,
            model,
            delivery(fields),
            StreamFraming.serverSentEvents(),
            CallHeaders.Said.NOTHING));
  }

  private static Delivery delivery(TopLevel fields) {
    boolean usage =
        fields.object("stream_options").map(o -> o.boolOr("include_usage", false)).orElse(false);
    boolean legacy = fields.has("functions") && !fields.has("tools");
    return new Delivery(fields.boolOr("stream", false), usage, legacy);
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }
}
