package dev.switchboard.routing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For which calls a target of a route is there: those that meet all of it.
 *
 * @param project id of the key's project; null for any
 * @param key id; null for any
 * @param tags that the call must bear
 * @param tokens how large the input must be
 * @param modality what must go in; null for anything
 * @param region for which the call must ask; null for any
 */
public record Condition(
    @Nullable String project,
    @Nullable String key,
    Map<String, String> tags,
    Tokens tokens,
    @Nullable Modality modality,
    @Nullable String region) {
  /** Met by every call. */
  public static final Condition NONE = new Condition(null, null, Map.of(), Tokens.ANY, null, null);

  public Condition {
    tags = Map.copyOf(tags);
    Objects.requireNonNull(tokens);
  }

  /**
   * Bounds of the input, both included, by an estimate.
   *
   * @param least 0 for none
   * @param most {@link Long#MAX_VALUE} for none
   */
  public record Tokens(long least, long most) {
    /** Any size. */
    public static final Tokens ANY = new Tokens(0, Long.MAX_VALUE);

    public Tokens {
      if (least < 0 || most < least) {
        throw new IllegalArgumentException(
            "tokens: %d to %d (expected: 0 <= least <= most)".formatted(least, most));
      }
    }

    boolean isAny() {
      return least == 0 && most == Long.MAX_VALUE;
    }
  }

  /** What goes in. */
  public enum Modality {
    /** Nothing but text. */
    TEXT,
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT;

    /** The word used in the configuration. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private boolean isMetBy(Set<Said.Form> forms) {
      return switch (this) {
        case TEXT -> forms.stream().allMatch(form -> form == Said.Form.TOOLS);
        case IMAGE -> forms.contains(Said.Form.IMAGE);
        case AUDIO -> forms.contains(Said.Form.AUDIO);
        case VIDEO -> forms.contains(Said.Form.VIDEO);
        case DOCUMENT -> forms.contains(Said.Form.DOCUMENT);
      };
    }
  }

  /** The same for a project whose id is known. */
  Condition inProject(String id) {
    return new Condition(id, key, tags, tokens, modality, region);
  }

  /** Why it is not met, safe for callers; empty when it is. */
  Optional<String> unmet(Asking asking) {
    Demand demand = asking.demand();
    if (project != null && !project.equals(asking.projectId())) {
      return Optional.of("for calls of the project " + project);
    }
    if (key != null && !key.equals(asking.keyId())) {
      return Optional.of("for calls with the key " + key);
    }
    for (Map.Entry<String, String> tag : new TreeMap<>(tags).entrySet()) {
      if (!tag.getValue().equals(asking.tags().get(tag.getKey()))) {
        return Optional.of("for calls with the tag " + tag.getKey() + "=" + tag.getValue());
      }
    }
    if (region != null && !isIn(demand.region(), region)) {
      return Optional.of("for calls that ask for the region " + region);
    }
    if (modality != null && !modality.isMetBy(demand.said().forms())) {
      return Optional.of("for calls with " + modality.word() + (isText() ? " alone" : ""));
    }
    return tokens.isAny() ? Optional.empty() : unmetBy(demand.said().inputTokens());
  }

  private boolean isText() {
    return modality == Modality.TEXT;
  }

  private Optional<String> unmetBy(OptionalLong found) {
    boolean met =
        found.isPresent()
            && found.getAsLong() >= tokens.least()
            && found.getAsLong() <= tokens.most();
    if (met) {
      return Optional.empty();
    }
    String wanted =
        tokens.most() == Long.MAX_VALUE
            ? "at least " + tokens.least()
            : tokens.least() == 0
                ? "at most " + tokens.most()
                : tokens.least() + " to " + tokens.most();
    return Optional.of(
        "for inputs of "
            + wanted
            + " tokens; this one is of "
            + (found.isPresent() ? "about " + found.getAsLong() : "unknown size"));
  }

  /** {@code eu} holds {@code eu} and {@code eu-west-1}. */
  private static boolean isIn(String asked, String region) {
    return asked.equals(region) || asked.startsWith(region + "-");
  }
}
