package dev.switchboard.provider.vertex;

import dev.switchboard.ir.Note;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A body that goes on as it came. */
final class PlainPassage implements Endpoint.Passage {
  private final byte[] body;
  private final Predicate<WireEvent> passesBack;
  private final @Nullable WireEvent terminator;
  private final List<Note> notes;

  /**
   * @param passesBack which events the caller gets
   * @param terminator what ends a stream; null for nothing
   */
  PlainPassage(
      byte[] body, Predicate<WireEvent> passesBack, @Nullable WireEvent terminator, Note... notes) {
    this.body = body;
    this.passesBack = passesBack;
    this.terminator = terminator;
    this.notes = List.of(notes);
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public List<Note> notes() {
    return notes;
  }

  @Override
  public boolean passesBack(WireEvent event) {
    return passesBack.test(event);
  }

  @Override
  public Optional<WireEvent> terminator() {
    return Optional.ofNullable(terminator);
  }
}
