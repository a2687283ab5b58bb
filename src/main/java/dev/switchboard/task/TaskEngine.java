package dev.switchboard.task;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Violation;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.json.UnknownKeyword;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Opening;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.routing.Target;
import dev.switchboard.wire.ModelTraits;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves a task: input against its schema, then the ladder at one target after another until a
 * value is valid.
 *
 * <p>Per target the strictest rung that it takes is used; a rung that it refuses leads to the next
 * one. What comes back is validated here; an invalid value goes back once with what is wrong with
 * it, then the next target is tried.
 */
public final class TaskEngine {
  private final SchemaValidator validator;

  public TaskEngine(SchemaValidator validator) {
    this.validator = validator;
  }

  /**
   * Checks everything about a call that needs no model.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for a schema that is none, {@link
   *     Failure.InputInvalid} for an input that breaks its schema, {@link Failure.Unsupported} for
   *     an output that cannot be produced
   */
  public Prepared prepare(TaskCall call) {
    checkInput(call);
    OutputPlan plan = OutputPlan.of(call.definition().outputSchema());
    ObjectNode outputSchema = call.definition().outputSchema();
    Schema schema =
        outputSchema == null || plan instanceof OutputPlan.Text
            ? null
            : compile(outputSchema, "/output_schema");
    return new Prepared(call, plan, schema, List.of());
  }

  private void checkInput(TaskCall call) {
    ObjectNode inputSchema = call.definition().inputSchema();
    if (inputSchema != null) {
      Schema schema = compile(inputSchema, "/input_schema");
      JsonNode input = call.input();
      if (input != null) {
        List<Violation> violations = violations(schema, input);
        if (!violations.isEmpty()) {
          throw new FailureException(
              new Failure.InputInvalid(
                  violations, "input does not follow input_schema: " + describe(violations)));
        }
      }
    }
  }

  /**
   * Checks the input against its schema and compiles the schema of the output, for a call that
   * {@link #prepare} would refuse because no conversation writes its output.
   *
   * @return null for an output without a schema
   * @throws FailureException as {@link #prepare} does
   */
  public @Nullable Schema check(TaskCall call) {
    checkInput(call);
    ObjectNode outputSchema = call.definition().outputSchema();
    return outputSchema == null ? null : compile(outputSchema, "/output_schema");
  }

  /**
   * Checks an example against what its function says now.
   *
   * @param pointer where the example stands in the body
   * @throws FailureException with {@link Failure.InputInvalid} for what does not follow the schemas
   */
  public void check(FunctionDefinition function, StoredExample.Draft example, String pointer) {
    follows(function.inputSchema(), example.input(), pointer + "/input");
    follows(function.outputSchema(), example.output(), pointer + "/output");
  }

  private void follows(@Nullable String stored, JsonNode value, String pointer) {
    ObjectNode schema = StoredJson.object(stored);
    if (schema != null) {
      List<Violation> violations = violations(compile(schema, pointer), value);
      if (!violations.isEmpty()) {
        throw new FailureException(
            new Failure.InputInvalid(
                violations,
                pointer + " does not follow the function's schema: " + describe(violations)));
      }
    }
  }

  /**
   * A call that is ready for a model.
   *
   * @param schema what the value must follow; null for a text
   * @param attachments pictures, sounds and documents that belong to the input
   */
  public record Prepared(
      TaskCall call, OutputPlan plan, @Nullable Schema schema, List<Content> attachments) {
    public Prepared {
      attachments = List.copyOf(attachments);
    }

    /** The same call with these attachments. */
    public Prepared with(List<Content> others) {
      return new Prepared(call, plan, schema, others);
    }

    /** The same with these examples shown to the model. */
    public Prepared withExamples(List<TaskCall.Example> examples) {
      return new Prepared(call.withExamples(examples), plan, schema, attachments);
    }
  }

  /**
   * The conversation as its first attempt would say it, for those who look at its size and kind.
   */
  public ChatRequest outline(Prepared prepared) {
    Conversation conversation = Conversation.of(prepared.call(), prepared.attachments());
    Rung first = rungs(prepared.plan(), conversation.hasTools(), ModelTraits.UNKNOWN).getFirst();
    return conversation.request(
        prepared.call().name(), prepared.plan(), first, TaskCall.Options.NONE, null);
  }

