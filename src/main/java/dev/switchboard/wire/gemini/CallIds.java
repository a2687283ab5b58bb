package dev.switchboard.wire.gemini;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives every call of a conversation an id, and finds the call that a response answers.
 *
 * <p>Ids are optional in this dialect, and clients lose them: a response without one answers the
 * first unanswered call of its name, the latest turn's calls first. An id of ours is the call's
 * number, so that the same conversation always gets the same ids.
 *
 * <p>Not safe for use by several threads.
 */
final class CallIds {
  private final List<Call> open = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private int turn;
  private int calls;

  private record Call(String id, String name, int turn) {}

  /** The model speaks anew. */
  void nextTurn() {
    turn++;
  }

  /**
   * The id of a call.
   *
   * @param given the caller's id; empty if there is none
   */
  String called(String given, String name) {
    calls++;
    String id = given;
    if (id.isEmpty()) {
      id = "call_" + calls;
      for (int more = 2; used.contains(id); more++) {
        id = "call_" + calls + "_" + more;
      }
    }
    used.add(id);
    open.add(new Call(id, name, turn));
    return id;
  }

  /**
   * The id of the call that is answered.
   *
   * @param given the response's id; empty if there is none
   * @param name the response's name; empty if there is none
   * @return empty if there is no such call, or it is answered already
   */
  Optional<String> answered(String given, String name) {
    Optional<Call> call = given.isEmpty() ? Optional.empty() : first(c -> c.id().equals(given));
    if (call.isEmpty()) {
      call = first(c -> c.turn() == turn && (name.isEmpty() || c.name().equals(name)));
    }
    if (call.isEmpty()) {
      call = first(c -> name.isEmpty() || c.name().equals(name));
    }
    call.ifPresent(open::remove);
    return call.map(Call::id);
  }

  private Optional<Call> first(Predicate<Call> predicate) {
    return open.stream().filter(predicate).findFirst();
  }
}
