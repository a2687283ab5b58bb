package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.NO_REASONING_EFFORT;
import static dev.switchboard.wire.openai.OpenAiFlag.REASONING_FORMAT;
import static dev.switchboard.wire.openai.OpenAiFlag.REASONING_OBJECT;
import static dev.switchboard.wire.openai.OpenAiFlag.THINKING_SWITCH;

import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import tools.jackson.databind.node.ObjectNode;

/** Asks a vendor for reasoning, in the vendor's way. */
final class ReasoningWriter {
  private final OpenAiFlags flags;
  private final ModelTraits traits;
  private final Remarks notes;

  ReasoningWriter(OpenAiFlags flags, ModelTraits traits, Remarks notes) {
    this.flags = flags;
    this.traits = traits;
    this.notes = notes;
  }

  void write(ReasoningRequest reasoning, ObjectNode body) {
    if (flags.has(REASONING_FORMAT) && Boolean.TRUE.equals(traits.reasoning())) {
      body.put("reasoning_format", Boolean.FALSE.equals(reasoning.visible()) ? "hidden" : "parsed");
    }
    if (reasoning.isDefault()) {
      return;
    }
    if (Boolean.FALSE.equals(traits.reasoning())) {
      refuseUnlessOff(reasoning);
    } else if (flags.has(REASONING_OBJECT)) {
      writeObject(reasoning, body.putObject("reasoning"));
    } else if (flags.has(THINKING_SWITCH)) {
      writeSwitch(reasoning, body);
    } else {
      writeEffort(reasoning, body);
    }
  }

  private void refuseUnlessOff(ReasoningRequest reasoning) {
    if (reasoning.isLeftToTheModel()) {
      if (reasoning.effort() != null) {
        notes.omitted("reasoning_effort", "the model does not reason");
      }
      return;
    }
    boolean off =
        reasoning.effort() == Effort.NONE
            || (reasoning.effort() == null
                && (reasoning.budgetTokens() == null || reasoning.budgetTokens() <= 0));
    if (!off) {
      throw OpenAiFields.unsupported("reasoning_effort", "the model does not reason");
    }
  }

  private static void writeObject(ReasoningRequest reasoning, ObjectNode object) {
    Integer budget = reasoning.budgetTokens();
    if (budget != null && budget > 0) {
      object.put("max_tokens", budget);
    } else if (budget != null && budget == 0) {
      object.put("enabled", false);
    } else if (reasoning.effort() != null) {
      object.put("effort", Words.of(reasoning.effort()));
    } else {
      object.put("enabled", true);
    }
    if (reasoning.visible() != null) {
      object.put("exclude", !reasoning.visible());
    }
  }

  private void writeSwitch(ReasoningRequest reasoning, ObjectNode body) {
    Effort effort = EffortSteps.of(reasoning, traits, notes);
    if (effort == null) {
      if (reasoning.budgetTokens() != null) {
        body.putObject("thinking").put("type", "enabled");
      }
      return;
    }
    body.putObject("thinking").put("type", effort == Effort.NONE ? "disabled" : "enabled");
    if (effort == Effort.NONE) {
      return;
    }
    if (flags.has(NO_REASONING_EFFORT)) {
      notes.approximated("reasoning_effort", "the provider can only switch thinking on and off");
    } else {
      body.put("reasoning_effort", Words.of(effort));
    }
  }

  private void writeEffort(ReasoningRequest reasoning, ObjectNode body) {
    Effort effort = EffortSteps.of(reasoning, traits, notes);
    if (effort != null) {
      if (flags.has(NO_REASONING_EFFORT)) {
        throw OpenAiFields.unsupported("reasoning_effort", "the provider has no such field");
      }
      body.put("reasoning_effort", Words.of(effort));
    }
    if (Boolean.TRUE.equals(reasoning.visible()) && !flags.has(REASONING_FORMAT)) {
      notes.omitted("reasoning", "the provider shows thoughts or not as it likes");
    }
  }
}
