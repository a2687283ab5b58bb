package dev.switchboard.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface Resolver {
  /** What the operating system answers. */
  Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /**
   * Looks a host up; may block.
   *
   * @param host a name or an address literal
   * @return at least one address, the best first
   * @throws UnknownHostException if there is none, or none may be used
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
