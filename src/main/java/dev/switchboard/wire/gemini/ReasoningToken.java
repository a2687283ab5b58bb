package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another vendor's reasoning tokens in the place of a {@code thoughtSignature}: callers of this
 * dialect keep that field and send it back, whoever has answered them.
 *
 * <p>It is base64, as the field demands, of {@code {"switchboard": 1, "reasoning": [{text, kind,
 * value, dialect, provider, model}]}}. The text is within, because not every caller keeps thoughts.
 */
public final class ReasoningToken {
  private static final String HEAD = "{\"switchboard\":";

  /** The head is of a length that base64 does not pad, so that every token begins with this. */
  private static final String MARK =
      Base64.getEncoder().encodeToString(HEAD.getBytes(StandardCharsets.US_ASCII));

  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

  private static final Map<String, Dialect> DIALECTS =
      Arrays.stream(Dialect.values())
          .collect(Collectors.toUnmodifiableMap(Dialect::label, Function.identity()));

  private static final Map<String, Content.Signature.Kind> KINDS =
      Arrays.stream(Content.Signature.Kind.values())
          .collect(Collectors.toUnmodifiableMap(ReasoningToken::word, Function.identity()));

  private ReasoningToken() {}

  /** The token for what was thought, of which every piece is signed. */
  public static String write(List<Content.Reasoning> thoughts) {
    ObjectNode token = Json.object().put("switchboard", 1);
    ArrayNode pieces = token.putArray("reasoning");
    for (Content.Reasoning thought : thoughts) {
      Content.Signature signature = thought.signature();
      if (signature != null) {
        pieces
            .addObject()
            .put("text", thought.text())
            .put("kind", word(signature.kind()))
            .put("value", signature.value())
            .put("dialect", signature.origin().dialect().label())
            .put("provider", signature.origin().provider())
            .put("model", signature.origin().model());
      }
    }
    return Base64.getEncoder().encodeToString(Json.write(token));
  }

  /**
   * What was thought; empty if the signature is none of these tokens.
   *
   * @throws InvalidFieldException if it is a damaged one
   */
  public static Optional<List<Content.Reasoning>> read(Located signature) {
    if (!signature.text().startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      byte[] json = Base64.getDecoder().decode(Base64Text.standard(signature.text()));
      List<Content.Reasoning> thoughts = new ArrayList<>();
      for (Fields piece : Fields.of(Json.parse(json)).objects("reasoning")) {
        thoughts.add(
            new Content.Reasoning(
                piece.text("text"),
                new Content.Signature(
                    piece.choice("kind", KINDS),
                    piece.text("value"),
                    new Origin(
                        piece.choice("dialect", DIALECTS),
                        piece.text("provider"),
                        piece.text("model")))));
      }
      return Optional.of(thoughts);
    } catch (IllegalArgumentException | InvalidJsonException | InvalidFieldException _) {
      throw signature.invalid("the token as it was given out");
    }
  }

  /** Whether a body holds such a token, which no provider of this dialect understands. */
  static boolean standsIn(byte[] body) {
    int last = body.length - MARK_BYTES.length;
    for (int at = 0; at <= last; at++) {
      if (body[at] == MARK_BYTES[0]
          && Arrays.equals(body, at, at + MARK_BYTES.length, MARK_BYTES, 0, MARK_BYTES.length)) {
        return true;
      }
    }
    return false;
  }

  private static String word(Content.Signature.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
