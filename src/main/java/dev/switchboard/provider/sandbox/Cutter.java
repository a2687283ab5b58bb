package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends an answer where the caller's stop texts and bound on tokens end it; for one answer. */
final class Cutter {
  private final List<Content> kept = new ArrayList<>();
  private final List<String> stops;
  private long left;
  private StopReason reason;
  private @Nullable String stopSequence;
  private boolean done;

  Cutter(Sampling sampling, StopReason uncut) {
    this.stops = sampling.stop().stream().filter(stop -> !stop.isEmpty()).toList();
    this.left = sampling.maxOutputTokens() == null ? Long.MAX_VALUE : sampling.maxOutputTokens();
    this.reason = uncut;
  }

  Cutter take(List<Content> parts) {
    for (Content part : parts) {
      if (!done) {
        take(part);
      }
    }
    return this;
  }

  List<Content> kept() {
    return List.copyOf(kept);
  }

  StopReason reason() {
    return reason;
  }

  @Nullable String stopSequence() {
    return stopSequence;
  }

  private void take(Content part) {
    switch (part) {
      case Content.Text text -> takeText(text.text());
      case Content.Reasoning thought ->
          keep(new Content.Reasoning(bounded(thought.text()), thought.signature()));
      case Content.ToolCall call -> {
        if (left == 0) {
          exhausted();
          return;
        }
        keep(
            new Content.ToolCall(
                call.id(), call.name(), bounded(call.arguments()), call.signature()));
      }
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.ToolResult _,
          Content.Refusal _,
          Content.CachePoint _,
          Content.Opaque _ ->
          throw new IllegalStateException("the sandbox does not say " + part);
    }
  }

  private void takeText(String text) {
    int end = text.length();
    String first = null;
    for (String stop : stops) {
      int at = text.indexOf(stop);
      if (at >= 0 && at < end) {
        end = at;
        first = stop;
      }
    }
    keep(new Content.Text(bounded(text.substring(0, end))));
    if (first != null && !done) {
      done = true;
      reason = StopReason.STOP_SEQUENCE;
      stopSequence = first;
    }
  }

  private String bounded(String text) {
    String cut = Tokens.cut(text, left);
    left -= Tokens.count(cut);
    if (cut.length() < text.length()) {
      exhausted();
    }
    return cut;
  }

  private void exhausted() {
    done = true;
    reason = StopReason.MAX_TOKENS;
  }

  private void keep(Content part) {
    boolean empty =
        (part instanceof Content.Text(String text) && text.isEmpty())
            || (part instanceof Content.Reasoning(String thought, var _) && thought.isEmpty());
    if (!empty) {
      kept.add(part);
    }
  }
}
