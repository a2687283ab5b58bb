package dev.switchboard.wire.ollama;

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
import java.util.List;
import java.util.Locale;
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
    writeThink(body, request.reasoning());
    writeOptions(body, request.sampling());
    if (request.endUser() != null) {
      remarks.omitted("user", "the provider has no place for the end user's id");
    }
    ForeignExtensions.write(body, request.extensions(), Dialect.OLLAMA_CHAT, remarks);
    return new WireBody(Json.write(body), remarks.list());
  }

  private void writeTools(ObjectNode body, ChatRequest request) {
    List<Tool.Function> tools = OfferedTools.of(request, traits, remarks);
    boolean forced =
        switch (request.toolChoice()) {
          case ToolChoice.Required _, ToolChoice.Named _ -> true;
          case ToolChoice.Allowed allowed -> allowed.required();
          case ToolChoice.Auto _, ToolChoice.None _ -> false;
        };
    if (forced) {
      throw Declined.unsupported("tool_choice", "a tool call cannot be forced at this provider");
    }
    if (tools.isEmpty() || request.toolChoice() instanceof ToolChoice.None) {
      return;
    }
    for (Tool.Function tool : tools) {
      body.withArray("tools").add(OfferedTools.write(tool));
      if (Boolean.TRUE.equals(tool.strict())) {
        remarks.approximated(
            "tools", "the arguments of " + tool.name() + " are not held to their schema");
      }
    }
    if (Boolean.FALSE.equals(request.parallelToolCalls())) {
      remarks.omitted("parallel_tool_calls", "the provider may call several tools at once");
    }
  }

  private static void writeFormat(ObjectNode body, OutputFormat output) {
    switch (output) {
      case OutputFormat.Text _ -> {}
      case OutputFormat.JsonObject _ -> body.put("format", "json");
      case OutputFormat.JsonSchema schema ->
          body.set("format", ToolArguments.schema(schema.schema(), ""));
    }
  }

  private void writeThink(ObjectNode body, ReasoningRequest wish) {
    Integer budget = wish.budgetTokens();
    if (wish.effort() == ReasoningRequest.Effort.NONE || (budget != null && budget == 0)) {
      body.put("think", false);
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
    if (wish.effort() != null && model.toLowerCase(Locale.ROOT).contains("gpt-oss")) {
      String level = level(wish.effort());
      body.put("think", level);
      if (!level.equalsIgnoreCase(wish.effort().name())) {
        remarks.approximated("reasoning", "the nearest effort of the model is " + level);
      }
      return;
    }
    body.put("think", true);
    if (!wish.isLeftToTheModel() || wish.effort() != null) {
      remarks.approximated("reasoning", "how much this model thinks cannot be chosen");
    }
  }

  private static String level(ReasoningRequest.Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL, LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH, XHIGH, MAX -> "high";
    };
  }

  private void writeOptions(ObjectNode body, Sampling sampling) {
    SamplingChecks.oneAnswer(sampling);
    SamplingChecks.range("temperature", sampling.temperature(), 0, 2);
    SamplingChecks.range("top_p", sampling.topP(), 0, 1);
    ObjectNode options = Json.object();
    if (sampling.maxOutputTokens() != null) {
      options.put("num_predict", sampling.maxOutputTokens());
    }
    put(options, "temperature", sampling.temperature());
    put(options, "top_p", sampling.topP());
    if (sampling.topK() != null) {
      options.put("top_k", sampling.topK());
    }
    if (sampling.seed() != null) {
      options.put("seed", sampling.seed());
    }
    put(options, "presence_penalty", sampling.presencePenalty());
    put(options, "frequency_penalty", sampling.frequencyPenalty());
    List<String> stops = SamplingChecks.stops(sampling.stop(), remarks);
    if (!stops.isEmpty()) {
      stops.forEach(options.putArray("stop")::add);
    }
    if (!options.isEmpty()) {
      body.set("options", options);
    }
  }

  private static void put(ObjectNode options, String name, @Nullable Double value) {
    if (value != null) {
      options.set(name, SamplingChecks.number(value));
    }
  }
}
