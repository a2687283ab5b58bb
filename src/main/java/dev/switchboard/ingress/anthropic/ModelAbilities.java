package dev.switchboard.ingress.anthropic;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Support;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeModel;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model can do, in the words of Anthropic's list of models: true where the catalogue says
 * so, false where it says otherwise or nothing, so that no client relies on a guess.
 *
 * <p>Of a model that is no Claude it says what its requests are translated to: any form of asking
 * for thoughts is, where the model thinks.
 */
final class ModelAbilities {
  private static final List<String> EFFORTS = List.of("low", "medium", "high", "max", "xhigh");

  private ModelAbilities() {}

  static ObjectNode of(ModelEntry model) {
    boolean claude = model.id().contains("claude");
    ObjectNode node = Json.object();
    // There is no route for batches, and the vendor's own tools are not in the catalogue.
    node.set("batch", support(false));
    node.set("citations", support(claude && can(model, Capability.DOCUMENTS)));
    node.set("code_execution", support(false));
    ObjectNode context = Json.object().put("supported", false);
    context.putNull("clear_thinking_20251015");
    context.putNull("clear_tool_uses_20250919");
    context.putNull("compact_20260112");
    node.set("context_management", context);
    node.set("effort", effort(model));
    node.set("image_input", support(can(model, Capability.VISION)));
    node.set("pdf_input", support(can(model, Capability.DOCUMENTS)));
    ObjectNode tools = Json.object().put("supported", false);
    tools.set("code_execution", support(false));
    tools.set("web_search", support(false));
    node.set("server_tools", tools);
    node.set("structured_outputs", support(can(model, Capability.STRUCTURED_OUTPUT)));
    node.set("thinking", thinking(model, claude));
    return node;
  }

  private static ObjectNode effort(ModelEntry model) {
    List<String> known = model.reasoning().efforts();
    boolean any = EFFORTS.stream().anyMatch(known::contains);
    ObjectNode node = Json.object().put("supported", any);
    EFFORTS.forEach(effort -> node.set(effort, support(known.contains(effort))));
    return node;
  }

  private static ObjectNode thinking(ModelEntry model, boolean claude) {
    boolean thinks = can(model, Capability.REASONING);
    ObjectNode node = Json.object().put("supported", thinks);
    ObjectNode types = node.putObject("types");
    if (claude) {
      ClaudeModel known = ClaudeModel.of(model.id());
      ClaudeModel.ThinkingForm form = known.thinkingForm();
      boolean adaptive =
          form == ClaudeModel.ThinkingForm.ADAPTIVE || form == ClaudeModel.ThinkingForm.EITHER;
      boolean budget =
          form == ClaudeModel.ThinkingForm.BUDGET || form == ClaudeModel.ThinkingForm.EITHER;
      types.set("adaptive", support(thinks && adaptive));
      types.set("between_tools", support(thinks && known.canThinkBetweenToolsOnly()));
      types.set("disabled", support(known.canDisableThinking()));
      types.set("enabled", support(thinks && budget));
    } else {
      boolean off = model.reasoning().toggle() || model.reasoning().efforts().contains("none");
      types.set("adaptive", support(thinks));
      types.set("between_tools", support(false));
      types.set("disabled", support(!thinks || off));
      types.set("enabled", support(thinks));
    }
    return node;
  }

  private static boolean can(ModelEntry model, Capability capability) {
    return model.supports(capability) == Support.YES;
  }

  private static ObjectNode support(boolean supported) {
    return Json.object().put("supported", supported);
  }
}
