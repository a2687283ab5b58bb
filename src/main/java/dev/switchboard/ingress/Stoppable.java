package dev.switchboard.ingress;

import dev.switchboard.http.CancelSignal;

/** An exchange whose work is given up when the gateway stops. */
public interface Stoppable {
  /** Says what gives the work up. */
  void works(CancelSignal work);
}
