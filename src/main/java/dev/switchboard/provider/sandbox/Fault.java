package dev.switchboard.provider.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A way to break on demand. */
enum Fault {
  RATE_LIMIT(Phase.REFUSAL, "Refuses with a rate limit."),
  SERVER_ERROR(Phase.REFUSAL, "Answers with status 500."),
  OVERLOADED(Phase.REFUSAL, "Says that it is overloaded."),
  UNREACHABLE(Phase.REFUSAL, "Refuses the connection."),
  RESET(Phase.REFUSAL, "Drops the connection before it answers."),
  AUTH(Phase.REFUSAL, "Refuses the gateway's credential."),
  CONTEXT_LENGTH(Phase.REFUSAL, "Says that the input is too long."),
  SILENCE(Phase.STREAM, "Never answers; the gateway's deadline ends the wait."),
  SLOW_FIRST_TOKEN(Phase.STREAM, "Takes five seconds before its first token."),
  CUT(Phase.STREAM, "Drops the connection in the middle of the answer."),
  STALL(Phase.STREAM, "Falls silent in the middle of the answer."),
  MALFORMED(Phase.STREAM, "Sends something unreadable in the middle of the answer."),
  NO_END(Phase.STREAM, "Ends its stream without saying why."),
  CONTENT_FILTER(Phase.STREAM, "Ends its answer by a content filter."),
  PROSE(Phase.FORM, "Answers in prose where JSON is asked for."),
  FENCED(Phase.FORM, "Wraps the JSON in a Markdown fence and talk."),
  TRUNCATED_JSON(Phase.FORM, "Breaks the JSON off halfway, as if it were whole."),
  WRONG_TYPES(Phase.FORM, "Writes JSON that breaks the schema.");

  /** Where in an attempt a fault shows. */
  enum Phase {
    /** Instead of an answer. */
    REFUSAL,
    /** While the answer comes. */
    STREAM,
    /** In what the answer says when JSON is asked for. */
    FORM
  }

  private final Phase phase;
  private final String summary;

  Fault(Phase phase, String summary) {
    this.phase = phase;
    this.summary = summary;
  }

  Phase phase() {
    return phase;
  }

  /** One sentence for people. */
  String summary() {
    return summary;
  }

  /** The word in directives: {@code rate_limit}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The model that always has this fault: {@code fault-rate-limit}. */
  String modelName() {
    return "fault-" + word().replace('_', '-');
  }

  static Optional<Fault> ofWord(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word().equals(word)).findFirst();
  }

  static Optional<Fault> ofModel(String model) {
    return Arrays.stream(values()).filter(fault -> fault.modelName().equals(model)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Fault::word).toList();
  }
}