  /**
   * Runs the task.
   *
   * @param sink hears the answer grow; null when nobody listens
   * @throws FailureException with {@link Failure.OutputInvalid} when no target wrote a valid value,
   *     or with what else went wrong
   */
  public TaskResult run(Prepared prepared, CallSession session, @Nullable TaskSink sink) {
    Conversation conversation = Conversation.of(prepared.call(), prepared.attachments());
    TaskSink listener = sink;
    FailureException failed = null;
    Reading invalid = null;
    Opening<Answer> opening =
        session.opening(target -> first(prepared, conversation, session, target, sink != null));
    for (Target target : opening.targets()) {
      Attempts attempts =
          new Attempts(
              prepared, conversation, session, target, choice(prepared.call(), target), opening);
      try {
        Attempts.Outcome outcome = ladder(attempts, prepared, conversation, session, listener);
        if (outcome.reading().isValid()) {
          return outcome.result(target);
        }
        invalid = outcome.reading();
      } catch (FailureException e) {
        if (!session.fallback().may(target, e.failure()) || attempts.delivered()) {
          throw e;
        }
        failed = session.fallback().graver(failed, e);
      }
      // What was delivered of this target's answer is a draft; the next one's is not mixed in.
      listener = attempts.delivered() ? null : listener;
    }
    if (invalid != null) {
      throw new FailureException(
          new Failure.OutputInvalid(
              invalid.written(),
              invalid.violations(),
              "no model wrote a value that follows output_schema: "
                  + describe(invalid.violations())));
    }
    if (failed == null) {
      throw new IllegalStateException("a plan without targets");
    }
    throw failed;
  }

  /** What a target is asked first. */
  private static Prompt first(
      Prepared prepared,
      Conversation conversation,
      CallSession session,
      Target target,
      boolean stream) {
    TaskCall.ModelChoice choice = choice(prepared.call(), target);
    Rung rung = rungs(prepared.plan(), conversation.hasTools(), session.traits(target)).getFirst();
    return Attempts.prompt(
        conversation.request(
            target.requestedModel(), prepared.plan(), rung, choice.options(), null),
        stream,
        choice);
  }

  private static Attempts.Outcome ladder(
      Attempts attempts,
      Prepared prepared,
      Conversation conversation,
      CallSession session,
      @Nullable TaskSink sink) {
    List<Rung> rungs =
        rungs(prepared.plan(), conversation.hasTools(), session.traits(attempts.target()));
    for (int i = 0; ; i++) {
      try {
        Attempts.Outcome first = attempts.make(rungs.get(i), sink);
        return first.reading().isValid() ? first : attempts.repair(rungs.get(i), first);
      } catch (FailureException e) {
        if (i + 1 == rungs.size() || !isRefusalOfRung(e.failure()) || attempts.delivered()) {
          throw e;
        }
      }
    }
  }

  /** The rungs that a model may take, the strictest first. */
  private static List<Rung> rungs(OutputPlan plan, boolean tools, ModelTraits traits) {
    if (plan instanceof OutputPlan.Text) {
      return List.of(Rung.TEXT);
    }
    if (tools) {
      return List.of(Rung.TOOLS, Rung.INSTRUCTIONS);
    }
    if (!Boolean.FALSE.equals(traits.structuredOutput())) {
      return List.of(Rung.SCHEMA, Rung.TOOL, Rung.INSTRUCTIONS);
    }
    return Boolean.FALSE.equals(traits.tools())
        ? List.of(Rung.INSTRUCTIONS)
        : List.of(Rung.TOOL, Rung.INSTRUCTIONS);
  }

  private static boolean isRefusalOfRung(Failure failure) {
    return failure instanceof Failure.Unsupported
        || (failure instanceof Failure.ProviderRejected rejected
            && rejected.reason() == Failure.ProviderRejected.Reason.OTHER);
  }

  private static TaskCall.ModelChoice choice(TaskCall call, Target target) {
    Optional<TaskCall.ModelChoice> named =
        call.definition().models().stream()
            .filter(model -> model.name().equals(target.requestedModel()))
            .findFirst();
    return named.orElseGet(() ->
        new TaskCall.ModelChoice(
            target.requestedModel(),
            TaskCall.Options.NONE,
            TaskCall.MediaOptions.NONE,
            java.util.Map.of()));
  }

  private Schema compile(ObjectNode schema, String pointer) {
    try {
      refuseUnknownKeywords(schema, pointer);
      return validator.compile(schema, pointer);
    } catch (InvalidFieldException e) {
      throw new FailureException(
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage())));
    }
  }

  private static void refuseUnknownKeywords(ObjectNode schema, String pointer) {
    for (UnknownKeyword unknown : SchemaValidator.unknownKeywords(schema, pointer)) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "unknown_schema_keyword",
              unknown.pointer(),
              unknown.pointer()
                  + ": "
                  + unknown.keyword()
                  + " is no JSON Schema keyword"
                  + unknown.nearest().map(near -> " (did you mean " + near + "?)").orElse("")));
    }
  }

  private static List<Violation> violations(Schema schema, JsonNode value) {
    return schema.validate(value).stream()
        .map(v -> new Violation(v.pointer(), v.keyword(), v.message()))
        .toList();
  }

  static String describe(List<Violation> violations) {
    StringBuilder text = new StringBuilder();
    for (Violation violation : violations.subList(0, Math.min(5, violations.size()))) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(violation.pointer().isEmpty() ? "the value" : violation.pointer())
          .append(": ")
          .append(violation.message());
    }
    return violations.size() > 5
        ? text + "; and " + (violations.size() - 5) + " more"
        : text.toString();
  }
}
