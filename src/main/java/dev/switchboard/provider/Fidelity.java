package dev.switchboard.provider;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import java.util.List;

/** Holds a translation to what its caller demands of it. */
public final class Fidelity {
  private Fidelity() {}

  /**
   * Lets a loss pass unless the caller refuses losses.
   *
   * @param notes what would be lost
   * @throws FailureException with {@link Failure.Unsupported} naming the first loss
   */
  public static void require(CallOptions options, List<Note> notes) {
    if (!options.strict() || notes.isEmpty()) {
      return;
    }
    Note first = notes.getFirst();
    throw new FailureException(
        new Failure.Unsupported(
            first.subject(),
            first.subject()
                + ": "
                + first.text()
                + (notes.size() == 1 ? "" : ", and " + (notes.size() - 1) + " more")
                + " (expected by x-switchboard-fidelity: strict: nothing lost)"));
  }
}
