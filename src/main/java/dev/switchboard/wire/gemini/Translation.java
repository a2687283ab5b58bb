package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;

/**
 * One request on its way into the dialect: for which model, and what did not fit.
 *
 * <p>Not safe for use by several threads.
 */
final class Translation {
  private final String provider;
  private final GeminiModel model;
  private final ModelTraits traits;
  private final Remarks remarks = new Remarks();

  /**
   * @param provider the configured provider's name
   */
  Translation(String provider, GeminiModel model, ModelTraits traits) {
    this.provider = provider;
    this.model = model;
    this.traits = traits;
  }

  GeminiModel model() {
    return model;
  }

  ModelTraits traits() {
    return traits;
  }

  /** Whether this provider and model understand the token. */
  boolean owns(Content.Signature signature) {
    return signature.origin().dialect() == Dialect.GEMINI_GENERATE
        && signature.kind() == Content.Signature.Kind.SIGNATURE
        && (signature.origin().provider().isEmpty()
            || signature.origin().provider().equals(provider))
        && (signature.origin().model().isEmpty()
            || model.isFamilyOf(GeminiModel.of(signature.origin().model())));
  }

  /** Something is left out; said once, however often it happens. */
  void omitted(String subject, String text) {
    remarks.omitted(subject, text);
  }

  /** Something is carried by what is close to it; said once. */
  void approximated(String subject, String text) {
    remarks.approximated(subject, text);
  }

  /** What was said so far, for those who add to it. */
  Remarks remarks() {
    return remarks;
  }

  /** What changes the answer and has no slot. */
  FailureException unsupported(String subject, String text) {
    return Declined.unsupported(subject, subject + ": " + text + " (model " + model.name() + ")");
  }
}
