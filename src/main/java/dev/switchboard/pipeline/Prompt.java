package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.RawBody;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one attempt.
 *
 * @param request decoded when first asked for
 * @param original the caller's own bytes, if they may be passed on as they are
 * @param stream whether a stream is wanted from the provider
 * @param extraHeaders sent to the provider beside its own
 */
public record Prompt(
    Supplier<ChatRequest> request,
    @Nullable RawBody original,
    boolean stream,
    Map<String, String> extraHeaders) {
  public Prompt {
    Objects.requireNonNull(request);
    extraHeaders = Map.copyOf(extraHeaders);
  }

  /** The caller's own bytes, if they are in this dialect. */
  @Nullable RawBody originalFor(Dialect dialect) {
    return original != null && original.dialect() == dialect ? original : null;
  }

  /** A conversation that was built, not received. */
  public static Prompt of(ChatRequest request, boolean stream) {
    return new Prompt(() -> request, null, stream, Map.of());
  }
}
