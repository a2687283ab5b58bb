package dev.switchboard.http;

/**
 * A response whose head has come.
 *
 * @param status 200 to 599
 * @param headers the fields; without {@code Content-Encoding} and {@code Content-Length} if the
 *     body was compressed, since {@code body} is not
 * @param body the body; must be read to its end or closed
 */
public record UpstreamResponse(int status, Headers headers, UpstreamBody body)
    implements AutoCloseable {

  /** Closes the body. */
  @Override
  public void close() {
    body.close();
  }
}
