package dev.switchboard.ingress.v3;

import dev.switchboard.ir.Prefer;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.pipeline.ChatSaid;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.pipeline.SimulatedCall;
import dev.switchboard.routing.Demand;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCallReader;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.media.MediaCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads a body of the native API for those who look at the call and do not make it. */
public final class TaskOutline {
  private final Engines engines;
  private final Functions functions;
  private final DefaultModel defaultModel;

  public TaskOutline(Engines engines, Functions functions, DefaultModel defaultModel) {
    this.engines = engines;
    this.functions = functions;
    this.defaultModel = defaultModel;
  }

  /**
   * Reads one; nothing is declared.
   *
   * @param projectId whose functions a name means
   * @return one conversation, or the steps of a call whose schemas hold media, in their order
   * @throws InvalidFieldException naming the field that is wrong or missing
   */
  public List<SimulatedCall> read(JsonNode body, String projectId) {
    TaskCall call = functions.complete(projectId, TaskCallReader.read(body, null));
    if (call.input() == null) {
      throw new InvalidFieldException("/input", "nothing", "an input");
    }
    Map<String, String> tags = call.attribution().tags();
    Optional<MediaCall> media = engines.media().plan(call);
    if (media.isPresent()) {
      List<SimulatedCall> steps = new ArrayList<>();
      for (List<String> models : media.get().models()) {
        steps.add(new SimulatedCall(models, Demand.NONE, tags, null));
      }
      return List.copyOf(steps);
    }
    TaskEngine.Prepared prepared = engines.tasks().prepare(call);
    return List.of(
        new SimulatedCall(
            models(call, defaultModel),
            demand(engines.tasks(), prepared),
            tags,
            new Prompt(
                () -> engines.tasks().outline(prepared),
                null,
                TaskCallReader.wantsStream(body),
                Map.of())));
  }

  /** What a conversation says to routes; {@code balanced} is also said by saying nothing. */
  static Demand demand(TaskEngine tasks, TaskEngine.Prepared prepared) {
    Prefer prefer = prepared.call().prefer();
    return new Demand(
        prefer == Prefer.BALANCED ? null : prefer,
        "",
        "",
        new ChatSaid(() -> tasks.outline(prepared), OptionalLong.empty()));
  }

  /** The models that a conversation asks for, in the caller's order. */
  static List<String> models(TaskCall call, DefaultModel otherwise) {
    List<TaskCall.ModelChoice> chosen = call.definition().models();
    return chosen.isEmpty()
        ? List.of(otherwise.model())
        : chosen.stream().map(TaskCall.ModelChoice::name).toList();
  }
}
