package dev.switchboard.routing;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What routes may ask about the work of a call. Each answer is found out when it is first asked
 * for: most calls are routed without a look into their bodies.
 */
public interface Said {
  /** A call of whose work nothing is known. */
  Said NOTHING = new Nothing();

  /** About how many tokens go in; empty when nobody can say. */
  OptionalLong inputTokens();

  /**
   * No more tokens than this go in, found out without reading them; empty when nothing bounds it.
   */
  OptionalLong mostInputTokens();

  /** What goes in beside text, or is needed of the model; empty for text alone. */
  Set<Form> forms();

  /** The caller's own name for a user or a conversation; empty when not given. */
  String session();

  /**
   * A hash of what stays the same from turn to turn, which providers keep in their prompt caches:
   * tools, system text and the first turn; empty when there is none.
   */
  String prefix();

  /**
   * A hash of what calls of one application have in common: tools and system text; empty when there
   * are none.
   */
  String prompt();

  /** What a model may be unable to take. */
  enum Form {
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT,
    TOOLS;

    /** The word used in the configuration. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Nothing said. */
  record Nothing() implements Said {
    @Override
    public OptionalLong inputTokens() {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong mostInputTokens() {
      return OptionalLong.empty();
    }

    @Override
    public Set<Form> forms() {
      return Set.of();
    }

    @Override
    public String session() {
      return "";
    }

    @Override
    public String prefix() {
      return "";
    }

    @Override
    public String prompt() {
      return "";
    }
  }
}
