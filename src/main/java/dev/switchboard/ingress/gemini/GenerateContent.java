package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.gemini.GeminiServer;
import java.util.Map;
import java.util.Optional;

/**
 * {@code :generateContent} and {@code :streamGenerateContent}: any model behind Gemini's dialect.
 */
public final class GenerateContent {
  /** What {@code alt} may be, and whether it asks for server-sent events. */
  private static final Map<String, Boolean> ALTERNATIVES = Map.of("sse", true, "json", false);

  private final CompatChat.Manner withThoughts = manner(true);
  private final CompatChat.Manner withoutThoughts = manner(false);
  private final CompatChat chat;
  private final Credentials credentials;

  public GenerateContent(CompatChat chat, Credentials credentials) {
    this.chat = chat;
    this.credentials = credentials;
  }

  private static CompatChat.Manner manner(boolean showsThoughts) {
    return new CompatChat.Manner(
        new GeminiServer(showsThoughts), "", "x-request-id", "generateContent");
  }

  void handle(Incoming incoming, String model, boolean stream) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    requireNamed(model);
    StreamFraming framing = framing(incoming.exchange().query());
    RawBody body = new RawBody(Dialect.GEMINI_GENERATE, incoming.body());
    TopLevel fields = body.fields();
    if (!fields.has("contents")) {
      throw invalid("/contents", "contents: missing (expected: an array of contents)");
    }
    chat.serve(
        incoming,
        key,
        showsThoughts(fields) ? withThoughts : withoutThoughts,
        new CompatChat.Ask(
            body,
            model,
            stream ? Delivery.STREAM : Delivery.WHOLE,
            framing,
            CallHeaders.Said.NOTHING));
  }

  static void requireNamed(String model) {
    if (model.isBlank()) {
      throw invalid("/model", "model: empty (expected: models/<name>:<method>)");
    }
  }

  private static StreamFraming framing(Query query) {
    Optional<Boolean> events =
        Parameters.word(query, "alt", ALTERNATIVES)
            .or(() -> Parameters.word(query, "$alt", ALTERNATIVES));
    return events.orElse(false) ? new DataFraming() : new JsonArrayFraming();
  }

  private static boolean showsThoughts(TopLevel body) {
    return object(body, "generationConfig", "generation_config")
        .flatMap(config -> object(config, "thinkingConfig", "thinking_config"))
        .map(thinking ->
            thinking.boolOr("includeThoughts", thinking.boolOr("include_thoughts", false)))
        .orElse(false);
  }

  private static Optional<TopLevel> object(TopLevel fields, String camel, String snake) {
    return fields.object(camel).or(() -> fields.object(snake));
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }
}
