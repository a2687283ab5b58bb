package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.RealtimeProvider;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.routing.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The configured providers by name.
 *
 * @param chat those that continue conversations
 * @param work those that do other work
 * @param realtime those that hold voice sessions of their own
 * @param answers what their answers may take together
 */
public record Egress(
    Map<String, ChatProvider> chat,
    Map<String, WorkProvider> work,
    Map<String, RealtimeProvider> realtime,
    AnswerBudget answers) {
  public Egress {
    chat = Map.copyOf(chat);
    work = Map.copyOf(work);
    realtime = Map.copyOf(realtime);
    Objects.requireNonNull(answers);
  }

  ChatProvider chat(String name) {
    ChatProvider provider = chat.get(name);
    if (provider == null) {
      throw missing(name, work.containsKey(name), "chat");
    }
    return provider;
  }

  WorkProvider work(String name, String noun) {
    WorkProvider provider = work.get(name);
    if (provider == null) {
      throw missing(name, chat.containsKey(name), noun);
    }
    return provider;
  }

  /** The provider's voice sessions; empty when it has none. */
  Optional<RealtimeProvider> realtime(String name) {
    return Optional.ofNullable(realtime.get(name));
  }

  /** Whether a target holds voice sessions itself. */
  boolean holdsVoice(Target target) {
    return realtime(target.provider())
        .filter(provider -> provider.holds(target.upstreamModel()))
        .isPresent();
  }

  /**
   * Those of a call's targets that hold voice sessions and answer no request, with what says so;
   * none where all of them do.
   */
  Map<Target, Failure> voiceAlone(List<Target> targets) {
    Map<Target, Failure> alone = new LinkedHashMap<>();
    for (Target target : targets) {
      if (holdsVoice(target)) {
        alone.put(
            target, new Failure.Unsupported("model", target.id() + ": holds voice sessions alone"));
      }
    }
    return alone.size() == targets.size() ? Map.of() : alone;
  }

  private static FailureException missing(String name, boolean configured, String noun) {
    return new FailureException(
        configured
            ? new Failure.Unsupported(noun, "provider " + name + " has no " + noun)
            : new Failure.NoTarget("provider " + name + " is not configured"));
  }
}
