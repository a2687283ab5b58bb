package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the model said in one turn of a history, read part by part.
 *
 * <p>Adjacent texts are pieces of one text, adjacent thoughts of one thought. A signature is the
 * call's that it stands on; on anything else it stands behind it. One that is a {@link
 * ReasoningToken} is unpacked.
 *
 * <p>Not safe for use by several threads.
 */
final class ModelTurn {
  private static final Name THOUGHT = Name.of("thought");
  private static final Name SIGNATURE = Name.of("thoughtSignature");
  private static final Name FUNCTION_CALL = Name.of("functionCall");
  private static final Name ID = Name.of("id");
  private static final Name NAME = Name.of("name");
  private static final Name ARGS = Name.of("args");
  private static final Name PARTIAL_ARGS = Name.of("partialArgs");

  /**
   * What callers put where a signature is demanded and none is at hand; valid at Google, and says
   * nothing.
   *
   * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">source</a>
   */
  private static final Set<String> PLACEHOLDERS =
      Set.of("skip_thought_signature_validator", "context_engineering_is_the_way_to_go");

  private final CallIds ids;
  private final List<Content> parts = new ArrayList<>();

  ModelTurn(CallIds ids) {
    this.ids = ids;
  }

  /** What was said, in order. */
  List<Content> parts() {
    return parts;
  }

  /** Adds a part. */
  void read(GeminiObject part) {
    String written = part.text(SIGNATURE);
    Optional<List<Content.Reasoning>> thoughts = part.get(SIGNATURE).flatMap(ReasoningToken::read);
    Content.Signature signature = thoughts.isPresent() ? null : signature(written);
    thoughts.orElse(List.of()).forEach(this::addSigned);
    Optional<GeminiObject> call = part.object(FUNCTION_CALL);
    if (call.isPresent()) {
      parts.add(call(call.get(), signature));
      return;
    }
    if (!part.has(RequestParts.TEXT)) {
      RequestParts.read(part).ifPresent(parts::add);
    } else if (part.flag(THOUGHT)) {
      addThought(part.text(RequestParts.TEXT), signature);
      return;
    } else {
      addText(part.text(RequestParts.TEXT));
    }
    if (signature != null) {
      parts.add(new Content.Reasoning("", signature));
    }
  }

  private static Content.@Nullable Signature signature(String written) {
    return written.isEmpty() || isPlaceholder(written)
        ? null
        : new Content.Signature(
            Content.Signature.Kind.SIGNATURE, written, Origin.of(Dialect.GEMINI_GENERATE));
  }

  /** As itself, or as the base64 that the field is. */
  private static boolean isPlaceholder(String signature) {
    if (signature.length() > 64 || PLACEHOLDERS.contains(signature)) {
      return signature.length() <= 64;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(Base64Text.standard(signature));
      return PLACEHOLDERS.contains(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Content call(GeminiObject call, Content.@Nullable Signature signature) {
    String name = call.text(NAME);
    if (name.isEmpty()) {
      throw call.fields().invalid(NAME.camel(), "a function's name");
    }
    if (!call.objects(PARTIAL_ARGS).isEmpty()) {
      throw call.get(PARTIAL_ARGS).orElseThrow().invalid("whole arguments, in args");
    }
    String arguments =
        call.get(ARGS).map(Located::fields).map(args -> Json.text(args.node())).orElse("");
    return new Content.ToolCall(ids.called(call.text(ID), name), name, arguments, signature);
  }

  private void addText(String text) {
    if (text.isEmpty()) {
      return;
    }
    String before = !parts.isEmpty() && parts.getLast() instanceof Content.Text ? removeText() : "";
    parts.add(new Content.Text(before + text));
  }

  private String removeText() {
    return ((Content.Text) parts.removeLast()).text();
  }

  private void addThought(String text, Content.@Nullable Signature signature) {
    String whole = text;
    if (!parts.isEmpty()
        && parts.getLast() instanceof Content.Reasoning before
        && before.signature() == null) {
      parts.removeLast();
      whole = before.text() + text;
    }
    if (!whole.isEmpty() || signature != null) {
      parts.add(new Content.Reasoning(whole, signature));
    }
  }

  /** The token repeats a thought that the caller may have kept as well: then it signs that one. */
  private void addSigned(Content.Reasoning signed) {
    int kept = parts.indexOf(new Content.Reasoning(signed.text(), null));
    if (kept >= 0 && !signed.text().isEmpty()) {
      parts.set(kept, signed);
    } else {
      parts.add(signed);
    }
  }
}
