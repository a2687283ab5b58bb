package dev.switchboard.pipeline;

import dev.switchboard.ir.WorkRequest;
import dev.switchboard.provider.OriginalWork;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is no conversation, as one attempt asks for it.
 *
 * @param request decoded when first asked for
 * @param original the caller's own bytes, if they may be passed on as they are
 * @param stream whether a stream is wanted where the provider has one
 * @param extraHeaders sent to the provider beside its own
 */
public record WorkPrompt(
    Supplier<WorkRequest> request,
    @Nullable OriginalWork original,
    boolean stream,
    Map<String, String> extraHeaders) {
  public WorkPrompt {
    Objects.requireNonNull(request);
    extraHeaders = Map.copyOf(extraHeaders);
  }

  /** Work with no headers of its own. */
  public WorkPrompt(
      Supplier<WorkRequest> request, @Nullable OriginalWork original, boolean stream) {
    this(request, original, stream, Map.of());
  }

  /** Work that was made up here, not received. */
  public static WorkPrompt of(WorkRequest request, boolean stream) {
    return new WorkPrompt(() -> request, null, stream);
  }
}
