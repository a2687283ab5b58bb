package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.provider.ChatStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a caller gets it: what one attempt says or, where that broke off, what others went
 * on to say. Used by one thread.
 */
public final class AnswerStream implements ChatStream {
  private final AttemptStream first;
  private final Rescue rescue;
  private ChatStream current;
  private BooleanSupplier wanted = () -> true;
  private @Nullable Told rescued;
  private @Nullable Failure failure;

  AnswerStream(AttemptStream first, Rescue rescue) {
    this.first = first;
    this.current = first;
    this.rescue = rescue;
    rescue.follow(first);
  }

  /** Lets it be rescued only when this holds; else a break is told as one. */
  public void rescuedOnlyIf(BooleanSupplier condition) {
    wanted = condition;
  }

  @Override
  public Optional<Item> next() {
    while (true) {
      Optional<Item> item = current.next();
      if (item.isEmpty()) {
        return item;
      }
      Optional<StreamEvent.Failed> broken = AttemptStream.failed(item.get());
      if (broken.isEmpty()) {
        observe(item.get().events());
        return item;
      }
      List<StreamEvent> before =
          item.get().events().stream()
              .filter(event -> !(event instanceof StreamEvent.Failed))
              .toList();
      observe(before);
      if (!goesOn(broken.get().failure())) {
        failure = broken.get().failure();
        return item;
      }
      if (!before.isEmpty()) {
        return Optional.of(new Item(before, null));
      }
    }
  }

  private boolean goesOn(Failure broken) {
    if (!wanted.getAsBoolean()) {
      return false;
    }
    Optional<ChatStream> next = rescue.after(broken, told());
    if (next.isEmpty()) {
      return false;
    }
    if (rescued == null) {
      rescued = first.told().copy();
    }
    current = next.get();
    return true;
  }

  private void observe(List<StreamEvent> events) {
    Told so = rescued;
    if (so != null) {
      for (StreamEvent event : events) {
        so.accept(event);
        if (event instanceof StreamEvent.Finished) {
          rescue.ended(so.accumulator().content());
        }
      }
    }
  }

  private Told told() {
    return rescued == null ? first.told() : rescued;
  }

  /** What has come so far. */
  public ResponseAccumulator accumulated() {
    return told().accumulator();
  }

  /**
   * What the caller was given in the provider's own bytes when the first event follows that is not;
   * empty while there was none.
   */
  public List<StreamEvent> passedOn() {
    return first.passedOn();
  }

  /** How the stream broke off; empty while it runs and when it ended well. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    current.close();
  }
}
