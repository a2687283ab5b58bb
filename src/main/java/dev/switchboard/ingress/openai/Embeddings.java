package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.openai.media.EmbeddingAnswers;
import dev.switchboard.wire.openai.media.EmbeddingRequests;

/** {@code POST /v3/compat/embeddings}: any embedding model behind OpenAI's dialect. */
final class Embeddings {
  private final CompatWork work;
  private final Credentials credentials;

  Embeddings(CompatWork work, Credentials credentials) {
    this.work = work;
    this.credentials = credentials;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.json(incoming, "/embeddings");
    EmbeddingRequests.Asked asked = EmbeddingRequests.read(upload.body().bytes());
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            "openai.embeddings", asked.request(), upload.original(), new Written(asked.base64())));
  }

  private record Written(boolean base64) implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return new Blob(
          "application/json", EmbeddingAnswers.write((EmbeddingResponse) response, model, base64));
    }

    /** Some vendors give floats whatever was asked for. */
    @Override
    public boolean accepts(Blob raw) {
      return EmbeddingAnswers.isAsWanted(raw.bytes(), base64);
    }
  }
}
