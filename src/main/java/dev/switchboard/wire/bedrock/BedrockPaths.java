package dev.switchboard.wire.bedrock;

import dev.switchboard.wire.PathStep;

/** The routes below {@code https://bedrock-runtime.{region}.amazonaws.com}. */
public final class BedrockPaths {
  private BedrockPaths() {}

  /**
   * Where a model answers.
   *
   * @param model a model's id, an inference profile's, or an ARN; escaped as one step, since a bare
   *     slash of an ARN would cut it short
   */
  public static String converse(String model, boolean stream) {
    return "/model/" + PathStep.of(model) + (stream ? "/converse-stream" : "/converse");
  }

  /** Where a model's tokens are counted. */
  public static String countTokens(String model) {
    return "/model/" + PathStep.of(model) + "/count-tokens";
  }
}
