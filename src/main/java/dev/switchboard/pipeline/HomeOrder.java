package dev.switchboard.pipeline;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.routing.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings conversations back to where their reasoning tokens are valid.
 *
 * <p>Elsewhere they would be left out, and a model that goes on with its own tool calls would not
 * know why it made them.
 */
final class HomeOrder {
  private final Egress egress;
  private final ThoughtMemory memory;

  HomeOrder(Egress egress, ThoughtMemory memory) {
    this.egress = egress;
    this.memory = memory;
  }

  /**
   * The targets, those first at which the conversation's reasoning tokens are valid; as they are
   * where it cannot be read, or one of them serves no conversation: each target's turn says so.
   */
  List<Target> of(String projectId, Prompt prompt, List<Target> targets) {
    if (targets.size() < 2) {
      return targets;
    }
    try {
      if (callerCarriesAll(prompt, targets)) {
        return targets;
      }
      Optional<Origin> origin = memory.origin(projectId, prompt.request().get());
      return origin.isEmpty()
          ? targets
          : targets.stream()
              .sorted(Comparator.comparing(target -> !isHome(target, origin.get())))
              .toList();
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return targets;
    }
  }

  /** Whether the caller's dialect is everywhere, so that nothing was lost on the way to them. */
  private boolean callerCarriesAll(Prompt prompt, List<Target> targets) {
    return targets.stream()
        .allMatch(target ->
            prompt.originalFor(egress.chat(target.provider()), target.upstreamModel()) != null);
  }

  private boolean isHome(Target target, Origin origin) {
    return origin.provider().isEmpty()
        ? egress.chat(target.provider()).dialect() == origin.dialect()
        : target.provider().equals(origin.provider());
  }
}
