package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import java.util.ArrayList;
import java.util.List;

/** The models that the sandbox offers by name; it also answers for any {@code vendor/model}. */
public final class SandboxModels {
  /** Repeats the last user text. */
  public static final String ECHO = "echo";

  /** Answers plausibly. */
  public static final String CHAT = "chat";

  /** Turns texts into vectors. */
  public static final String EMBED = "embed";

  /** Draws. */
  public static final String IMAGE = "image";

  /** Speaks. */
  public static final String SPEECH = "speech";

  /** Writes down what the sandbox spoke. */
  public static final String TRANSCRIBE = "transcribe";

  /** Judges; not in a catalogue, which has no such kind. */
  public static final String MODERATE = "moderate";

  private static final int CONTEXT_TOKENS = 1_000_000;
  private static final int OUTPUT_TOKENS = 100_000;

  private SandboxModels() {}

  /** Those for work that is no conversation, as far as a catalogue has a kind for them. */
  public static List<SandboxModel> work() {
    return List.of(
        model(EMBED, "Turns texts into vectors in which similar texts are near.", false),
        model(IMAGE, "Draws simple pictures of what the words say, always the same.", false),
        model(SPEECH, "Speaks texts in tones that it understands itself.", false),
        model(TRANSCRIBE, "Writes down what the sandbox spoke.", false));
  }

  /** Those that converse: {@link #ECHO}, {@link #CHAT}, then one for each fault. */
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

  /** All names of its own, for any kind of work; it answers in the name of any vendor too. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(ids());
    work().forEach(model -> names.add(model.id()));
    names.add(MODERATE);
    return List.copyOf(names);
  }

  /**
   * Whether it answers to a name, for whatever kind of work.
   *
   * @param name with directives or without
   */
  public static boolean answersTo(String name) {
    return ModelName.find(name, names()).isPresent();
  }

  /** The model that does this work. */
  static String of(WorkRequest request) {
    return switch (request) {
      case EmbeddingRequest _ -> EMBED;
      case ImageRequest _ -> IMAGE;
      case SpeechRequest _ -> SPEECH;
      case TranscriptionRequest _ -> TRANSCRIBE;
      case ModerationRequest _ -> MODERATE;
    };
  }

  private static SandboxModel model(String id, String summary, boolean answersFully) {
    return new SandboxModel(id, summary, answersFully, CONTEXT_TOKENS, OUTPUT_TOKENS);
  }
}
