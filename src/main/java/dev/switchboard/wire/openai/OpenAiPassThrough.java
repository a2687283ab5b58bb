package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.MAX_COMPLETION_TOKENS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STREAM_OPTIONS;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The lane for callers and vendors of one dialect: the caller's own bytes go on, with the model's
 * name, the bound on tokens and the wish for usage patched in and every other byte as it was.
 */
public final class OpenAiPassThrough {
  /** The event that ends a stream. */
  public static final WireEvent DONE = WireEvent.of("[DONE]");

  private static final String OLDER = "max_tokens";
  private static final String NEWER = "max_completion_tokens";

  private final OpenAiFlags flags;
  private final VendorFit fit;

  /**
   * @param flags how the vendor deviates
   */
  public OpenAiPassThrough(OpenAiFlags flags) {
    this.flags = flags;
    this.fit = new VendorFit(flags);
  }

  /**
   * Prepares a caller's body for the vendor.
   *
   * @param original one JSON object; left alone
   * @return empty if the vendor takes something of it differently, so that it must be translated
   * @throws dev.switchboard.ir.FailureException with {@code InvalidRequest} if it is not JSON or
   *     one of the patched fields is of a wrong type
   */
  public Optional<Passage> prepare(byte[] original, String upstreamModel) {
    return prepare(original, () -> TopLevel.scan(original), upstreamModel);
  }

  /** The same for a body that may have been scanned already. */
  public Optional<Passage> prepare(
      byte[] original, Supplier<TopLevel> scanned, String upstreamModel) {
    try {
      TopLevel body = scanned.get();
      return fit.takes(body, original) ? Optional.of(patch(body, upstreamModel)) : Optional.empty();
    } catch (InvalidJsonException e) {
      throw OpenAiChatServer.invalid("invalid_json", "", e);
    } catch (InvalidFieldException e) {
      throw OpenAiChatServer.invalid("invalid_request", e.pointer(), e);
    }
  }

  private Passage patch(TopLevel body, String upstreamModel) {
    JsonPatch patch = JsonPatch.none();
    if (!body.text("model").equals(Optional.of(upstreamModel))) {
      patch = patch.set("/model", upstreamModel);
    }
    patch = renameBound(body, patch);
    boolean asked =
        body.object("stream_options").map(o -> o.boolOr("include_usage", false)).orElse(false);
    boolean stream = body.boolOr("stream", false);
    boolean ask = stream && !asked && !flags.has(NO_STREAM_OPTIONS);
    if (ask) {
      patch = patch.set("/stream_options/include_usage", true);
    } else if (flags.has(NO_STREAM_OPTIONS) && body.has("stream_options")) {
      patch = patch.remove("/stream_options");
    }
    return new Passage(patch.isEmpty() ? body.toBytes() : patch.apply(body), ask);
  }

  /** Callers of one dialect use either name; a vendor may know one only. */
  private JsonPatch renameBound(TopLevel body, JsonPatch patch) {
    String wanted = flags.has(MAX_COMPLETION_TOKENS) ? NEWER : OLDER;
    String other = flags.has(MAX_COMPLETION_TOKENS) ? OLDER : NEWER;
    if (!body.has(other)) {
      return patch;
    }
    // Of both, the newer one is what the caller means.
    boolean moves =
        body.field(wanted).isEmpty() || (body.field(other).isPresent() && wanted.equals(OLDER));
    JsonPatch renamed = patch.remove("/" + other);
    return moves
        ? body.node(other).map(value -> renamed.set("/" + wanted, value)).orElse(renamed)
        : renamed;
  }

  /** A body ready to be sent, and what must be done to the stream that comes back. */
  public static final class Passage {
    private final byte[] body;
    private final boolean withholdsUsage;

    private Passage(byte[] body, boolean withholdsUsage) {
      this.body = body;
      this.withholdsUsage = withholdsUsage;
    }

    /** What is sent; not a copy, not to be changed. */
    public byte[] body() {
      return body;
    }

    /** Whether usage was asked for by us and not by the caller. */
    public boolean withholdsUsage() {
      return withholdsUsage;
    }

    /**
     * Whether the caller gets this event.
     *
     * @param data its payload
     * @return false for the chunk with nothing but usage that only we asked for
     */
    public boolean passesBack(String data) {
      return !withholdsUsage || !mayHoldUsage(data) || !isUsageOnly(data);
    }

    /** Looks before it reads: most events say {@code "usage":null}. */
    private static boolean mayHoldUsage(String data) {
      int at = data.indexOf("\"usage\"");
      while (at >= 0) {
        int value = data.indexOf(':', at) + 1;
        while (value > 0 && value < data.length() && data.charAt(value) == ' ') {
          value++;
        }
        if (value > 0 && !data.startsWith("null", value)) {
          return true;
        }
        at = data.indexOf("\"usage\"", at + 1);
      }
      return false;
    }

    private static boolean isUsageOnly(String data) {
      try {
        byte[] utf8 = data.getBytes(StandardCharsets.UTF_8);
        TopLevel chunk = TopLevel.scanReply(utf8, 0, utf8.length);
        return chunk.node("usage").filter(usage -> usage.isObject()).isPresent()
            && chunk.node("choices").filter(choices -> choices.isEmpty()).isPresent();
      } catch (InvalidJsonException e) {
        return false;
      }
    }
  }
}
