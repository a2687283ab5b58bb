package dev.switchboard.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A compiled JSON Schema; immutable, for any number of threads.
 *
 * <p>A validation has bounds: steps, by the size of the value; depth; time; and what its regular
 * expressions cost. A value that cannot be judged within them is not valid, and its one violation
 * has the keyword {@value #LIMIT}.
 */
public final class Schema {
  /** The keyword of the violation that says that a bound was reached. */
  public static final String LIMIT = "limit";

  private static final int MAX_MESSAGE = 300;

  /**
   * What every validation may take: far more than a sane schema and a small value need, and some
   * tens of milliseconds.
   */
  private static final long STEPS = 100_000;

  /** What each value inside the value adds; an array of records with six alternatives takes 30. */
  private static final long STEPS_PER_VALUE = 50;

  private static final long MAX_STEPS = 5_000_000;

  /**
   * How long a step may take on the average, ten times what it does. Steps are the same on every
   * machine; this is for long ones, such as those over thousands of required names.
   */
  private static final long NANOS_PER_STEP = 5_000;

  private static final long MAX_MILLIS = 1_000;

  /** Levels of schemas inside schemas; a level takes about a kilobyte of stack. */
  private static final int MAX_DEPTH = 600;

  private final com.networknt.schema.Schema compiled;

  Schema(com.networknt.schema.Schema compiled) {
    this.compiled = compiled;
  }

  /**
   * Judges a value, {@code format} included.
   *
   * @return how the value breaks the schema, at most 100 ways; empty if it is valid
   */
  public List<Violation> validate(JsonNode value) {
    return validate(value, true);
  }

  /** Judges a value; {@code format} is taken for a remark, as 2020-12 does by default. */
  public List<Violation> validateIgnoringFormats(JsonNode value) {
    return validate(value, false);
  }

  private List<Violation> validate(JsonNode value, boolean formats) {
    long steps = steps(value);
    ExecutionConfig config =
        ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(formats)
            .maxEvaluationSteps(steps)
            .maxEvaluationDepth(MAX_DEPTH)
            .build();
    long millis = Math.min(MAX_MILLIS, TimeUnit.NANOSECONDS.toMillis(steps * NANOS_PER_STEP));
    Judgement judgement =
        new Judgement(config, TimeUnit.MILLISECONDS.toNanos(millis), System::nanoTime);
    try {
      return ScopedValue.where(BoundedPattern.BUDGET, new BoundedPattern.Budget(judgement))
          .call(() -> run(value, judgement));
    } catch (BoundedPattern.Exhausted e) {
      String regex = Located.shorten(e.regex());
      return limit("the pattern " + regex + " takes too many steps on this value");
    } catch (Judgement.TooLong e) {
      return limit("the schema takes more than " + millis + " milliseconds on this value");
    } catch (ValidationLimitExceededException e) {
      return limit(
          e.getLimitKind() == ValidationLimitExceededException.LimitKind.EVALUATION_DEPTH
              ? "the schema is more than " + MAX_DEPTH + " levels deep on this value"
              : "the schema takes more than " + steps + " steps on this value");
    } catch (StackOverflowError e) {
      return limit("the schema is too many levels deep on this value");
    }
  }

  /** How many steps a value is worth. */
  private static long steps(JsonNode value) {
    long most = (MAX_STEPS - STEPS) / STEPS_PER_VALUE;
    long values = 0;
    Deque<JsonNode> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty() && values < most) {
      JsonNode next = open.pop();
      values += next.size();
      for (JsonNode child : next) {
        if (child.isContainer()) {
          open.push(child);
        }
      }
    }
    return STEPS + STEPS_PER_VALUE * Math.min(values, most);
  }

  private List<Violation> run(JsonNode value, Judgement judgement) {
    return compiled.validate(judgement, value, OutputFormat.DEFAULT).stream()
        .limit(Judgement.MAX_COMPLAINTS)
        .map(Schema::violation)
        .toList();
  }

  private static Violation violation(Error error) {
    String message = error.getMessage();
    return new Violation(
        error.getInstanceLocation().toString(),
        error.getKeyword() == null ? "false" : error.getKeyword(),
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…");
  }

  private static List<Violation> limit(String message) {
    return List.of(new Violation(JsonPointers.ROOT, LIMIT, message));
  }
}
