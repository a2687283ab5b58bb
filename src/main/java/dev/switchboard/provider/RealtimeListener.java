package dev.switchboard.provider;

import dev.switchboard.ir.RealtimeEvent;

/** Who hears what a voice session says. */
@FunctionalInterface
public interface RealtimeListener {

  /**
   * Takes one event. Called by one thread at a time, in order; {@link RealtimeEvent.Ended} is the
   * last. Blocks while its caller takes nothing: the provider is then not to be read further.
   */
  void on(RealtimeEvent event);
}
