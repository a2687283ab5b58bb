package dev.switchboard.routing;

import java.util.List;
import java.util.Map;

/** Knows which targets' models cannot take a call, whatever their provider's dialect can carry. */
@FunctionalInterface
public interface Fit {
  /** Every model takes everything. */
  Fit ALL = (_, _) -> Map.of();

  /**
   * Those of several that cannot take the call, with the reason, safe for callers; what is not
   * known counts as able.
   */
  Map<Target, String> unfit(List<Target> targets, Said said);
}
