package dev.switchboard.app;

import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Intent;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalException;
import dev.switchboard.trace.CallSink;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that had asked a provider when there was no room for their records. While there are some,
 * no other call asks one: so they are at most as many as were under way. Their intents stand, and
 * put them on record at the next start if this process never can.
 */
final class UnrecordedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(UnrecordedCalls.class);

  private final Journal journal;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Read by every call; so none waits for the lock while all is well. */
  private volatile boolean some;

  UnrecordedCalls(Journal journal) {
    this.journal = journal;
  }

  private static final class Waiting {
    private final Intent intent;
    private final byte[] bytes;

    private Waiting(Intent intent, byte[] bytes) {
      this.intent = intent;
      this.bytes = bytes;
    }
  }

  /**
   * Takes one.
   *
   * @param intent used by nobody else from now on
   * @param bytes its record; not to be changed
   */
  synchronized void add(Intent intent, byte[] bytes) {
    waiting.addLast(new Waiting(intent, bytes));
    some = true;
  }

  /**
   * Puts them on record.
   *
   * @throws JournalException if there is still no room
   * @throws FailureException the same, known beforehand
   */
  void settle() {
    if (some) {
      settleAll();
    }
  }

  private synchronized void settleAll() {
    // The rest of a segment has room for these long after it has none for a call with its content.
    if (journal.status().problem().isPresent()) {
      throw new FailureException(CallSink.NO_ROOM);
    }
    int settled = 0;
    for (Waiting first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
      journal.append(first.bytes);
      first.intent.withdraw();
      waiting.removeFirst();
      settled++;
    }
    some = false;
    if (settled > 0) {
      LOG.info("there is room again: {} calls that had to wait for it are on record", settled);
    }
  }
}
