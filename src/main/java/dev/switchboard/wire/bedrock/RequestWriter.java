package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignExtensions;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.WireBody;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts one request body together; its fields always come in the same order. */
final class RequestWriter {
  private final String provider;
  private final BedrockModel model;
  private final ModelTraits traits;
  private final Remarks remarks = new Remarks();

  RequestWriter(String provider, BedrockModel model, ModelTraits traits) {
    this.provider = provider;
    this.model = model;
    this.traits = traits;
  }

  WireBody write(ChatRequest request) {
    if (!request.tools().isEmpty() && Boolean.FALSE.equals(traits.tools())) {
      throw Declined.unsupported("tools", "the model cannot call tools");
    }
    Conversation conversation =
        new ConversationBuilder(new Blocks(provider, model, remarks), remarks)
            .build(request.messages());
    boolean goesOn = conversation.turns().getLast().is(Turn.ASSISTANT);
    if (goesOn && model.isClaude() && !model.claude().takesPrefill()) {
      throw Declined.unsupported(
          "messages",
          "the model does not go on writing an answer (expected: the user's turn last)");
    }
    ToolConfig tools = ToolConfig.of(request, conversation, model, traits, remarks);
    ReasoningFields reasoning =
        ReasoningFields.of(
            request.reasoning(),
            new ReasoningFields.Situation(
                model,
                traits,
                request.sampling().maxOutputTokens(),
                tools.isForced(),
                conversation.lacksThoughts()),
            remarks);
    if (!reasoning.active() && model.isClaude()) {
      conversation.forgetThoughts(remarks);
    }
    OutputConfig output = OutputConfig.of(request.output(), model, traits, remarks);
    output.instruction().ifPresent(words -> conversation.system().add(Blocks.text(words)));

    ObjectNode body = Json.object();
    ObjectNode more = Json.object();
    writeConversation(body, conversation);
    SamplingFields.write(body, more, request.sampling(), situation(reasoning), remarks);
    tools.write(body, more);
    writeOutput(body, output, reasoning);
    more.setAll(reasoning.additional());
    if (!more.isEmpty()) {
      body.set("additionalModelRequestFields", more);
    }
    if (request.endUser() != null) {
      remarks.omitted("user", "the provider has no place for the end user's id");
    }
    ForeignExtensions.write(body, request.extensions(), Dialect.BEDROCK_CONVERSE, remarks);
    return new WireBody(Json.write(body), remarks.list());
  }

  private SamplingFields.Situation situation(ReasoningFields reasoning) {
    return new SamplingFields.Situation(model, traits, reasoning.active());
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

  private static void writeOutput(ObjectNode body, OutputConfig output, ReasoningFields reasoning) {
    ObjectNode config = Json.object();
    output.format().ifPresent(format -> config.set("textFormat", format));
    reasoning.effort().ifPresent(effort -> config.put("effort", effort));
    if (!config.isEmpty()) {
      body.set("outputConfig", config);
    }
  }
}
