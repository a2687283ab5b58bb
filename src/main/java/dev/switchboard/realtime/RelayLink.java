package dev.switchboard.realtime;

import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.provider.RealtimeLink;

/** A caller's end of a session that a provider holds: what goes there is known to its calls. */
final class RelayLink implements RealtimeLink {
  private final RelayedCalls calls;
  private final RealtimeLink link;

  RelayLink(RelayedCalls calls, RealtimeLink link) {
    this.calls = calls;
    this.link = link;
  }

  @Override
  public void send(RealtimeCommand command) {
    calls.sending(command);
    link.send(command);
  }

  @Override
  public boolean passes() {
    return link.passes();
  }

  @Override
  public void pass(String frame) {
    link.pass(frame);
  }

  @Override
  public void close() {
    link.close();
  }
}
