package dev.switchboard.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A compiled JSON Schema; immutable, for any number of threads.
 *
 * <p>A validation has bounds: steps, depth and what its regular expressions cost. A value that
 * cannot be judged within them is not valid, and its one violation has the keyword {@value #LIMIT}.
 */
public final class Schema {
  /** The keyword of the violation that says that a bound was reached. */
  public static final String LIMIT = "limit";

  private static final int MAX_VIOLATIONS = 100;
  private static final int MAX_MESSAGE = 300;
  private static final long MAX_STEPS = 5_000_000;

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
    ExecutionConfig config =
        ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(formats)
            .maxEvaluationSteps(MAX_STEPS)
            .maxEvaluationDepth(MAX_DEPTH)
            .build();
    try {
      return ScopedValue.where(BoundedPattern.BUDGET, new BoundedPattern.Budget())
          .call(() -> run(value, config));
    } catch (BoundedPattern.Exhausted e) {
      String regex = Located.shorten(e.regex());
      return limit("the pattern " + regex + " takes too many steps on this value");
    } catch (ValidationLimitExceededException | StackOverflowError e) {
      return limit("the schema takes too many steps on this value");
    }
  }

  private List<Violation> run(JsonNode value, ExecutionConfig config) {
    return compiled.validate(value, context -> context.setExecutionConfig(config)).stream()
        .limit(MAX_VIOLATIONS)
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
