package dev.switchboard.routing;

import dev.switchboard.ir.FailureException;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Turns requested models into an ordered plan of targets. */
public final class Router {
  private final Routes routes;
  private final Directory directory;
  private final Fit fit;
  private final Ranking ranking;
  private final IntUnaryOperator randomBelow;

  /**
   * @param randomBelow a number from 0 up to, but without, its argument
   */
  public Router(
      Routes routes, Directory directory, Fit fit, Ranking ranking, IntUnaryOperator randomBelow) {
    this.routes = routes;
    this.directory = directory;
    this.fit = fit;
    this.ranking = ranking;
    this.randomBelow = randomBelow;
  }

  /** Plans a call of nobody in particular. */
  public Plan plan(List<String> requested) {
    return plan(requested, Asking.NOBODY);
  }

  /**
   * Plans a call.
   *
   * @param requested names in the caller's order of preference; at least one
   * @throws FailureException when no name leads to a target; a name that does not is passed over
   *     when another one does
   */
  public Plan plan(List<String> requested, Asking asking) {
    Planning planning = new Planning(directory, ranking, randomBelow, asking);
    for (String name : requested) {
      routes.named(name).ifPresentOrElse(planning::route, () -> planning.name(name));
    }
    return planning.plan(requested, fit);
  }

  /** Whether one of these names is a route, or a target's that this gateway can reach. */
  public boolean knows(List<String> requested) {
    return requested.stream().anyMatch(name -> routes.named(name).isPresent() || isTarget(name));
  }

  private boolean isTarget(String name) {
    try {
      return !directory.lookup(name).isEmpty();
    } catch (FailureException _) {
      return false;
    }
  }
}
