package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;

/**
 * Vectors.
 *
 * @param vectors one for each input, in the order asked
 */
public record EmbeddingResponse(String reportedModel, List<Vector> vectors, Usage usage)
    implements WorkResponse {
  public EmbeddingResponse {
    Objects.requireNonNull(reportedModel);
    vectors = List.copyOf(vectors);
    Objects.requireNonNull(usage);
  }
}
