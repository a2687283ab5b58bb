package dev.switchboard.task.media;

import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskCall.ModelChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was said of models that no step of the call can carry, as warnings: nothing is silent. */
public final class UnusedOptions {
  private static final Set<String> OF_WRITING =
      Set.of("temperature", "top_p", "max_tokens", "reasoning_effort");
  private static final Set<String> OF_SPEECH = Set.of("voice", "speed");
  private static final Set<String> OF_PICTURES = Set.of("size", "quality", "background");
  private static final Set<String> OF_HEARING = Set.of("language");

  private UnusedOptions() {}

  /** The conversation with a warning for each option that conversations do not have. */
  public static TaskCall warned(TaskCall call) {
    TaskCall warned = call;
    for (ModelChoice model : call.definition().models()) {
      warned = warned(warned, model, OF_WRITING);
    }
    return warned;
  }

  /** The call with a warning for each model and each option that has no use in it. */
  static TaskCall warned(TaskCall call, Roles roles) {
    TaskCall warned = call;
    for (ModelChoice model : call.definition().models()) {
      Set<String> carried = new HashSet<>();
      boolean used = false;
      used |= carries(roles.transcriber(), model, OF_HEARING, carried);
      used |= carries(roles.writer(), model, OF_WRITING, carried);
      used |= carries(roles.converser(), model, OF_WRITING, carried);
      used |= carries(roles.converser(), model, Set.of("voice"), carried);
      used |= carries(roles.speaker(), model, OF_SPEECH, carried);
      used |= carries(roles.drawer(), model, OF_PICTURES, carried);
      used |= carries(roles.embedder(), model, Set.of(), carried);
      warned =
          used
              ? warned(warned, model, carried)
              : warned.withWarning(
                  "model " + model.name() + " was not used: no step of this call is its work");
    }
    return warned;
  }

  private static boolean carries(
      @Nullable Choice choice, ModelChoice model, Set<String> options, Set<String> carried) {
    boolean does = choice != null && choice.models().contains(model);
    if (does) {
      carried.addAll(options);
    }
    return does;
  }

  private static TaskCall warned(TaskCall call, ModelChoice model, Set<String> carried) {
    TaskCall warned = call;
    for (String option : given(model)) {
      if (!carried.contains(option)) {
        warned =
            warned.withWarning(
                "option "
                    + option
                    + " of model "
                    + model.name()
                    + " was not used: nothing that the model does in this call has it");
      }
    }
    return warned;
  }

  private static List<String> given(ModelChoice model) {
    List<String> given = new ArrayList<>();
    add(given, "temperature", model.options().temperature());
    add(given, "top_p", model.options().topP());
    add(given, "max_tokens", model.options().maxTokens());
    add(given, "reasoning_effort", model.options().reasoningEffort());
    add(given, "voice", model.media().voice());
    add(given, "speed", model.media().speed());
    add(given, "language", model.media().language());
    add(given, "size", model.media().size());
    add(given, "quality", model.media().quality());
    add(given, "background", model.media().background());
    return given;
  }

  private static void add(List<String> given, String name, @Nullable Object value) {
    if (value != null) {
      given.add(name);
    }
  }
}
