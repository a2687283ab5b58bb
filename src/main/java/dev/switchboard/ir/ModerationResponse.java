package dev.switchboard.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Judgements.
 *
 * @param id the provider's id of the answer; may be empty
 * @param verdicts one for each item, in the order asked
 */
public record ModerationResponse(
    String id, String reportedModel, List<Verdict> verdicts, Usage usage) implements WorkResponse {
  public ModerationResponse {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reportedModel);
    verdicts = List.copyOf(verdicts);
    Objects.requireNonNull(usage);
  }

  /**
   * What is thought of one item.
   *
   * @param categories by the provider's names, in its order
   */
  public record Verdict(boolean flagged, Map<String, Finding> categories) {
    public Verdict {
      categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    }
  }

  /**
   * What is thought of one category.
   *
   * @param score 0 to 1
   * @param appliesTo {@code text}, {@code image}: what was looked at; may be empty
   */
  public record Finding(boolean flagged, double score, List<String> appliesTo) {
    public Finding {
      appliesTo = List.copyOf(appliesTo);
    }
  }
}
