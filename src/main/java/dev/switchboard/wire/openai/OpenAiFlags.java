package dev.switchboard.wire.openai;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The deviations of one vendor; see {@link OpenAiFlag}. */
public record OpenAiFlags(Set<OpenAiFlag> set) {
  /** A plain OpenAI-compatible server. */
  public static final OpenAiFlags NONE = new OpenAiFlags(Set.of());

  public OpenAiFlags {
    set = Set.copyOf(set);
  }

  /** These deviations. */
  public static OpenAiFlags of(OpenAiFlag... flags) {
    return new OpenAiFlags(Set.of(flags));
  }

  /**
   * The deviations as a provider file names them.
   *
   * @throws IllegalArgumentException naming a label that is unknown
   */
  public static OpenAiFlags ofLabels(Collection<String> labels) {
    return new OpenAiFlags(
        labels.stream().map(OpenAiFlags::known).collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether the vendor deviates in this way. */
  public boolean has(OpenAiFlag flag) {
    return set.contains(flag);
  }

  /** These deviations and one more. */
  OpenAiFlags with(OpenAiFlag flag) {
    Set<OpenAiFlag> more = new HashSet<>(set);
    more.add(flag);
    return new OpenAiFlags(more);
  }

  private static OpenAiFlag known(String label) {
    return OpenAiFlag.of(label)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "flag: " + label + " (expected: the label of an OpenAiFlag)"));
  }
}
