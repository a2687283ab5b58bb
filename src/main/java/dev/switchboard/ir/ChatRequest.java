package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to be continued.
 *
 * @param model the requested model, as the caller spelled it
 * @param parallelToolCalls whether several tools may be called in one turn; null when not said
 * @param endUser the caller's own user id, for abuse tracking; null when not given
 * @param extensions top-level fields of the caller's dialect that are not modelled here
 */
public record ChatRequest(
    String model,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    @Nullable Boolean parallelToolCalls,
    OutputFormat output,
    Sampling sampling,
    ReasoningRequest reasoning,
    @Nullable String endUser,
    List<Extension> extensions) {

  public ChatRequest {
    Objects.requireNonNull(model);
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    Objects.requireNonNull(toolChoice);
    Objects.requireNonNull(output);
    Objects.requireNonNull(sampling);
    Objects.requireNonNull(reasoning);
    extensions = List.copyOf(extensions);
  }

  /** A request that says nothing beyond its messages. */
  public static ChatRequest of(String model, List<Message> messages) {
    return new ChatRequest(
        model,
        messages,
        List.of(),
        new ToolChoice.Auto(),
        null,
        new OutputFormat.Text(),
        Sampling.DEFAULT,
        ReasoningRequest.DEFAULT,
        null,
        List.of());
  }

  /** The same conversation with other messages. */
  public ChatRequest withMessages(List<Message> replacement) {
    return new ChatRequest(
        model,
        replacement,
        tools,
        toolChoice,
        parallelToolCalls,
        output,
        sampling,
        reasoning,
        endUser,
        extensions);
  }

  /** The same conversation with other tools. */
  public ChatRequest withTools(List<Tool> replacement, ToolChoice choice) {
    return new ChatRequest(
        model,
        messages,
        replacement,
        choice,
        parallelToolCalls,
        output,
        sampling,
        reasoning,
        endUser,
        extensions);
  }

  /** The same conversation with the answer wanted in another form. */
  public ChatRequest withOutput(OutputFormat replacement) {
    return new ChatRequest(
        model,
        messages,
        tools,
        toolChoice,
        parallelToolCalls,
        replacement,
        sampling,
        reasoning,
        endUser,
        extensions);
  }

  /** The same conversation with other sampling. */
  public ChatRequest withSampling(Sampling replacement) {
    return new ChatRequest(
        model,
        messages,
        tools,
        toolChoice,
        parallelToolCalls,
        output,
        replacement,
        reasoning,
        endUser,
        extensions);
  }

  /** The same with another wish for thought. */
  public ChatRequest withReasoning(ReasoningRequest replacement) {
    return new ChatRequest(
        model,
        messages,
        tools,
        toolChoice,
        parallelToolCalls,
        output,
        sampling,
        replacement,
        endUser,
        extensions);
  }

  /** The same conversation with other extensions. */
  public ChatRequest withExtensions(List<Extension> replacement) {
    return new ChatRequest(
        model,
        messages,
        tools,
        toolChoice,
        parallelToolCalls,
        output,
        sampling,
        reasoning,
        endUser,
        replacement);
  }
}
