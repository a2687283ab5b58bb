package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.ChatProvider;
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

  /** The dialect in which the call goes to a model. */
  Dialect dialectAt(ChatProvider provider, String upstreamModel) {
    return provider.dialectFor(original == null ? null : original.dialect(), upstreamModel);
  }

  /** The caller's own bytes, if they are in the dialect in which the call goes to the model. */
  @Nullable RawBody originalFor(ChatProvider provider, String upstreamModel) {
    return original != null && original.dialect() == dialectAt(provider, upstreamModel)
        ? original
        : null;
  }

  /** A conversation that was built, not received. */
  public static Prompt of(ChatRequest request, boolean stream) {
    return new Prompt(() -> request, null, stream, Map.of());
  }
}
