package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.Target;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What an attempt at a conversation needs of budgets and limits. Used by one thread. */
final class ChatNeeds {
  /** What limits of tokens set aside for the output of a call that does not bound it. */
  private static final long LIKELY_OUTPUT = 1_000;

  private static final long BYTES_PER_TOKEN = 4;

  private final Prompt prompt;
  private @Nullable InputSize size;

  ChatNeeds(Prompt prompt) {
    this.prompt = prompt;
  }

  /**
   * The most that it can cost, in 1e-12 USD. Nobody knows it of a body that is passed on although
   * it cannot be read here.
   */
  OptionalLong most(TargetFacts facts, Target target) {
    Optional<ChatRequest> request = readable();
    return request.isEmpty()
        ? OptionalLong.empty()
        : facts.most(target, request.get(), size(request.get()).bytes());
  }

  /**
   * The {@link PriceMode} that it asks for.
   *
   * @param dialect that the target is asked in
   */
  String mode(TargetFacts facts, Target target, Dialect dialect) {
    // Only then: most bodies that are passed on need not be read at all.
    return facts.sellsModes(target)
        ? readable().map(request -> PriceMode.of(request, dialect)).orElse(PriceMode.NONE)
        : PriceMode.NONE;
  }

  /** Input and output tokens together, as a caller who says nothing of the output likely needs. */
  long likely() {
    Optional<ChatRequest> request = readable();
    if (request.isEmpty()) {
      RawBody original = prompt.original();
      return LIKELY_OUTPUT + (original == null ? 0 : original.bytes().length / BYTES_PER_TOKEN);
    }
    Integer most = request.get().sampling().maxOutputTokens();
    return UsageEstimate.roughly(request.get(), size(request.get()))
        + (most == null ? LIKELY_OUTPUT : most);
  }

  /** Measured once: a budget asks for the bytes, a limit for the tokens. */
  private InputSize size(ChatRequest request) {
    InputSize known = size;
    if (known == null) {
      known = InputSize.of(request);
      size = known;
    }
    return known;
  }

  private Optional<ChatRequest> readable() {
    try {
      return Optional.of(prompt.request().get());
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return Optional.empty();
    }
  }
}
