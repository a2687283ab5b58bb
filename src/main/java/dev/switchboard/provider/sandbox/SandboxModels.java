package dev.switchboard.provider.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The models that the sandbox offers by name; it also answers for any {@code vendor/model}. */
public final class SandboxModels {
  /** Repeats the last user text. */
  public static final String ECHO = "echo";

  /** Answers plausibly. */
  public static final String CHAT = "chat";

  private static final int CONTEXT_TOKENS = 1_000_000;
  private static final int OUTPUT_TOKENS = 100_000;

  private SandboxModels() {}

  /** All of them: {@link #ECHO}, {@link #CHAT}, then one for each fault. */
  public static List<SandboxModel> all() {
    List<SandboxModel> models = new ArrayList<>();
    models.add(model(ECHO, "Repeats the last user text word for word.", false));
    models.add(
        model(
            CHAT,
            "Answers without a model: text, tool calls and schema-true JSON, always the same.",
            true));
    models.add(
        model("fault-rate-limit-retry", "Refuses with a rate limit that ends in a second.", true));
    for (Fault fault : Fault.values()) {
      models.add(model(fault.modelName(), fault.summary(), true));
    }
    return List.copyOf(models);
  }

  /** Their ids, in the same order. */
  public static List<String> ids() {
    return all().stream().map(SandboxModel::id).toList();
  }

  private static SandboxModel model(String id, String summary, boolean answersFully) {
    return new SandboxModel(id, summary, answersFully, CONTEXT_TOKENS, OUTPUT_TOKENS);
  }
}
