package dev.switchboard.provider.sandbox;

import java.util.Objects;

/**
 * One model of the sandbox, as plain data for a catalogue.
 *
 * @param id what stands behind the slash in {@code sandbox/chat}
 * @param summary one sentence for people
 * @param answersFully whether it calls tools, follows JSON Schemas and shows reasoning; false for a
 *     model that only repeats or only fails
 * @param contextTokens input and output together
 * @param maxOutputTokens the output alone
 */
public record SandboxModel(
    String id, String summary, boolean answersFully, int contextTokens, int maxOutputTokens) {
  public SandboxModel {
    Objects.requireNonNull(id);
    Objects.requireNonNull(summary);
  }
}
