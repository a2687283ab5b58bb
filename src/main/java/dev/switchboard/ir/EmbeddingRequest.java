package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be turned into vectors.
 *
 * @param model the requested model, as the caller spelled it
 * @param inputs at least one; each becomes one vector
 * @param dimensions how many numbers a vector is to have; null for the model's own
 * @param purpose what the vectors are for; null when not said
 * @param endUser the caller's own user id; null when not given
 */
public record EmbeddingRequest(
    String model,
    List<Input> inputs,
    @Nullable Integer dimensions,
    @Nullable Purpose purpose,
    @Nullable String endUser,
    List<Extension> extensions)
    implements WorkRequest {
  public EmbeddingRequest {
    Objects.requireNonNull(model);
    inputs = List.copyOf(inputs);
    extensions = List.copyOf(extensions);
  }

  /** One thing to be embedded. */
  public sealed interface Input {}

  /** A text. */
  public record Text(String text) implements Input {
    public Text {
      Objects.requireNonNull(text);
    }
  }

  /** A text that the caller has cut into the model's own tokens. */
  public record Tokens(List<Integer> ids) implements Input {
    public Tokens {
      ids = List.copyOf(ids);
    }
  }

  /** What vectors are for; some models give others for each. */
  public enum Purpose {
    /** Kept, to be found. */
    DOCUMENT,
    /** Used to find. */
    QUERY,
    SIMILARITY,
    CLASSIFICATION,
    CLUSTERING,
    /** Used to find what answers a question. */
    QUESTION,
    /** Used to find what proves or disproves a statement. */
    FACT,
    /** Used to find code. */
    CODE
  }
}
