package dev.switchboard.ir;

import dev.switchboard.ir.Content.CachePoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something a model may call. */
public sealed interface Tool {

  /**
   * A function of the caller.
   *
   * @param parameters JSON Schema text; null when none was given
   * @param strict whether arguments must follow the schema; null when not said
   * @param cachePoint a prompt-cache mark after this tool; null for none
   */
  record Function(
      String name,
      @Nullable String description,
      @Nullable String parameters,
      @Nullable Boolean strict,
      @Nullable CachePoint cachePoint)
      implements Tool {
    public Function {
      Objects.requireNonNull(name);
    }
  }

  /**
   * A tool that only its own dialect understands (web search, code execution, …).
   *
   * @param type the dialect's word for it, for messages
   * @param json the whole definition
   */
  record Opaque(Dialect dialect, String type, String json) implements Tool {
    public Opaque {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(type);
      Objects.requireNonNull(json);
    }
  }
}
