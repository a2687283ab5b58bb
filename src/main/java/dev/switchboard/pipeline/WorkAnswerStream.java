package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.provider.WorkStream;
import java.util.Optional;

/** A provider's stream with its attempt's span bound to its end, early ends included. */
public final class WorkAnswerStream implements WorkStream {
  private final WorkStream upstream;
  private final WorkRequest request;
  private final AttemptLog log;
  private final WorkUsage measure;
  private boolean produced;
  private boolean ended;

  WorkAnswerStream(WorkStream upstream, WorkRequest request, AttemptLog log, WorkUsage measure) {
    this.upstream = upstream;
    this.request = request;
    this.log = log;
    this.measure = measure;
  }

  @Override
  public String mimeType() {
    return upstream.mimeType();
  }

  @Override
  public Optional<Item> next() {
    Optional<Item> item = upstream.next();
    item.ifPresent(found -> found.events().forEach(this::observe));
    return item;
  }

  @Override
  public void close() {
    upstream.close();
    if (!ended) {
      ended = true;
      log.failed(new Failure.CallerGone("the stream was closed before its end"), partUsage());
    }
  }

  private void observe(WorkEvent event) {
    log.firstEvent();
    switch (event) {
      case WorkEvent.AudioPiece _, WorkEvent.TextDelta _, WorkEvent.PartialImage _ ->
          produced = true;
      case WorkEvent.Finished finished -> {
        ended = true;
        log.reportedModel(finished.response().reportedModel());
        log.succeeded(measure.of(request, finished.response()));
      }
      case WorkEvent.Failed failed -> {
        ended = true;
        log.failed(failed.failure(), partUsage());
      }
    }
  }

  private Usage partUsage() {
    return produced ? measure.ofPart(request) : Usage.NONE;
  }
}
