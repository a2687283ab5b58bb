package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A real database whose transactions end as the test says. */
final class FailingDatabase implements Database {
  /** How a transaction ends instead of well. */
  enum Fault {
    /** Everything was done, then the connection broke before the commit. */
    BEFORE_COMMIT,
    /** It was committed, but the answer was lost. */
    AFTER_COMMIT,
    /** The database refused it for good. */
    REFUSED
  }

  private final Database real;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private int writes;

  FailingDatabase(Database real) {
    this.real = real;
  }

  /** The next transactions end so, in this order. */
  synchronized void next(Fault... next) {
    for (Fault fault : next) {
      faults.add(fault);
    }
  }

  synchronized int writes() {
    return writes;
  }

  private synchronized @Nullable Fault take() {
    writes++;
    return faults.poll();
  }

  @Override
  public Kind kind() {
    return real.kind();
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    return real.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    Fault fault = take();
    T result =
        real.write(session -> {
          T done = work.on(session);
          if (fault == Fault.BEFORE_COMMIT) {
            throw away();
          }
          if (fault == Fault.REFUSED) {
            throw new SqlFailedException(new SQLException("refused", "22021"));
          }
          return done;
        });
    if (fault == Fault.AFTER_COMMIT) {
      throw away();
    }
    return result;
  }

  private static FailureException away() {
    return new FailureException(new Failure.Overloaded("the database does not answer"));
  }

  @Override
  public void close() {
    real.close();
  }
}
