package dev.switchboard.wire;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Puts tools' results right behind the turn that called, before anything else that was said. */
public final class ResultsFirst {
  private ResultsFirst() {}

  /** The messages so ordered; those of role {@code tool} keep their order, and so do all others. */
  public static List<ObjectNode> order(List<ObjectNode> messages) {
    List<ObjectNode> ordered = new ArrayList<>(messages.size());
    List<ObjectNode> rest = new ArrayList<>();
    for (ObjectNode message : messages) {
      String role = message.path("role").asString("");
      if (role.equals("tool")) {
        ordered.add(message);
        continue;
      }
      if (role.equals("assistant")) {
        ordered.addAll(rest);
        rest.clear();
        ordered.add(message);
      } else {
        rest.add(message);
      }
    }
    ordered.addAll(rest);
    return ordered;
  }
}
