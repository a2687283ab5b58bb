package dev.switchboard.task;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as a conversation: instructions, examples, input.
 *
 * <p>An input with {@code messages} of roles and contents is the conversation itself; {@code tools}
 * in an input are offered to the model.
 */
final class Conversation {
  /** The tool whose arguments are the value, on the rung that forces one. */
  static final String ANSWER_TOOL = "answer";

  private static final Map<String, Role> ROLES =
      Map.of(
          "system", Role.SYSTEM,
          "developer", Role.SYSTEM,
          "user", Role.USER,
          "assistant", Role.ASSISTANT);

  private final String instructions;
  private final List<Message> turns;
  private final List<Tool> tools;
  private final boolean toolsComeFromInput;
  private final TaskCall.Options options;

  private Conversation(
      String instructions,
      List<Message> turns,
      List<Tool> tools,
      boolean toolsComeFromInput,
      TaskCall.Options options) {
    this.instructions = instructions;
    this.turns = turns;
    this.tools = tools;
    this.toolsComeFromInput = toolsComeFromInput;
    this.options = options;
  }

  /**
   * The conversation of a call that has an input.
   *
   * @param attachments stand behind the words of the last turn
   */
  static Conversation of(TaskCall call, List<Content> attachments) {
    JsonNode input = call.input();
    if (input == null) {
      throw new IllegalStateException("a call without input");
    }
    String instructions = call.definition().instructions();
    List<Message> turns = new ArrayList<>();
    for (TaskCall.Example example : call.examples()) {
      turns.add(Message.text(Role.USER, text(example.input())));
      turns.add(Message.text(Role.ASSISTANT, text(example.output())));
    }
    List<Tool> tools = new ArrayList<>(call.tools());
    boolean fromInput = tools.isEmpty() && input instanceof ObjectNode && !tools(input).isEmpty();
    if (fromInput) {
      tools.addAll(tools(input));
    }
    turns.addAll(turns(input, fromInput));
    attach(attachments, turns);
    return new Conversation(
        instructions == null ? "" : instructions, turns, tools, fromInput, call.options());
  }

  private static void attach(List<Content> attachments, List<Message> turns) {
    if (attachments.isEmpty()) {
      return;
    }
    List<Content> parts = new ArrayList<>();
    if (!turns.isEmpty() && turns.getLast().role() == Role.USER) {
      parts.addAll(turns.removeLast().content());
    }
    parts.addAll(attachments);
    turns.add(new Message(Role.USER, parts, null));
  }

  /** Whether the model may call tools. */
  boolean hasTools() {
    return !tools.isEmpty();
  }

  /**
   * The request for one attempt.
   *
   * @param rung how the value is asked for
   * @param own options of the attempt's model, which go before the call's
   * @param repair what was wrong with the answer before; null on the first try
   */
  ChatRequest request(
      String model, OutputPlan plan, Rung rung, TaskCall.Options own, @Nullable Repair repair) {
    List<Message> messages = new ArrayList<>();
    String system = system(plan, rung);
    if (!system.isEmpty()) {
      messages.add(Message.text(Role.SYSTEM, system));
    }
    messages.addAll(turns);
    if (repair != null) {
      messages.add(Message.text(Role.ASSISTANT, repair.answer()));
      messages.add(Message.text(Role.USER, repair.complaint()));
    }
    TaskCall.Options effective = own.or(options);
    return new ChatRequest(
        model,
        messages,
        offered(plan, rung),
        rung == Rung.TOOL ? new ToolChoice.Named(ANSWER_TOOL) : new ToolChoice.Auto(),
        null,
        format(plan, rung),
        new Sampling(
            effective.temperature(),
            effective.topP(),
            null,
            effective.maxTokens(),
            List.of(),
            null,
            null,
            null,
            null,
            null),
        new ReasoningRequest(effective.reasoningEffort(), null, null),
        null,
        List.of());
  }

  /**
   * A second chance.
   *
   * @param answer what the model wrote
   * @param complaint what is wrong with it
   */
  record Repair(String answer, String complaint) {}

  private String system(OutputPlan plan, Rung rung) {
    if (!(plan instanceof OutputPlan.Structured structured)) {
      return instructions;
    }
    String schema = Json.text(structured.asked());
    String addition =
        switch (rung) {
          case TEXT, SCHEMA -> "";
          case TOOL -> "Give your answer by calling the tool " + ANSWER_TOOL + ".";
          case TOOLS ->
              "Call a tool when it helps. When you answer without calling one, answer with nothing"
                  + " but one JSON value that is valid against this JSON Schema:\n"
                  + schema;
          case INSTRUCTIONS ->
              "Answer with nothing but one JSON value that is valid against this JSON Schema:\n"
                  + schema;
        };
    return addition.isEmpty() || instructions.isEmpty()
        ? instructions + addition
        : instructions + "\n\n" + addition;
  }

  private List<Tool> offered(OutputPlan plan, Rung rung) {
    return switch (rung) {
      case TEXT, TOOLS -> tools;
      case TOOL ->
          List.of(
              new Tool.Function(
                  ANSWER_TOOL,
                  "Takes the answer.",
                  Json.text(((OutputPlan.Structured) plan).asked()),
                  null,
                  null));
      case SCHEMA, INSTRUCTIONS -> List.of();
    };
  }

  private static OutputFormat format(OutputPlan plan, Rung rung) {
    return plan instanceof OutputPlan.Structured structured && rung == Rung.SCHEMA
        ? new OutputFormat.JsonSchema("response", Json.text(structured.asked()), null, null)
        : new OutputFormat.Text();
  }

  /** Whether the tools also stand in the input, so that a rung without tools still shows them. */
  boolean toolsComeFromInput() {
    return toolsComeFromInput;
  }

  private static List<Message> turns(JsonNode input, boolean withoutTools) {
    if (!(input instanceof ObjectNode object)) {
      return List.of(Message.text(Role.USER, text(input)));
    }
    ObjectNode rest = object.deepCopy();
    List<Message> turns = new ArrayList<>();
    List<Message> conversation = conversation(object);
    if (!conversation.isEmpty()) {
      rest.remove("messages");
    }
    if (withoutTools) {
      rest.remove("tools");
    }
    if (!rest.isEmpty()) {
      turns.add(Message.text(Role.USER, onlyText(rest)));
    }
    turns.addAll(conversation);
    return turns;
  }

  /** The text itself where an object holds nothing else, else the object as JSON. */
  private static String onlyText(ObjectNode object) {
    if (object.size() == 1) {
      JsonNode only = object.iterator().next();
      if (only.isString()) {
        return only.stringValue();
      }
    }
    return Json.text(object);
  }

  private static List<Message> conversation(ObjectNode input) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode item : input.path("messages")) {
      Role role = ROLES.get(item.path("role").asString(""));
      JsonNode content = item.path("content");
      if (role == null || content.isMissingNode()) {
        return List.of();
      }
      messages.add(Message.of(role, new Content.Text(text(content))));
    }
    return messages;
  }

  private static List<Tool> tools(JsonNode input) {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode item : input.path("tools")) {
      try {
        tools.add(TaskCallReader.tool(Fields.of(item)));
      } catch (InvalidFieldException _) {
        // Something else by the name of tools; it stays a part of the input.
        return List.of();
      }
    }
    return tools;
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : Json.text(value);
  }
}
