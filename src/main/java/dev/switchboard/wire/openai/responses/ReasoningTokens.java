package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reasoning tokens of any provider in {@code encrypted_content}.
 *
 * <p>OpenAI's own stand there as they are. Another provider's is wrapped with its origin, so that
 * it comes back as what it was: {@code swb1.} and base64url of {@code {"d": dialect, "k": kind,
 * "v": value, "p": provider, "m": model, "c": call id}}.
 */
final class ReasoningTokens {
  /** How a wrapped token begins. */
  static final String PREFIX = "swb1.";

  /** How the id of a reasoning item of our own begins; OpenAI knows none of them. */
  static final String ITEM_PREFIX = "rs_swb_";

  /**
   * A token and where it belongs.
   *
   * @param callId the tool call it belongs to; null for a thought's
   */
  record Token(Signature signature, @Nullable String callId) {}

  private ReasoningTokens() {}

  static String write(Signature signature, @Nullable String callId) {
    Dialect dialect = signature.origin().dialect();
    boolean own = dialect == Dialect.OPENAI_RESPONSES || dialect == Dialect.OPENAI_CHAT;
    if (own && signature.kind() == Signature.Kind.ENCRYPTED && callId == null) {
      return signature.value();
    }
    ObjectNode token = Json.object();
    token.put("d", dialect.label()).put("k", signature.kind().name()).put("v", signature.value());
    token.put("p", signature.origin().provider()).put("m", signature.origin().model());
    if (callId != null) {
      token.put("c", callId);
    }
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(token));
  }

  /** A text that is wrapped and cannot be read is taken for OpenAI's own. */
  static Token read(String encrypted) {
    return unwrap(encrypted)
        .orElseGet(() ->
            new Token(
                new Signature(
                    Content.Signature.Kind.ENCRYPTED,
                    encrypted,
                    Origin.of(Dialect.OPENAI_RESPONSES)),
                null));
  }

  private static Optional<Token> unwrap(String encrypted) {
    if (!encrypted.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] json =
          Base64.getUrlDecoder()
              .decode(encrypted.substring(PREFIX.length()).getBytes(StandardCharsets.UTF_8));
      JsonNode token = Json.parse(json);
      Optional<Dialect> dialect =
          Arrays.stream(Dialect.values())
              .filter(d -> d.label().equals(token.path("d").asString("")))
              .findFirst();
      Optional<Signature.Kind> kind =
          Arrays.stream(Signature.Kind.values())
              .filter(k -> k.name().equals(token.path("k").asString("")))
              .findFirst();
      if (dialect.isEmpty() || kind.isEmpty() || !token.path("v").isString()) {
        return Optional.empty();
      }
      Origin origin =
          new Origin(dialect.get(), token.path("p").asString(""), token.path("m").asString(""));
      return Optional.of(
          new Token(
              new Signature(kind.get(), token.path("v").stringValue(), origin),
              token.path("c").isString() ? token.path("c").stringValue() : null));
    } catch (IllegalArgumentException | InvalidJsonException e) {
      return Optional.empty();
    }
  }
}
