package dev.switchboard.provider;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Note;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Framer;
import dev.switchboard.wire.WireEvent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What differs between dialects when they are spoken to a provider: codec, address, headers. */
public interface Endpoint {

  /**
   * Where one call goes: a vendor may serve a second dialect beside its first.
   *
   * @param asked the dialect in which the call came; null when it came in none
   */
  default Endpoint forCall(@Nullable Dialect asked, String upstreamModel) {
    return this;
  }

  /** Bytes to and from the inner language. */
  ClientCodec codec();

  /** Where a chat request goes. */
  URI chat(String upstreamModel, boolean stream);

  /** The request's headers, the credential included unless it depends on the request. */
  Headers headers(boolean stream);

  /**
   * The headers with a credential that depends on the request or expires.
   *
   * @param headers all that is sent beside it
   * @throws dev.switchboard.ir.FailureException if there is no credential now
   */
  default Headers authorized(Headers headers, URI address, byte[] body) {
    return headers;
  }

  /**
   * Cuts streams into events; empty for server-sent events.
   *
   * @param maxEventBytes most bytes of one event
   */
  default Optional<Framer> framer(int maxEventBytes) {
    return Optional.empty();
  }

  /**
   * Prepares a caller's own bytes for passing on: only what must change is changed. Empty where the
   * dialect is always rebuilt.
   *
   * @throws dev.switchboard.ir.FailureException if the bytes are not what the dialect takes
   */
  default Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return Optional.empty();
  }

  /**
   * The endpoint at which such a call's input is counted.
   *
   * @param asked as for {@link #forCall}
   */
  default Endpoint forCount(@Nullable Dialect asked, String upstreamModel) {
    return forCall(asked, upstreamModel);
  }

  /** How the provider counts a request's tokens; empty where it does not. */
  default Optional<Counting> counting() {
    return Optional.empty();
  }

  /** The route that counts without answering. */
  interface Counting {
    /** Where it is. */
    URI address(String upstreamModel);

    /**
     * The body that asks for the count of a request.
     *
     * @param chat what the codec would send for an answer
     */
    byte[] body(byte[] chat, String upstreamModel);

    /**
     * The body that asks for the count of a caller's own request.
     *
     * @param passage what would be passed on
     */
    default byte[] passedOn(byte[] passage, String upstreamModel) {
      return passage;
    }

    /** The count; empty if the answer does not hold one. */
    OptionalLong decode(byte[] answer);
  }

  /** A body that is passed on, and how its stream comes back. */
  interface Passage {
    /** What is sent. */
    byte[] body();

    /** What goes along with it in place of the endpoint's own headers of these names. */
    default Map<String, String> headers() {
      return Map.of();
    }

    /** What could not go on as it came. */
    default List<Note> notes() {
      return List.of();
    }

    /** Whether the caller gets this event; false for what only the gateway asked for. */
    boolean passesBack(WireEvent event);

    /** The event that ends a whole stream in this dialect, if it has one. */
    Optional<WireEvent> terminator();
  }
}
