package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Vector;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the kinds of work have in common. */
final class WorkAnswers {
  private final String provider;

  WorkAnswers(String provider) {
    this.provider = provider;
  }

  /** An answer of {@code generateContent}, read as a turn of a conversation. */
  ChatResponse turn(byte[] body) {
    ChatResponse turn = new GeminiClient(provider).decodeResponse(body);
    if (turn.stopReason() == StopReason.CONTENT_FILTER) {
      throw filtered(turn.rawStopReason());
    }
    return turn;
  }

  /** An object that is no error. */
  JsonNode object(byte[] body) {
    JsonNode node;
    try {
      node = Json.parseReply(body);
    } catch (InvalidJsonException e) {
      throw unreadable("not JSON, " + body.length + " bytes, " + e.problem());
    }
    Optional<Failure> failure = new GeminiErrors(provider).embedded(node);
    if (failure.isPresent()) {
      throw new FailureException(failure.get());
    }
    return node;
  }

  /** An embedding. */
  Vector vector(JsonNode values) {
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!values.get(i).isNumber()) {
        throw unreadable("an embedding holds something that is no number");
      }
      numbers[i] = (float) values.get(i).doubleValue();
    }
    if (numbers.length == 0) {
      throw unreadable("an embedding without numbers");
    }
    return new Vector(numbers);
  }

  FailureException unreadable(String what) {
    return new FailureException(
        new Failure.ProviderFailed(
            provider,
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            provider + " sent something unreadable: " + what));
  }

  FailureException filtered(String reason) {
    return new FailureException(
        new Failure.ProviderRejected(
            provider,
            Failure.ProviderRejected.Reason.CONTENT_FILTER,
            200,
            provider + " gave nothing for a reason of safety: " + reason));
  }

  FailureException unsupported(String subject, String value, String expected) {
    return new FailureException(
        new Failure.Unsupported(
            subject, subject + ": " + value + " (expected at " + provider + ": " + expected + ")"));
  }

  /** Fields that only another dialect knows, but for those that were understood. */
  static void addForeign(WorkRequest request, Set<String> understood, List<Note> notes) {
    for (Extension extension : request.extensions()) {
      if (!understood.contains(extension.name())) {
        notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
      }
    }
  }
}
