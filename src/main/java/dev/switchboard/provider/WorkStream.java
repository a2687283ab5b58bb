package dev.switchboard.provider;

import dev.switchboard.ir.WorkEvent;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pieces of one answer, pulled by the thread that serves the caller. */
public interface WorkStream extends AutoCloseable {

  /** The media type of the sound that comes as pieces; empty where none does. */
  String mimeType();

  /**
   * The next item, waiting for it; empty after the end.
   *
   * <p>Over all items the events follow the grammar of {@link WorkEvent}: a provider that breaks
   * off, stalls or lies yields {@link WorkEvent.Failed}, never an exception and never silence.
   */
  Optional<Item> next();

  /** Cancels what is still under way at the provider; harmless after the end. */
  @Override
  void close();

  /**
   * One step.
   *
   * @param raw what to pass on to the caller when the request was passed through as server-sent
   *     events; null otherwise
   */
  record Item(List<WorkEvent> events, @Nullable WireEvent raw) {
    public Item {
      events = List.copyOf(events);
    }
  }
}
