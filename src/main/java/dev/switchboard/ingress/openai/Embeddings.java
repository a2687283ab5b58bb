package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.OriginalWork;
import dev.switchboard.wire.openai.media.EmbeddingAnswers;
import dev.switchboard.wire.openai.media.EmbeddingRequests;
import java.util.Optional;

/** {@code POST /v3/compat/embeddings}: any embedding model behind OpenAI's dialect. */
public final class Embeddings {
  private final CompatWork work;
  private final Credentials credentials;

  public Embeddings(CompatWork work, Credentials credentials) {
    this.work = work;
    this.credentials = credentials;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    byte[] body = incoming.body();
    EmbeddingRequests.Asked asked = EmbeddingRequests.read(body, null);
    Optional<TopLevel.Field> model = TopLevel.scan(body).field("model");
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            "openai.embeddings",
            asked.request(),
            new OriginalWork(
                "/embeddings",
                new Blob("application/json", body),
                model.map(TopLevel.Field::start).orElse(-1),
                model.map(TopLevel.Field::end).orElse(-1)),
            new Written(asked.base64())));
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
