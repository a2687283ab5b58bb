package dev.switchboard.routing;

/** What an attempt says of its target's health. */
public enum Outcome {
  /** It works: it answered, or refused for a reason that lies in the request. */
  ANSWERED,
  /** It failed. */
  FAILED,
  /** It turned the call away because of its rate limit, without saying for how long. */
  LIMITED,
  /** Nothing: the caller left, or the attempt did not get so far. */
  NOTHING
}
