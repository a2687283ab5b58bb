package dev.switchboard.provider;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of one answer, pulled by the thread that serves the caller: a slow caller thereby
 * slows the provider.
 */
public interface ChatStream extends AutoCloseable {

  /**
   * The next item, waiting for it; empty after the end.
   *
   * <p>Over all items the events follow the grammar of {@link StreamEvent}: a provider that breaks
   * off, stalls or lies yields {@link StreamEvent.Failed}, never an exception and never silence.
   */
  Optional<Item> next();

  /** Cancels what is still under way at the provider; harmless after the end. */
  @Override
  void close();

  /**
   * One step.
   *
   * @param events what it means; may be empty beside raw bytes
   * @param raw what to pass on to the caller when the request was passed through, {@link
   *     WireEvent#NOTHING} at the end of a dialect that has no mark for it; null when it was not
   *     passed through, or when this step is ours alone
   */
  record Item(List<StreamEvent> events, @Nullable WireEvent raw) {
    public Item {
      events = List.copyOf(events);
    }
  }
}
