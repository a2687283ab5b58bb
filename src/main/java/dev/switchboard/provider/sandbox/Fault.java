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
  DNS(Phase.REFUSAL, "Has a name that nobody can resolve."),
  TLS(Phase.REFUSAL, "Has a certificate that nobody trusts."),
  GARBAGE(Phase.REFUSAL, "Answers with something that is no HTTP."),
  EMPTY(Phase.REFUSAL, "Answers with status 200 and nothing."),
  HTML(Phase.REFUSAL, "Answers with status 200 and a page for people."),
  RESET(Phase.REFUSAL, "Drops the connection before it answers."),
  AUTH(Phase.REFUSAL, "Refuses the gateway's credential."),
  CONTEXT_LENGTH(Phase.REFUSAL, "Says that the input is too long."),
  PREFILL_REFUSED(Phase.REFUSAL, "Refuses a conversation that ends with the model's own turn."),
  FLAPPING(Phase.REFUSAL, "Is overloaded, answers, breaks off, answers, and so on."),
  SILENCE(Phase.STREAM, "Never answers; the gateway's deadline ends the wait."),
  SLOW_FIRST_TOKEN(Phase.STREAM, "Takes five seconds before its first token."),
  CUT(Phase.STREAM, "Drops the connection in the middle of the answer."),
  WRONG_LENGTH(Phase.STREAM, "Says that its answer is longer than it is."),
  TOOL_ARGUMENTS_CUT(Phase.STREAM, "Drops the connection within the arguments of a tool call."),
  ERROR_EVENT(Phase.STREAM, "Says in the middle of the answer that it is overloaded."),
  DRIP(Phase.STREAM, "Says so little at a time that only the whole takes too long."),
  STALL(Phase.STREAM, "Falls silent in the middle of the answer."),
  MALFORMED(Phase.STREAM, "Sends something unreadable in the middle of the answer."),
  NO_END(Phase.STREAM, "Ends its stream without saying why."),
  NO_TERMINATOR(Phase.STREAM, "Keeps its stream open after its end, until it is ended for it."),
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

  /**
   * What goes wrong with one attempt: of a fault that is not always there, another, or nothing.
   *
   * @param attempt its number since the start, from 0
   * @param beginning whether the conversation ends with the model's own turn
   */
  Optional<Fault> at(long attempt, boolean beginning) {
    return switch (this) {
      case FLAPPING ->
          attempt % 2 == 1 ? Optional.empty() : Optional.of(attempt % 4 == 0 ? OVERLOADED : CUT);
      case PREFILL_REFUSED -> beginning ? Optional.of(this) : Optional.empty();
      default -> Optional.of(this);
    };
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
