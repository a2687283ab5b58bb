package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one response is made and kept.
 *
 * @param id the response's id, if it is ours
 * @param previousId the response that it continues; null for none
 * @param items the new items of its request, each with an id
 * @param store whether its project may come back to it
 * @param earlier the items of the conversation that it continues
 * @param background whether it is made after its request was answered
 */
record ResponsePlan(
    VirtualKey owner,
    String id,
    @Nullable String previousId,
    List<ObjectNode> items,
    List<ObjectNode> earlier,
    boolean store,
    boolean background) {
  ResponsePlan {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(id);
    items = List.copyOf(items);
    earlier = List.copyOf(earlier);
  }
}
