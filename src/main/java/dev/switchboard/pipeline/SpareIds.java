package dev.switchboard.pipeline;

import java.util.HashSet;
import java.util.Set;

/** Places and ids for further tool calls of an answer, unlike those that it has. */
final class SpareIds {
  private final Set<String> taken = new HashSet<>();
  private int next;

  SpareIds(Told told) {
    for (Told.Call call : told.calls()) {
      taken.add(call.call().id());
      next++;
    }
  }

  /** The place of the next call. */
  int next() {
    return next++;
  }

  /** The id, or one like it: servers that number their calls begin with the same ones. */
  String spare(String id) {
    String spare = id;
    for (int n = 2; !taken.add(spare); n++) {
      spare = id + "_" + n;
    }
    return spare;
  }
}
