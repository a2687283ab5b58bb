package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import java.util.ArrayList;
import java.util.List;

/** Decides what the sandbox says; pure. */
final class Answerer {
  private final ModelName model;
  private final Conversation conversation;
  private final Directives directives;

  Answerer(ModelName model, Conversation conversation, Directives directives) {
    this.model = model;
    this.conversation = conversation;
    this.directives = directives;
  }

  Answer answer() {
    List<Content> thoughts = model.echoes() ? List.of() : thoughts();
    List<Content> said =
        model.echoes()
            ? List.of(new Content.Text(conversation.userText()))
            : List.of(
                new Content.Text(
                    new Prose(conversation, model.standIn()).chat(directives.shape().words())));
    List<Content> parts = new ArrayList<>(thoughts);
    parts.addAll(said);
    boolean calls = parts.stream().anyMatch(Content.ToolCall.class::isInstance);
    Cutter cutter =
        new Cutter(
                conversation.request().sampling(), calls ? StopReason.TOOL_CALLS : StopReason.END)
            .take(parts);
    return new Answer(
        "sandbox-" + Long.toHexString(conversation.hash()),
        model.reported(),
        visible(cutter.kept()),
        cutter.reason(),
        cutter.stopSequence(),
        usage(cutter.kept()));
  }

  private List<Content> thoughts() {
    return reasons(conversation.request().reasoning())
        ? List.of(new Content.Reasoning(new Prose(conversation, model.standIn()).thought(), null))
        : List.of();
  }

  private List<Content> visible(List<Content> parts) {
    return Boolean.FALSE.equals(conversation.request().reasoning().visible())
        ? parts.stream().filter(part -> !(part instanceof Content.Reasoning)).toList()
        : parts;
  }

  private Usage usage(List<Content> parts) {
    long output = 0;
    long reasoning = 0;
    for (Content part : parts) {
      switch (part) {
        case Content.Reasoning thought -> reasoning += Tokens.count(thought.text());
        case Content.Text text -> output += Tokens.count(text.text());
        case Content.ToolCall call -> output += Tokens.count(call.arguments());
        default -> throw new IllegalStateException("the sandbox does not say " + part);
      }
    }
    Usage input = Usage.of(Tokens.input(conversation.request()), 0);
    return input.plus(
        new Usage(0, 0, 0, 0, 0, 0, output, reasoning, 0, 0, Usage.Source.REPORTED, null));
  }

  private static boolean reasons(ReasoningRequest request) {
    Integer budget = request.budgetTokens();
    if (budget != null) {
      return budget != 0;
    }
    return request.effort() == null
        ? Boolean.TRUE.equals(request.visible())
        : request.effort() != ReasoningRequest.Effort.NONE;
  }
}
