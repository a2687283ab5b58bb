package dev.switchboard.pipeline;

import dev.switchboard.access.Caller;
import dev.switchboard.access.Forecast;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.routing.Asking;
import dev.switchboard.routing.Decision;
import dev.switchboard.routing.Obstacle;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says what a call would do now: nothing is sent, counted, set aside or recorded. */
public final class Simulator {
  private final Router router;
  private final Egress egress;
  private final TargetFacts facts;
  private final Pipeline.Remembered remembered;
  private final Forecast forecast;

  public Simulator(
      Router router,
      Egress egress,
      TargetFacts facts,
      Pipeline.Remembered remembered,
      Forecast forecast) {
    this.router = router;
    this.egress = egress;
    this.facts = facts;
    this.remembered = remembered;
    this.forecast = forecast;
  }

  /**
   * Looks at a call.
   *
   * @param caller with the tags that its headers bear
   */
  public Simulated simulate(Caller caller, SimulatedCall call) {
    VirtualKey key = caller.key();
    List<Failure> refusals = forecast.ofCall(caller, call.models());
    OptionalLong tokens = call.demand().said().inputTokens();
    Plan plan;
    try {
      plan =
          router.plan(
              call.models(), new Asking(key.projectId(), key.id(), caller.tags(), call.demand()));
    } catch (FailureException e) {
      return new Simulated(
          List.of(),
          new Decision(call.models(), "", List.of(), List.of()),
          refusals,
          refusals.isEmpty() ? e.failure() : refusals.getFirst(),
          tokens);
    }
    Walk walk = new Walk(caller, call, plan);
    if (!refusals.isEmpty()) {
      walk.end = refusals.getFirst();
    }
    walk.go();
    return new Simulated(walk.turns, plan.decision(), refusals, walk.told(), tokens);
  }

  /** One look at the targets in their order. */
  private final class Walk {
    private final Caller caller;
    private final SimulatedCall call;
    private final Plan plan;
    private final List<Simulated.Turn> turns = new ArrayList<>();
    private @Nullable Failure end;
    private @Nullable Failure passedOver;
    private boolean asked;

    Walk(Caller caller, SimulatedCall call, Plan plan) {
      this.caller = caller;
      this.call = call;
      this.plan = plan;
    }

    void go() {
      for (Target target : order()) {
        turns.add(turn(target));
      }
    }

    /** What the caller would be told; null where a target would be asked. */
    @Nullable Failure told() {
      if (asked) {
        return null;
      }
      return end == null ? passedOver : end;
    }

    private List<Target> order() {
      Prompt prompt = call.prompt();
      return prompt == null
          ? plan.targets()
          : new HomeOrder(egress, remembered.thoughts())
              .of(caller.key().projectId(), prompt, plan.targets());
    }

    private Simulated.Turn turn(Target target) {
      Prompt prompt = call.prompt();
      OptionalLong most =
          prompt == null ? OptionalLong.empty() : new ChatNeeds(prompt).most(facts, target);
      List<Failure> refused =
          prompt == null
              ? List.of()
              : forecast.ofAttempt(caller, target.id(), new ChatNeeds(prompt)::likely, most);
      TargetHealth health = remembered.health().of(target);
      Failure cannot = prompt == null ? null : cannot(target, prompt);
      Optional<Obstacle> obstacle = health.obstacle();
      String reason = "";
      Simulated.Outcome outcome;
      if (end != null) {
        outcome = Simulated.Outcome.NOT_REACHED;
      } else if (obstacle.isPresent()) {
        outcome = Simulated.Outcome.SKIPPED;
        reason = obstacle.get().reason();
        passedOver = new Failure.NoTarget(obstacle.get().left(), target.id() + ": " + reason);
      } else if (!refused.isEmpty()) {
        outcome = Simulated.Outcome.REFUSED;
        reason = refused.getFirst().message();
        end = refused.getFirst();
      } else if (cannot != null) {
        reason = cannot.message();
        boolean next = Fallback.may(cannot);
        outcome = next ? Simulated.Outcome.SKIPPED : Simulated.Outcome.REFUSED;
        passedOver = cannot;
        end = next ? null : cannot;
      } else {
        outcome = asked ? Simulated.Outcome.FALLBACK : Simulated.Outcome.ASKED;
        asked = true;
      }
      return new Simulated.Turn(target, outcome, reason, refused, most, health.standing());
    }

    /** What a target, or its dialect, cannot carry; null for nothing. */
    private @Nullable Failure cannot(Target target, Prompt prompt) {
      Failure alone = egress.voiceAlone(plan.targets()).get(target);
      if (alone != null) {
        return alone;
      }
      if (prompt.original() == null) {
        // A task takes another rung of its ladder where a dialect cannot carry the strictest.
        return null;
      }
      try (AnswerBudget.Part room = egress.answers().part()) {
        ChatProvider provider = egress.chat(target.provider());
        provider.requireCarried(
            new ChatOrder(
                prompt.request(),
                prompt.originalFor(provider, target.upstreamModel()),
                target.upstreamModel(),
                facts.traits(target),
                prompt.stream(),
                prompt.extraHeaders(),
                CallOptions.NONE,
                new CancelSignal(),
                room));
        return null;
      } catch (FailureException e) {
        return e.failure();
      } catch (InvalidFieldException e) {
        return Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage()));
      } catch (InvalidJsonException e) {
        return new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage()));
      }
    }
  }
}
