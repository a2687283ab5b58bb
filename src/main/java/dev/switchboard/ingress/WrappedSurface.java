package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.ir.Failure;
import java.util.List;

/** A surface around another one, which it is but for how it answers. */
public interface WrappedSurface extends Surface {

  /** The one within. */
  Surface surface();

  @Override
  default boolean owns(Exchange exchange) {
    return surface().owns(exchange);
  }

  @Override
  default List<String> operations() {
    return surface().operations();
  }

  @Override
  default LimitDialect limitDialect() {
    return surface().limitDialect();
  }

  @Override
  default int failureStatus(Failure failure) {
    return surface().failureStatus(failure);
  }

  @Override
  default byte[] failureBody(Failure failure, String requestId) {
    return surface().failureBody(failure, requestId);
  }

  @Override
  default String requestIdHeader() {
    return surface().requestIdHeader();
  }
}
