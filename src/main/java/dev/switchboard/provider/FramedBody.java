package dev.switchboard.provider;

import dev.switchboard.http.UpstreamBody;
import dev.switchboard.wire.Framer;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events that a dialect frames in its own way. */
final class FramedBody implements Frames {
  private final UpstreamBody body;
  private final Framer framer;
  private final Deque<WireEvent> ready = new ArrayDeque<>();
  private boolean ended;
  private Optional<WireEvent> unterminated = Optional.empty();

  FramedBody(UpstreamBody body, Framer framer) {
    this.body = body;
    this.framer = framer;
  }

  @Override
  public @Nullable WireEvent next() {
    while (ready.isEmpty() && !ended) {
      byte[] piece = body.read();
      if (piece == null) {
        ended = true;
        unterminated = framer.finish();
      } else {
        ready.addAll(framer.feed(piece));
      }
    }
    return ready.poll();
  }

  @Override
  public Optional<WireEvent> unterminated() {
    return unterminated;
  }
}
