package dev.switchboard.provider;

import dev.switchboard.ir.RealtimeEvent;
import java.util.List;

/** Who hears what a voice session says. */
@FunctionalInterface
public interface RealtimeListener {

  /**
   * Takes one event. Called by one thread at a time, in order; {@link RealtimeEvent.Ended} is the
   * last. Blocks while its caller takes nothing: the provider is then not to be read further.
   */
  void on(RealtimeEvent event);

  /**
   * Takes one frame of the provider's as it came, in place of the events that it means; called only
   * where {@link RealtimeOrder#passing} asked for frames. Otherwise as {@link #on}.
   *
   * @param frame the whole event in the caller's dialect; only what names the model is changed
   * @param meaning what {@link #on} would have got: for who counts, not for who writes
   */
  default void passed(String frame, List<RealtimeEvent> meaning) {
    meaning.forEach(this::on);
  }
}
