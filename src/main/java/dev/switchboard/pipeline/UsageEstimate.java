package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.Usage;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Fills in usage that a provider did not report: a stream that broke off, or a server that does not
 * count. Media is not estimated.
 */
final class UsageEstimate {
  private final Supplier<ChatRequest> request;
  private final TokenEstimator estimator;

  UsageEstimate(Supplier<ChatRequest> request, TokenEstimator estimator) {
    this.request = request;
    this.estimator = estimator;
  }

  /** The usage of a whole answer: as reported, or estimated when the provider does not count. */
  Usage ofWhole(Usage reported, List<Content> produced) {
    return reported.source() == Usage.Source.UNKNOWN ? estimate(produced) : reported;
  }

  /**
   * The usage of an answer that broke off: what the provider said of the input, and of the output
   * the larger of what it said so far and what was produced.
   */
  Usage ofPart(Usage reported, List<Content> produced) {
    if (reported.source() == Usage.Source.UNKNOWN) {
      return produced.isEmpty() ? Usage.NONE : estimate(produced);
    }
    long missing = estimator.estimate(text(produced)) - reported.outputTotal();
    return reported.plus(Usage.of(0, Math.max(0, missing))).asEstimate();
  }

  private Usage estimate(List<Content> produced) {
    return Usage.of(estimator.estimate(input(request.get())), estimator.estimate(text(produced)))
        .asEstimate();
  }

  /** All words of a request, its tools and its schema included. */
  static String input(ChatRequest request) {
    StringBuilder input = new StringBuilder();
    for (Tool tool : request.tools()) {
      switch (tool) {
        case Tool.Function function ->
            input
                .append(function.name())
                .append('\n')
                .append(Objects.requireNonNullElse(function.description(), ""))
                .append('\n')
                .append(Objects.requireNonNullElse(function.parameters(), ""));
        case Tool.Opaque opaque -> input.append(opaque.json());
      }
      input.append('\n');
    }
    if (request.output() instanceof OutputFormat.JsonSchema schema) {
      input.append(schema.schema()).append('\n');
    }
    for (Message message : request.messages()) {
      input.append(text(message.content())).append('\n');
    }
    return input.toString();
  }

  private static String text(List<Content> content) {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      switch (part) {
        case Content.Text t -> text.append(t.text());
        case Content.Reasoning r -> text.append(r.text());
        case Content.Refusal r -> text.append(r.text());
        case Content.ToolCall call -> text.append(call.name()).append(call.arguments());
        case Content.ToolResult result -> text.append(text(result.content()));
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.CachePoint _,
            Content.Opaque _ -> {}
      }
    }
    return text.toString();
  }
}
