package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Content.Signature.Kind;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The token of a thought as it stands in this dialect's {@code signature} or {@code data}.
 *
 * <p>One that Anthropic made stands there as it is. One of another vendor is wrapped together with
 * its origin, so that it finds its way back to where it is valid, and nowhere else: {@value #MARK}
 * and base64url of a JSON object. A thought without a token gets an empty wrapping, because the
 * dialect demands a signature.
 *
 * @param signature null when the thought has none
 * @param isOfCall whether it belongs to the tool call after the thought
 */
record ThoughtToken(@Nullable Signature signature, boolean isOfCall) {
  /** What a wrapped token begins with. */
  static final String MARK = "switchboard-thought-1.";

  private static final Map<String, Dialect> DIALECTS =
      Stream.of(Dialect.values())
          .collect(Collectors.toUnmodifiableMap(Dialect::label, dialect -> dialect));
  private static final Map<String, Kind> KINDS =
      Stream.of(Kind.values()).collect(Collectors.toUnmodifiableMap(Kind::name, kind -> kind));

  /** Whether the token stands as Anthropic made it. */
  static boolean isNative(@Nullable Signature signature) {
    return signature != null
        && signature.origin().dialect() == Dialect.ANTHROPIC_MESSAGES
        && signature.kind() != Kind.ENCRYPTED;
  }

  /** The text for {@code signature} or {@code data}. */
  String write() {
    if (signature != null && isNative(signature) && !isOfCall) {
      return signature.value();
    }
    ObjectNode wrapping = Json.object();
    if (signature != null) {
      wrapping.put("kind", signature.kind().name());
      wrapping.put("dialect", signature.origin().dialect().label());
      wrapping.put("provider", signature.origin().provider());
      wrapping.put("model", signature.origin().model());
      wrapping.put("value", signature.value());
    }
    if (isOfCall) {
      wrapping.put("call", true);
    }
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(wrapping));
  }

  /**
   * Reads what {@link #write} wrote, or what Anthropic did.
   *
   * @param kind what Anthropic's own token would be here
   * @throws InvalidFieldException if a wrapping was tampered with
   */
  static ThoughtToken read(Located token, Kind kind) {
    String text = token.text();
    if (!text.startsWith(MARK)) {
      return new ThoughtToken(
          new Signature(kind, text, Origin.of(Dialect.ANTHROPIC_MESSAGES)), false);
    }
    try {
      byte[] json =
          Base64.getUrlDecoder()
              .decode(text.substring(MARK.length()).getBytes(StandardCharsets.US_ASCII));
      return unwrapped(Fields.of(Json.parse(json)));
    } catch (IllegalArgumentException | InvalidJsonException | InvalidFieldException _) {
      throw token.invalid("the token as it was given out");
    }
  }

  private static ThoughtToken unwrapped(Fields wrapping) {
    Signature signature =
        wrapping.has("value")
            ? new Content.Signature(
                wrapping.choice("kind", KINDS),
                wrapping.text("value"),
                new Origin(
                    wrapping.choice("dialect", DIALECTS),
                    wrapping.text("provider"),
                    wrapping.text("model")))
            : null;
    return new ThoughtToken(signature, wrapping.boolOr("call", false));
  }
}
