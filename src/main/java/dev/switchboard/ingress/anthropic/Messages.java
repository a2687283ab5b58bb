package dev.switchboard.ingress.anthropic;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.anthropic.AnthropicCount;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import dev.switchboard.wire.anthropic.AnthropicServer;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v3/compat/v1/messages} and {@code …/count_tokens}: any model behind Anthropic's
 * dialect.
 */
public final class Messages {
  private final CompatChat.Manner manner;
  private final CompatChat chat;
  private final CompatCount.Manner counted;
  private final CompatCount count;
  private final Credentials credentials;

  public Messages(
      AnthropicServer codec, CompatChat chat, CompatCount count, Credentials credentials) {
    this.manner =
        new CompatChat.Manner(codec, "msg_", AnthropicHeaders.REQUEST_ID_HEADER, "messages");
    this.counted =
        new CompatCount.Manner(
            "messages.count_tokens",
            AnthropicHeaders.REQUEST_ID_HEADER,
            body -> codec.decodeCount(body.bytes()),
            AnthropicCount::encode);
    this.chat = chat;
    this.count = count;
    this.credentials = credentials;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    RawBody body = body(incoming);
    TopLevel fields = body.fields();
    String model = model(fields);
    Delivery delivery = fields.boolOr("stream", false) ? Delivery.STREAM : Delivery.WHOLE;
    chat.serve(
        incoming,
        key,
        manner,
        new CompatChat.Ask(body, model, delivery, new EventFraming(), CallHeaders.Said.NOTHING));
  }

  void count(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    RawBody body = body(incoming);
    count.serve(incoming, key, counted, body, model(body.fields()));
  }

  /** The body with the features in trial that its fields may need. */
  private static RawBody body(Incoming incoming) {
    return new RawBody(Dialect.ANTHROPIC_MESSAGES, incoming.body(), headers(incoming.exchange()));
  }

  /** The requested model of a body that has messages. */
  private static String model(TopLevel fields) {
    String model =
        fields
            .text("model")
            .orElseThrow(
                () -> invalid("/model", "model: missing or not a text (expected: a model's name)"));
    if (!fields.has("messages")) {
      throw invalid("/messages", "messages: missing (expected: an array of messages)");
    }
    return model;
  }

  private static Map<String, String> headers(Exchange exchange) {
    List<String> betas = exchange.headers().all(AnthropicHeaders.BETA_HEADER);
    return betas.isEmpty()
        ? Map.of()
        : Map.of(AnthropicHeaders.BETA_HEADER, String.join(",", betas));
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }
}
