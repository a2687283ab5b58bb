package dev.switchboard.pipeline;

/** Counts tokens where no provider did. */
@FunctionalInterface
public interface TokenEstimator {

  /** About how many tokens the text is; at least 0. */
  long estimate(String text);
}
