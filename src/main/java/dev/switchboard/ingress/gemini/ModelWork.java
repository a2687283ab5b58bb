package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.gemini.GeminiWorkServer;
import java.util.function.BiFunction;
import java.util.function.Function;

/** {@code :embedContent}, {@code :batchEmbedContents} and {@code :predict} for any model. */
public final class ModelWork {
  private final CompatWork work;
  private final Credentials credentials;

  public ModelWork(CompatWork work, Credentials credentials) {
    this.work = work;
    this.credentials = credentials;
  }

  void embed(Incoming incoming, String model) {
    serve(
        incoming,
        model,
        new Method(
            "gemini.embedContent",
            GeminiWorkServer::embedding,
            response -> GeminiWorkServer.embedding((EmbeddingResponse) response)));
  }

  void embedBatch(Incoming incoming, String model) {
    serve(
        incoming,
        model,
        new Method(
            "gemini.batchEmbedContents",
            GeminiWorkServer::embeddings,
            response -> GeminiWorkServer.embeddings((EmbeddingResponse) response)));
  }

  void predict(Incoming incoming, String model) {
    serve(
        incoming,
        model,
        new Method(
            "gemini.predict",
            GeminiWorkServer::picture,
            response -> GeminiWorkServer.pictures((ImageResponse) response)));
  }

  /** One method of a model. */
  private record Method(
      String surface,
      BiFunction<byte[], String, WorkRequest> reader,
      Function<WorkResponse, byte[]> writer)
      implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return new Blob("application/json", writer.apply(response));
    }
  }

  private void serve(Incoming incoming, String model, Method method) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    GenerateContent.requireNamed(model);
    WorkRequest request = method.reader().apply(incoming.body(), model);
    work.serve(incoming, key, new CompatWork.Ask(method.surface(), request, null, method));
  }
}
