package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which tools the sandbox calls in a turn. */
final class ToolTurn {
  private final Conversation conversation;
  private final String provider;
  private final String answerId;

  /**
   * @param answerId unlike that of any other answer
   */
  ToolTurn(Conversation conversation, String provider, String answerId) {
    this.conversation = conversation;
    this.provider = provider;
    this.answerId = answerId;
  }

  /** What the ids of the answer and its tool calls are made of. */
  String answerId() {
    return answerId;
  }

  /** Whether a tool must be called, whatever was said. */
  boolean forced() {
    return switch (conversation.request().toolChoice()) {
      case ToolChoice.Required _, ToolChoice.Named _ -> true;
      case ToolChoice.Allowed allowed -> allowed.required();
      case ToolChoice.Auto _, ToolChoice.None _ -> false;
    };
  }

  /**
   * The tools to call, best first; empty when the turn is for words.
   *
   * @param calls how many calls are wanted
   * @throws FailureException with {@link Failure.ProviderRejected} if the one that must be called
   *     is not there, or with {@link Failure.Unsupported} for a tool of some vendor
   */
  List<Tool.Function> called(int calls) {
    List<Tool.Function> offered = offered();
    if (offered.isEmpty()) {
      if (forced()) {
        throw missing();
      }
      return List.of();
    }
    if (!forced() && !conversation.results().isEmpty()) {
      return List.of();
    }
    Set<String> said = stems(conversation.plainText());
    List<Tool.Function> ranked =
        offered.stream()
            .sorted(Comparator.comparingInt((Tool.Function tool) -> -overlap(tool, said)))
            .toList();
    boolean one = Boolean.FALSE.equals(conversation.request().parallelToolCalls());
    List<Tool.Function> called = new ArrayList<>();
    for (int i = 0; i < (one ? 1 : calls); i++) {
      called.add(ranked.get(i % ranked.size()));
    }
    return called;
  }

  /** The id of a call in this answer, unlike those of other answers. */
  String id(int index) {
    return "call_" + answerId + "_" + index;
  }

  /** What is said before tools are called. */
  Content.Text announcement(Tool.Function tool) {
    return new Content.Text("I'll check with " + tool.name() + ".");
  }

  private List<Tool.Function> offered() {
    List<Tool.Function> functions = new ArrayList<>();
    for (Tool tool : conversation.request().tools()) {
      switch (tool) {
        case Tool.Function function -> functions.add(function);
        case Tool.Opaque opaque ->
            throw new FailureException(
                new Failure.Unsupported(
                    "tools", "tool '" + opaque.type() + "': the sandbox has no tools of its own"));
      }
    }
    return switch (conversation.request().toolChoice()) {
      case ToolChoice.None _ -> List.of();
      case ToolChoice.Auto _, ToolChoice.Required _ -> functions;
      case ToolChoice.Named named ->
          functions.stream().filter(tool -> tool.name().equals(named.name())).toList();
      case ToolChoice.Allowed allowed ->
          functions.stream().filter(tool -> allowed.names().contains(tool.name())).toList();
    };
  }

  private FailureException missing() {
    return new FailureException(
        new Failure.ProviderRejected(
            provider,
            Failure.ProviderRejected.Reason.OTHER,
            400,
            provider + ": a tool must be called, and none of that name is given"));
  }

  private static int overlap(Tool.Function tool, Set<String> said) {
    Set<String> words =
        stems(tool.name().replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").replace('_', ' '));
    int named = (int) words.stream().filter(said::contains).count();
    String description = tool.description() == null ? "" : tool.description();
    return 3 * named + (int) stems(description).stream().filter(said::contains).count();
  }

  private static Set<String> stems(String text) {
    return Words.topics(text, Integer.MAX_VALUE).stream()
        .map(word -> word.toLowerCase(Locale.ROOT))
        .map(word -> word.endsWith("s") ? word.substring(0, word.length() - 1) : word)
        .collect(Collectors.toSet());
  }
}
