package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.SampleCalls;
import dev.switchboard.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of attempts before they are made. */
class UnderwayTest {
  private final CallRecord call = new SampleCalls(1).typical();
  private final List<Span> attempts =
      call.spans().stream().filter(span -> span.attempt() != null).toList();
  private final Narrow books = new Narrow();
  private final Underway underway = new Underway(books);
  private final List<List<Span>> told = new ArrayList<>();

  private void begin(Span attempt) {
    underway.begin(
        attempt,
        all -> {
          told.add(all);
          return call;
        });
  }

  @Test
  void anAttemptThatCouldNotBeKeptStandsNowhere() {
    books.full = true;
    assertThatThrownBy(() -> begin(attempts.getFirst())).isInstanceOf(FailureException.class);
    books.full = false;
    begin(attempts.getLast());
    assertThat(told.getLast()).containsExactly(attempts.getLast());
    assertThat(underway.end()).containsExactly(attempts.getLast());
  }

  @Test
  void neitherDoesALaterOne() {
    begin(attempts.getFirst());
    books.full = true;
    assertThatThrownBy(() -> begin(attempts.getLast())).isInstanceOf(FailureException.class);
    assertThat(underway.end()).containsExactly(attempts.getFirst());
    books.full = false;
  }

  /** Has no room at times. */
  private static final class Narrow implements CallSink {
    private boolean full;

    @Override
    public void record(CallRecord call) {}

    @Override
    public CallIntent intend(CallRecord call) {
      requireRoom();
      return new CallIntent() {
        @Override
        public void replace(CallRecord other) {
          requireRoom();
        }

        @Override
        public void withdraw() {}

        @Override
        public void keep(CallRecord call) {}
      };
    }

    private void requireRoom() {
      if (full) {
        throw new FailureException(CallSink.NO_ROOM);
      }
    }
  }
}
