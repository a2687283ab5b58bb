package dev.switchboard.task.media;

import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Schema;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.TaskSink;
import dev.switchboard.task.media.Places.Place;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves calls whose schemas hold media or vectors.
 *
 * <p>{@link #plan} reads the schemas and decides who does what; {@link #run} does it.
 */
public final class MediaEngine {
  private final TaskEngine tasks;
  private final MediaModels models;
  private final SafeFetcher fetcher;
  private final Intake intake;

  /**
   * @param fetcher for media that are given by address
   */
  public MediaEngine(TaskEngine tasks, MediaModels models, SafeFetcher fetcher) {
    this.tasks = tasks;
    this.models = models;
    this.fetcher = fetcher;
    this.intake = new Intake(fetcher);
  }

  /**
   * The plan of a call; empty for one whose schemas hold neither media nor vectors, which is a
   * conversation.
   *
   * @throws FailureException for an input that breaks its schema, and for what nobody can make
   */
  public Optional<MediaCall> plan(TaskCall call) {
    JsonNode input = call.input();
    ObjectNode inputSchema = call.definition().inputSchema();
    ObjectNode outputSchema = call.definition().outputSchema();
    if (input == null || !(mayHold(inputSchema) || mayHold(outputSchema))) {
      return Optional.empty();
    }
    Shape shape = Shape.of(outputSchema);
    List<Place> places =
        inputSchema == null
            ? List.of()
            : Places.in(new SchemaTree(inputSchema), input, "/input").stream()
                .filter(place -> !place.isVector())
                .toList();
    if (shape.slots().isEmpty() && places.isEmpty()) {
      return Optional.empty();
    }
    Schema schema = tasks.check(call);
    Roles roles = new Planner(models, call, shape, places).roles();
    return Optional.of(
        new MediaCall(UnusedOptions.warned(call, roles), schema, shape, places, roles));
  }

  private static boolean mayHold(@Nullable ObjectNode schema) {
    return schema != null && SchemaTree.mayHoldMedia(schema);
  }

  /**
   * Checks the schemas of a call that only declares its function.
   *
   * @throws FailureException for schemas that are none, and for what nobody can make
   */
  public void check(TaskCall call) {
    tasks.check(call);
    Shape.of(call.definition().outputSchema());
  }

  /**
   * Runs a planned call.
   *
   * @param sink hears the text grow, and sounds if it wants them; from several threads, one at a
   *     time each; null when nobody listens
   * @throws FailureException naming the step that failed
   */
  public TaskResult run(MediaCall planned, CompiledCall call, @Nullable TaskSink sink) {
    List<Intake.Item> items =
        intake.bring(planned.places(), call.context().cancellation(), call::hold);
    return new Run(tasks, fetcher, planned, call, sink).result(items);
  }
}
