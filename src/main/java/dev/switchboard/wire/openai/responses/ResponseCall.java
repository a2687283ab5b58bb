package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an answer repeats of its request; one instance per call, used by one thread.
 *
 * <p>The body is parsed when it is first needed, and once.
 */
public final class ResponseCall {
  private final byte[] body;
  private final Keeping keeping;
  private final LongSupplier nowSeconds;
  private @Nullable Fields fields;
  private @Nullable ToolNames names;

  /**
   * How the answer is kept.
   *
   * @param previousResponseId the response that this one continues; null for none
   * @param stored whether it can be retrieved later
   * @param background whether it is made after the request was answered
   */
  public record Keeping(@Nullable String previousResponseId, boolean stored, boolean background) {
    /** Not at all. */
    public static final Keeping NONE = new Keeping(null, false, false);
  }

  /**
   * @param body the request as it is decoded; not to be changed
   * @param nowSeconds Unix time, asked when the answer is whole
   */
  public ResponseCall(byte[] body, Keeping keeping, LongSupplier nowSeconds) {
    this.body = Objects.requireNonNull(body);
    this.keeping = Objects.requireNonNull(keeping);
    this.nowSeconds = Objects.requireNonNull(nowSeconds);
  }

  Keeping keeping() {
    return keeping;
  }

  long nowSeconds() {
    return nowSeconds.getAsLong();
  }

  /** The body's fields, of this body parsed before. */
  Fields fields() {
    return fieldsOf(body);
  }

  /** The fields of a body, which is as a rule the one this call began with. */
  @SuppressWarnings(
      "ReferenceEquality") // The same array is the same body; comparing would read it.
  Fields fieldsOf(byte[] asked) {
    Fields known = fields;
    if (asked != body) {
      return Fields.of(Json.parse(asked));
    }
    if (known == null) {
      known = Fields.of(Json.parse(asked));
      fields = known;
    }
    return known;
  }

  ToolNames names() {
    ToolNames known = names;
    if (known == null) {
      known = ToolNames.of(fields());
      names = known;
    }
    return known;
  }
}
