package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.wire.ClaudeModel;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a model that is to go on with an answer.
 *
 * @param request the conversation in which the answer broke off
 * @param told what of it was delivered
 */
record RescuePrompt(ChatRequest request, Told told, TokenEstimator estimator) {

  /** Whether the answer can only be judged, and joined to what was delivered, as a whole. */
  boolean needsWhole() {
    return !told.calls().isEmpty() || (isJson() && !told.text().isBlank());
  }

  /** Whether the text is JSON, because it was asked for or because it looks so. */
  boolean isJson() {
    String text = told.text().stripLeading();
    return wantsJson() || text.startsWith("{") || text.startsWith("[");
  }

  /** Whether the text must be JSON. */
  boolean wantsJson() {
    return !(request.output() instanceof OutputFormat.Text);
  }

  /** The ways in which a model may be asked, the best first. */
  List<RescueWay> ways(Dialect dialect, String upstreamModel) {
    if (told.text().isEmpty() && told.calls().isEmpty()) {
      return List.of(RescueWay.RESTART);
    }
    if (dialect == Dialect.NATIVE) {
      return List.of(RescueWay.RESTART, RescueWay.INSTRUCTION);
    }
    return takesPrefill(dialect, upstreamModel)
        ? List.of(RescueWay.PREFILL, RescueWay.INSTRUCTION)
        : List.of(RescueWay.INSTRUCTION);
  }

  private boolean takesPrefill(Dialect dialect, String upstreamModel) {
    if (needsWhole() || told.text().isBlank() || mustCall()) {
      return false;
    }
    return switch (dialect) {
      case ANTHROPIC_MESSAGES, BEDROCK_CONVERSE ->
          upstreamModel.contains("claude")
              && ClaudeModel.of(upstreamModel).takesPrefill()
              && request.reasoning().isDefault();
      case GEMINI_GENERATE, OLLAMA_CHAT -> true;
      default -> false;
    };
  }

  private boolean mustCall() {
    return !(request.toolChoice() instanceof ToolChoice.Auto
        || request.toolChoice() instanceof ToolChoice.None);
  }

  /** The request of that way. */
  ChatRequest asked(RescueWay way) {
    if (way == RescueWay.RESTART) {
      return request;
    }
    List<Message> messages = new ArrayList<>(request.messages());
    String text = told.text();
    if (!text.isBlank()) {
      // Providers that take a beginning refuse one that ends in blanks.
      messages.add(
          Message.text(Role.ASSISTANT, way == RescueWay.PREFILL ? text.stripTrailing() : text));
    }
    if (way == RescueWay.INSTRUCTION) {
      messages.add(Message.text(Role.USER, instruction(text)));
    }
    ChatRequest asked = request.withMessages(messages);
    return needsWhole() ? asked : asked.withSampling(lessTold(text));
  }

  private Sampling lessTold(String text) {
    Integer most = request.sampling().maxOutputTokens();
    return most == null
        ? request.sampling()
        : request
            .sampling()
            .withMaxOutputTokens((int) Math.max(1, most - estimator.estimate(text)));
  }

  private String instruction(String text) {
    if (!told.calls().isEmpty()) {
      return calls();
    }
    if (isJson()) {
      return "Your last answer broke off. What came of it was delivered and cannot be changed. Give"
          + " the whole JSON value again, beginning with exactly these characters, and nothing"
          + " else:\n"
          + text;
    }
    return "Your last answer broke off in the middle. What came of it was delivered and cannot be"
        + " changed. Go on at exactly the character where it broke off: repeat nothing, change"
        + " nothing, and say nothing about the interruption.";
  }

  private String calls() {
    StringBuilder words =
        new StringBuilder(
            "Your last answer broke off. What came of it was delivered and cannot be changed.");
    for (Told.Call call : told.calls()) {
      words
          .append(call.ended() ? " You have called " : " You had begun to call ")
          .append(call.name())
          .append(call.ended() ? " with these arguments:\n" : "; its arguments begin with:\n")
          .append(call.arguments())
          .append('\n');
    }
    boolean open = told.calls().stream().anyMatch(call -> !call.ended());
    return words
        .append(
            open
                ? "Make the call that broke off again, whole, its arguments beginning with exactly"
                    + " those characters, and any further calls that are needed. "
                : "Make the further calls that are needed, if any. ")
        .append("Do not repeat a call that was made, and say nothing about the interruption.")
        .toString();
  }
}
