package dev.switchboard.routing;

import java.util.Map;
import java.util.Objects;

/**
 * Who makes a call, and what it says that routes look at.
 *
 * @param projectId of the key; empty when nobody in particular asks
 * @param keyId of the key; empty when nobody in particular asks
 * @param tags as the call bears them
 */
public record Asking(String projectId, String keyId, Map<String, String> tags, Demand demand) {
  /** Nobody in particular, who says nothing. */
  public static final Asking NOBODY = new Asking("", "", Map.of(), Demand.NONE);

  /** The same in the name of a key. */
  public Asking of(String project, String key) {
    return new Asking(project, key, tags, demand);
  }

  public Asking {
    Objects.requireNonNull(projectId);
    Objects.requireNonNull(keyId);
    tags = Map.copyOf(tags);
    Objects.requireNonNull(demand);
  }
}
