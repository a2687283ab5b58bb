package dev.switchboard.wire.cohere;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignExtensions;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.OfferedTools;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.SamplingChecks;
import dev.switchboard.wire.ToolArguments;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Puts one request body together; its fields always come in the same order. */
final class RequestWriter {
  private final String model;
  private final ModelTraits traits;
  private final Remarks remarks = new Remarks();

  RequestWriter(String model, ModelTraits traits) {
    this.model = model;
    this.traits = traits;
  }

  WireBody write(ChatRequest request, boolean stream) {
    ObjectNode body = Json.object().put("model", model).put("stream", stream);
    body.putArray("messages").addAll(new MessageWriter(remarks).write(request.messages()));
    writeTools(body, request);
    writeFormat(body, request.output());
    writeThinking(body, request.reasoning());
    writeSampling(body, request.sampling());
    if (request.endUser() != null) {
      remarks.omitted("user", "the provider has no place for the end user's id");
    }
    ForeignExtensions.write(body, request.extensions(), Dialect.COHERE_CHAT, remarks);
    return new WireBody(Json.write(body), remarks.list());
  }

  private void writeTools(ObjectNode body, ChatRequest request) {
    List<Tool.Function> tools = new ArrayList<>(OfferedTools.of(request, traits, remarks));
    String choice =
        switch (request.toolChoice()) {
          case ToolChoice.Auto _ -> "";
          case ToolChoice.None _ -> "NONE";
          case ToolChoice.Required _ -> "REQUIRED";
          case ToolChoice.Named named -> {
            if (tools.removeIf(tool -> !tool.name().equals(named.name()))) {
              remarks.approximated(
                  "tool_choice", "only the tool that must be called is offered to the model");
            }
            yield "REQUIRED";
          }
          case ToolChoice.Allowed allowed -> allowed.required() ? "REQUIRED" : "";
        };
    if (tools.isEmpty()) {
      return;
    }
    boolean strict = tools.stream().allMatch(tool -> Boolean.TRUE.equals(tool.strict()));
    tools.forEach(tool -> body.withArray("tools").add(OfferedTools.write(tool)));
    if (strict) {
      body.put("strict_tools", true);
    } else if (tools.stream().anyMatch(tool -> Boolean.TRUE.equals(tool.strict()))) {
      remarks.approximated("tools", "arguments are held to all schemas or none; here to none");
    }
    if (!choice.isEmpty()) {
      body.put("tool_choice", choice);
    }
    if (Boolean.FALSE.equals(request.parallelToolCalls())) {
      remarks.omitted("parallel_tool_calls", "the provider may call several tools at once");
    }
  }

  private static void writeFormat(ObjectNode body, OutputFormat output) {
    switch (output) {
      case OutputFormat.Text _ -> {}
      case OutputFormat.JsonObject _ ->
          body.putObject("response_format").put("type", "json_object");
      case OutputFormat.JsonSchema schema ->
          body.putObject("response_format")
              .put("type", "json_object")
              .set("json_schema", ToolArguments.schema(schema.schema(), ""));
    }
  }

  private void writeThinking(ObjectNode body, ReasoningRequest wish) {
    Integer budget = wish.budgetTokens();
    if (wish.effort() == ReasoningRequest.Effort.NONE || (budget != null && budget == 0)) {
      if (!Boolean.FALSE.equals(traits.reasoning())) {
        body.putObject("thinking").put("type", "disabled");
      }
      return;
    }
    if (wish.effort() == null && budget == null) {
      return;
    }
    if (Boolean.FALSE.equals(traits.reasoning())) {
      if (!wish.isLeftToTheModel()) {
        throw Declined.unsupported("reasoning", "the model cannot think");
      }
      return;
    }
    ObjectNode thinking = body.putObject("thinking").put("type", "enabled");
    if (budget != null && budget > 0) {
      thinking.put("token_budget", budget);
    } else if (wish.effort() != null) {
      thinking.put("token_budget", tokens(wish.effort()));
      remarks.approximated("reasoning", "the effort is sent as a budget of tokens");
    }
  }

  /** Tokens for an effort, as other gateways and Google's own translation count them. */
  private static int tokens(ReasoningRequest.Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL -> 512;
      case LOW -> 1_024;
      case MEDIUM -> 8_192;
      case HIGH -> 24_576;
      case XHIGH, MAX -> 32_768;
    };
  }

  private void writeSampling(ObjectNode body, Sampling sampling) {
    SamplingChecks.oneAnswer(sampling);
    SamplingChecks.range("temperature", sampling.temperature(), 0, 2);
    SamplingChecks.range("top_p", sampling.topP(), 0, 1);
    if (sampling.temperature() != null && sampling.temperature() > 1) {
      SamplingChecks.refuse(
          "temperature", sampling.temperature(), "expected: 0 to 1 for this provider");
    }
    if (sampling.maxOutputTokens() != null) {
      body.put("max_tokens", sampling.maxOutputTokens());
    }
    put(body, "temperature", sampling.temperature());
    // A p of 1 is what happens anyway, and over the dialect's limit.
    put(body, "p", SamplingChecks.unless(sampling.topP(), 1));
    if (sampling.topK() != null) {
      body.put("k", sampling.topK());
    }
    if (sampling.seed() != null) {
      body.put("seed", sampling.seed());
    }
    put(body, "frequency_penalty", penalty("frequency_penalty", sampling.frequencyPenalty()));
    put(body, "presence_penalty", penalty("presence_penalty", sampling.presencePenalty()));
    List<String> stops = SamplingChecks.stops(sampling.stop(), remarks);
    if (!stops.isEmpty()) {
      stops.forEach(body.putArray("stop_sequences")::add);
    }
  }

  private static @Nullable Double penalty(String subject, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= 1)) {
      SamplingChecks.refuse(subject, value, "expected: 0 to 1 for this provider");
    }
    return SamplingChecks.unless(value, 0);
  }

  private static void put(ObjectNode body, String name, @Nullable Double value) {
    if (value != null) {
      body.set(name, SamplingChecks.number(value));
    }
  }
}
