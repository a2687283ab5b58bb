package dev.switchboard.catalog;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One model as one provider offers it.
 *
 * @param id the model's name exactly as the provider spells it
 * @param provider the catalogue's id of the provider
 * @param name for people
 * @param type what kind of work it does
 * @param facts what it can do and take
 * @param prices what it costs
 * @param lifecycle age, status, successor
 * @param region where it runs, when the id says so ({@code eu} for {@code eu.anthropic.…})
 * @param aliases other names under which a bare model name means this entry
 */
public record ModelEntry(
    String id,
    String provider,
    String name,
    ModelType type,
    Facts facts,
    Prices prices,
    Lifecycle lifecycle,
    Optional<String> region,
    List<String> aliases) {

  /**
   * What a model can do and take.
   *
   * @param can known yes
   * @param cannot known no; what is in neither set is not known
   * @param limits sizes in tokens
   * @param modalities content in and out
   * @param reasoning how thinking is steered
   */
  public record Facts(
      Set<Capability> can,
      Set<Capability> cannot,
      Limits limits,
      Modalities modalities,
      ReasoningOptions reasoning) {

    /** Text in, text out, and nothing else known. */
    public static final Facts UNKNOWN =
        new Facts(
            Set.of(), Set.of(), Limits.UNKNOWN, Modalities.TEXT_ONLY, ReasoningOptions.UNKNOWN);

    public Facts {
      can = ordered(can);
      cannot = ordered(cannot);
      if (!Collections.disjoint(can, cannot)) {
        throw new IllegalArgumentException("can " + can + " and cannot " + cannot + " overlap");
      }
    }

    private static Set<Capability> ordered(Set<Capability> capabilities) {
      EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
      copy.addAll(capabilities);
      return Collections.unmodifiableSet(copy);
    }
  }

  public ModelEntry {
    aliases = List.copyOf(aliases);
    if (id.isBlank() || provider.isBlank()) {
      throw new IllegalArgumentException(
          "id: '" + id + "', provider: '" + provider + "' (expected: both non-empty)");
    }
  }

  /** {@code provider/id}, the name that pins it. */
  public String qualifiedId() {
    return provider + "/" + id;
  }

  /** Whether the model can do this. */
  public Support supports(Capability capability) {
    if (facts.can().contains(capability)) {
      return Support.YES;
    }
    return facts.cannot().contains(capability) ? Support.NO : Support.UNKNOWN;
  }

  /** Sizes in tokens. */
  public Limits limits() {
    return facts.limits();
  }

  /** Content in and out. */
  public Modalities modalities() {
    return facts.modalities();
  }

  /** How thinking is steered. */
  public ReasoningOptions reasoning() {
    return facts.reasoning();
  }
}
