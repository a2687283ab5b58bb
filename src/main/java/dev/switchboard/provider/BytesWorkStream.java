package dev.switchboard.provider;

import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.wire.WorkClient;
import java.util.List;
import java.util.Optional;

/** A sound that comes as the bytes of a body. */
final class BytesWorkStream implements WorkStream {
  private final UpstreamResponse response;
  private final WorkClient codec;
  private final WorkRequest request;
  private final UpstreamFailures failures;
  private final String mimeType;
  private boolean spoken;
  private boolean ended;

  BytesWorkStream(
      UpstreamResponse response, WorkClient codec, WorkRequest request, UpstreamFailures failures) {
    this.response = response;
    this.codec = codec;
    this.request = request;
    this.failures = failures;
    this.mimeType = response.headers().first("content-type").orElse("application/octet-stream");
  }

  @Override
  public String mimeType() {
    return mimeType;
  }

  @Override
  public Optional<Item> next() {
    if (ended) {
      return Optional.empty();
    }
    WorkEvent event;
    try {
      byte[] piece = response.body().read();
      event = piece == null ? end() : new WorkEvent.AudioPiece(new Blob(mimeType, piece));
      spoken = true;
    } catch (UpstreamException e) {
      event = new WorkEvent.Failed(failures.of(e));
    }
    if (!(event instanceof WorkEvent.AudioPiece)) {
      ended = true;
      close();
    }
    return Optional.of(new Item(List.of(event), null));
  }

  private WorkEvent end() {
    if (!spoken) {
      return new WorkEvent.Failed(
          failures.failed(Failure.ProviderFailed.Kind.UNREADABLE, "its sound is empty"));
    }
    try {
      return new WorkEvent.Finished(codec.decode(request, 0, new Blob(mimeType, new byte[0])));
    } catch (FailureException e) {
      return new WorkEvent.Failed(failures.named(e.failure()));
    }
  }

  @Override
  public void close() {
    response.close();
  }
}
