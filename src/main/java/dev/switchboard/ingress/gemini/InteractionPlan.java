package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one interaction is made and kept.
 *
 * @param previousId the interaction that it continues; null for none
 * @param steps the new steps of its request
 * @param store whether its project may come back to it
 * @param background whether it is made after its request was answered
 */
record InteractionPlan(
    VirtualKey owner,
    String id,
    @Nullable String previousId,
    List<ObjectNode> steps,
    boolean store,
    boolean background) {
  InteractionPlan {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(id);
    steps = List.copyOf(steps);
  }
}
