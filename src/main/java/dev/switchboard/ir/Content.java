package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One part of a message, in the order in which it was said. */
public sealed interface Content {

  /** Plain text; may be empty, which some dialects reject. */
  record Text(String text) implements Content {
    public Text {
      Objects.requireNonNull(text);
    }
  }

  /**
   * A picture.
   *
   * @param detail OpenAI's {@code low}, {@code high}, {@code auto}; null when not given
   */
  record Image(MediaSource source, @Nullable String detail) implements Content {
    public Image {
      Objects.requireNonNull(source);
    }
  }

  /** A sound. */
  record Audio(MediaSource source) implements Content {
    public Audio {
      Objects.requireNonNull(source);
    }
  }

  /** A moving picture. */
  record Video(MediaSource source) implements Content {
    public Video {
      Objects.requireNonNull(source);
    }
  }

  /**
   * A document such as a PDF or a text file.
   *
   * @param name file name or title; null when not given
   */
  record Document(MediaSource source, @Nullable String name) implements Content {
    public Document {
      Objects.requireNonNull(source);
    }
  }

  /**
   * A model's wish to call a tool.
   *
   * @param id correlates with {@link ToolResult#toolCallId}; never empty inside
   * @param arguments JSON text as the model wrote it; may be empty or broken
   * @param signature opaque reasoning token that belongs to this call, if any
   */
  record ToolCall(String id, String name, String arguments, @Nullable Signature signature)
      implements Content {
    public ToolCall {
      Objects.requireNonNull(id);
      Objects.requireNonNull(name);
      Objects.requireNonNull(arguments);
    }
  }

  /**
   * What a tool answered.
   *
   * @param name the tool's name where the dialect says it; null otherwise
   * @param content text, images or documents; empty for no output
   */
  record ToolResult(String toolCallId, @Nullable String name, List<Content> content, boolean error)
      implements Content {
    public ToolResult {
      Objects.requireNonNull(toolCallId);
      content = List.copyOf(content);
    }
  }

  /**
   * What a model thought.
   *
   * @param text readable thought or its summary; may be empty beside a signature
   * @param signature the token that proves it; null when the dialect has none
   */
  record Reasoning(String text, @Nullable Signature signature) implements Content {
    public Reasoning {
      Objects.requireNonNull(text);
    }
  }

  /** A model's refusal in words. */
  record Refusal(String text) implements Content {
    public Refusal {
      Objects.requireNonNull(text);
    }
  }

  /**
   * A prompt-cache mark: everything before it, in this message, may be cached.
   *
   * @param ttl {@code 5m} or {@code 1h}; null for the provider's default
   */
  record CachePoint(@Nullable String ttl) implements Content {}

  /**
   * A part that only its own dialect understands; emitted again there, refused elsewhere.
   *
   * @param json the whole part as one JSON value
   */
  record Opaque(Dialect dialect, String json) implements Content {
    public Opaque {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(json);
    }
  }

  /**
   * An opaque token about reasoning.
   *
   * @param kind what slot it came from
   * @param value as received, byte for byte
   */
  record Signature(Kind kind, String value, Origin origin) {
    public Signature {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(value);
      Objects.requireNonNull(origin);
    }

    /** The slot in its own dialect. */
    public enum Kind {
      /** Proves the readable text: Anthropic {@code signature}, Gemini {@code thoughtSignature}. */
      SIGNATURE,
      /** Stands instead of text: Anthropic {@code redacted_thinking.data}. */
      REDACTED,
      /** OpenAI {@code encrypted_content}. */
      ENCRYPTED
    }
  }
}
