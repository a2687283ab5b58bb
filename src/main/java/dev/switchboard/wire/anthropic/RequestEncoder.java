package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts one request body together; its fields always come in the same order.
 *
 * <p>{@code max_tokens} is required: where the caller names no bound it is the model's own limit,
 * from the catalogue or else from what the name tells.
 */
final class RequestEncoder {
  private final String provider;
  private final AnthropicHost host;
  private final String upstreamModel;
  private final ClaudeModel model;
  private final ModelTraits traits;
  private final Remarks notes = new Remarks();

  RequestEncoder(String provider, AnthropicHost host, String upstreamModel, ModelTraits traits) {
    this.provider = provider;
    this.host = host;
    this.upstreamModel = upstreamModel;
    this.model = ClaudeModel.of(upstreamModel);
    this.traits = traits;
  }

  WireBody encode(ChatRequest request, boolean stream) {
    Conversation conversation =
        new ConversationBuilder(
                new RequestBlocks(provider, upstreamModel, notes), model.takesLateSystem(), notes)
            .build(request.messages());
    if (conversation.endsInPrefill() && !model.takesPrefill()) {
      throw Declined.unsupported(
          "messages",
          "the model does not go on writing an answer (expected: the user's turn last)");
    }
    if (!request.tools().isEmpty() && Boolean.FALSE.equals(traits.tools())) {
      throw Declined.unsupported("tools", "the model cannot call tools");
    }
    ToolFields tools = ToolFields.of(request, model, notes);
    int maxTokens = maxTokens(request);
    Thinking thinking = thinking(request, conversation, tools, maxTokens);
    OutputFields output = OutputFields.of(request.output(), hasSchemaMode(), notes);
    output.instruction().ifPresent(words -> conversation.system().add(RequestBlocks.text(words)));

    ObjectNode body = Json.object();
    host.begin(body, upstreamModel);
    body.put("max_tokens", maxTokens);
    if (stream) {
      body.put("stream", true);
    }
    writeThinking(body, thinking, output);
    SamplingFields.write(body, request.sampling(), samplingLimits(thinking), notes);
    if (request.endUser() != null) {
      body.putObject("metadata").put("user_id", request.endUser());
    }
    writeTools(body, tools);
    writeConversation(body, conversation);
    ForeignFields.write(body, request.extensions(), notes);
    limitCacheMarks(body, tools, conversation);
    return new WireBody(Json.write(body), notes.list());
  }

  private int maxTokens(ChatRequest request) {
    Integer wanted = request.sampling().maxOutputTokens();
    if (wanted != null) {
      if (wanted < 0) {
        throw Declined.invalid("/max_tokens", "max_tokens: " + wanted + " (expected: at least 0)");
      }
      return wanted;
    }
    if (traits.maxOutputTokens() != null) {
      return traits.maxOutputTokens();
    }
    notes.estimated(
        "max_tokens",
        "the limit of the model is not known; " + model.maxOutputTokens() + " is sent");
    return model.maxOutputTokens();
  }

  private Thinking thinking(
      ChatRequest request, Conversation conversation, ToolFields tools, int maxTokens) {
    boolean canThink =
        Objects.requireNonNullElse(
            traits.reasoning(), model.thinkingForm() != ClaudeModel.ThinkingForm.NONE);
    Thinking.Situation situation =
        new Thinking.Situation(
            model,
            traits,
            canThink,
            maxTokens,
            tools.isForced(),
            conversation.lacksThoughts() || conversation.endsInPrefill());
    Thinking thinking = Thinking.of(request.reasoning(), situation, notes);
    if (!thinking.active()) {
      conversation.forgetThoughts(notes);
    } else if (thinking.budgeted()) {
      conversation.putThoughtsFirst();
    }
    return thinking;
  }

  private boolean hasSchemaMode() {
    return Objects.requireNonNullElse(traits.structuredOutput(), model.hasSchemaMode());
  }

  private SamplingFields.Limits samplingLimits(Thinking thinking) {
    return new SamplingFields.Limits(
        Objects.requireNonNullElse(traits.temperature(), model.takesSampling()),
        model.takesTemperatureWithTopP(),
        thinking.active());
  }

  private static void writeThinking(ObjectNode body, Thinking thinking, OutputFields output) {
    if (thinking.config() != null) {
      body.set("thinking", thinking.config());
    }
    if (thinking.effort() == null && output.format().isEmpty()) {
      return;
    }
    ObjectNode config = body.putObject("output_config");
    putText(config, "effort", thinking.effort());
    output.format().ifPresent(format -> config.set("format", format));
  }

  private static void putText(ObjectNode object, String name, @Nullable String text) {
    if (text != null) {
      object.put(name, text);
    }
  }

  private static void writeTools(ObjectNode body, ToolFields tools) {
    if (!tools.tools().isEmpty()) {
      body.putArray("tools").addAll(tools.tools());
      if (tools.choice() != null) {
        body.set("tool_choice", tools.choice());
      }
    }
  }

  private static void writeConversation(ObjectNode body, Conversation conversation) {
    if (!conversation.system().isEmpty()) {
      body.putArray("system").addAll(conversation.system());
    }
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : conversation.turns()) {
      messages.addObject().put("role", turn.role()).putArray("content").addAll(turn.blocks());
    }
  }

  private void limitCacheMarks(ObjectNode body, ToolFields tools, Conversation conversation) {
    List<ObjectNode> before = new ArrayList<>(tools.tools());
    before.addAll(conversation.system());
    List<ObjectNode> turns =
        conversation.turns().stream().flatMap(turn -> turn.blocks().stream()).toList();
    CacheMarks.limit(before, turns, body.has(CacheMarks.FIELD) ? 1 : 0, notes);
  }
}
