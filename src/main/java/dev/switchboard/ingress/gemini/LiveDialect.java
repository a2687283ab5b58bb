package dev.switchboard.ingress.gemini;

import dev.switchboard.http.WebSocket;
import dev.switchboard.ingress.VoiceDialect;
import dev.switchboard.ingress.VoiceLine;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.provider.RealtimeOrder.Passing;
import dev.switchboard.wire.gemini.live.LiveServerCommands;
import dev.switchboard.wire.gemini.live.LiveServerEvents;
import dev.switchboard.wire.gemini.live.LiveServerSetup;
import dev.switchboard.wire.gemini.live.LiveServerState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's voice sessions, as one caller speaks them. A message that cannot be carried out closes
 * the session, for the dialect has no other way to say so.
 */
final class LiveDialect implements VoiceDialect {
  private static final String ACTIVE = "conversation_already_has_active_response";
  private static final String IDLE = "response_cancel_not_active";

  /** What crossed something on its way, and changed nothing. */
  private static final Set<String> CROSSED =
      Set.of(ACTIVE, IDLE, "input_audio_buffer_commit_empty");

  private final String first;
  private final WebSocket socket;
  private final LiveServerState state;
  private final LiveServerCommands commands;
  private final LiveServerEvents events;
  private final Object turn = new Object();
  private boolean answerNext;
  private volatile @Nullable VoiceLine line;

  /**
   * @param first the frame that set the session up
   */
  LiveDialect(LiveServerSetup setup, String first, WebSocket socket) {
    this.first = first;
    this.socket = socket;
    this.state = new LiveServerState();
    this.commands = new LiveServerCommands(state, setup.config());
    this.events = new LiveServerEvents(state, setup);
  }

  /** Says over what is spoken, before the session is open. */
  void speaksOver(VoiceLine own) {
    line = own;
  }

  @Override
  public Passing passing() {
    return new Passing(Dialect.GEMINI_LIVE, first);
  }

  @Override
  public void received(String message, VoiceLine to) {
    commands.read(message).forEach(command -> send(command, to));
  }

  /** A wish for a response waits for the end of the one under way, which it cuts. */
  private void send(RealtimeCommand command, VoiceLine to) {
    switch (command) {
      case RealtimeCommand.Respond respond -> {
        synchronized (turn) {
          answerNext = state.isResponding() || !tried(respond, ACTIVE, to);
        }
      }
      case RealtimeCommand.CancelResponse cancel -> tried(cancel, IDLE, to);
      default -> to.send(command);
    }
  }

  /** Whether a command could be carried out now; it came too early, or late, otherwise. */
  private static boolean tried(RealtimeCommand command, String unless, VoiceLine to) {
    try {
      to.send(command);
      return true;
    } catch (FailureException e) {
      if (e.failure().code().equals(unless)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<String> told(RealtimeEvent event) {
    if (event instanceof RealtimeEvent.Failed failed
        && !(failed.failure() instanceof Failure.InvalidRequest late
            && CROSSED.contains(late.code()))) {
      return failed(failed.failure(), null);
    }
    List<String> frames = events.encode(event);
    VoiceLine to = line;
    if (event instanceof RealtimeEvent.ResponseDone && to != null) {
      synchronized (turn) {
        if (answerNext) {
          answerNext = !tried(new RealtimeCommand.Respond(null), ACTIVE, to);
        }
      }
    }
    return frames;
  }

  @Override
  public List<String> failed(Failure failure, @Nullable String message) {
    LiveServerEvents.Closing closing = LiveServerEvents.closing(failure);
    socket.close(closing.code(), closing.reason());
    return List.of();
  }
}
