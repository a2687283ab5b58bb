package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.wire.ModelTraits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One request on its way into the dialect: for which model, and what did not fit.
 *
 * <p>Not safe for use by several threads.
 */
final class Translation {
  private final String provider;
  private final GeminiModel model;
  private final ModelTraits traits;
  private final Set<Note> notes = new LinkedHashSet<>();

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
    notes.add(new Note(Note.Kind.OMITTED, subject, text));
  }

  /** Something is carried by what is close to it; said once. */
  void approximated(String subject, String text) {
    notes.add(new Note(Note.Kind.APPROXIMATED, subject, text));
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }

  /** What changes the answer and has no slot. */
  FailureException unsupported(String subject, String text) {
    return new FailureException(
        new Failure.Unsupported(subject, subject + ": " + text + " (model " + model.name() + ")"));
  }

  /** What no provider of the dialect takes. */
  static FailureException invalid(String pointer, String text) {
    return new FailureException(Failure.InvalidRequest.at(pointer, text));
  }
}
