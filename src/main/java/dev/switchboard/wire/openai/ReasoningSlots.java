package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature.Kind;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The places in a message where reasoning travels; the dialect itself has none.
 *
 * <p>In use are {@code reasoning_content} (DeepSeek, xAI, vLLM), {@code reasoning} (Groq,
 * OpenRouter), {@code reasoning_details} (OpenRouter, the only one that can hold every provider's
 * token) and {@code thinking_blocks} (LiteLLM, Anthropic's blocks). They repeat each other, so only
 * the richest one that is there is read. We write {@code reasoning_content}, which most clients
 * show, and {@code reasoning_details} for what has a token.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter on
 *     reasoning_details</a>
 */
final class ReasoningSlots {
  private static final String TEXT = "reasoning.text";
  private static final String SUMMARY = "reasoning.summary";
  private static final String ENCRYPTED = "reasoning.encrypted";

  private ReasoningSlots() {}

  /** The reasoning of a message of a caller's history. */
  static List<Content.Reasoning> read(Fields message) {
    List<Content.Reasoning> all = new ArrayList<>();
    for (Fields block : message.optionalObjects("thinking_blocks")) {
      all.addAll(readBlock(block));
    }
    if (all.isEmpty()) {
      for (Fields detail : message.optionalObjects("reasoning_details")) {
        readDetail(detail, "", "").ifPresent(all::add);
      }
    }
    if (all.isEmpty()) {
      text(message).map(text -> new Content.Reasoning(text, null)).ifPresent(all::add);
    }
    return all;
  }

  /** The plain text of a message's or a delta's reasoning; empty if there is none. */
  static Optional<String> text(Fields message) {
    for (String name : List.of("reasoning_content", "reasoning")) {
      Optional<Located> value = message.optional(name).filter(v -> v.node().isString());
      if (value.isPresent() && !value.get().text().isEmpty()) {
        return Optional.of(value.get().text());
      }
    }
    return Optional.empty();
  }

  /**
   * A content part of reasoning: Anthropic's {@code thinking} and {@code redacted_thinking}, or
   * Mistral's {@code thinking} with an array of texts.
   */
  static List<Content.Reasoning> readBlock(Fields block) {
    if (block.optionalText("type").orElse("").equals("redacted_thinking")) {
      return List.of(
          new Content.Reasoning(
              "",
              new Content.Signature(
                  Kind.REDACTED, block.text("data"), Origin.of(Dialect.ANTHROPIC_MESSAGES))));
    }
    Optional<Located> thinking = block.optional("thinking");
    StringBuilder text = new StringBuilder();
    if (thinking.isPresent() && thinking.get().node().isArray()) {
      for (Fields piece : thinking.get().objects()) {
        text.append(piece.optionalText("text").orElse(""));
      }
    } else {
      text.append(thinking.map(Located::text).orElse(""));
    }
    Content.Signature signature =
        block
            .optional("signature")
            .filter(value -> value.node().isString())
            .map(value ->
                new Content.Signature(
                    Kind.SIGNATURE, value.text(), Origin.of(Dialect.ANTHROPIC_MESSAGES)))
            .orElse(null);
    return List.of(new Content.Reasoning(text.toString(), signature));
  }

  /**
   * One element of {@code reasoning_details}; empty for one that says nothing.
   *
   * @param provider who sent it; empty when a caller's history did
   * @param model who made it; empty when a caller's history sent it
   */
  static Optional<Content.Reasoning> readDetail(Fields detail, String provider, String model) {
    Origin origin = new Origin(dialect(detail.optionalText("format").orElse("")), provider, model);
    String type = detail.optionalText("type").orElse("");
    if (type.equals(ENCRYPTED)) {
      Kind kind =
          switch (origin.dialect()) {
            case ANTHROPIC_MESSAGES, BEDROCK_CONVERSE -> Kind.REDACTED;
            case GEMINI_GENERATE -> Kind.SIGNATURE;
            case OPENAI_CHAT,
                OPENAI_RESPONSES,
                OPENAI_MEDIA,
                ELEVENLABS,
                DEEPGRAM,
                COHERE_CHAT,
                OLLAMA_CHAT,
                NATIVE,
                OPENAI_REALTIME,
                GEMINI_LIVE,
                GEMINI_INTERACTIONS ->
                Kind.ENCRYPTED;
          };
      return detail
          .optionalText("data")
          .map(data -> new Content.Reasoning("", new Content.Signature(kind, data, origin)));
    }
    String text = detail.optionalText(type.equals(SUMMARY) ? "summary" : "text").orElse("");
    Content.Signature signature =
        detail
            .optionalText("signature")
            .map(value -> new Content.Signature(Kind.SIGNATURE, value, origin))
            .orElse(null);
    return text.isEmpty() && signature == null
        ? Optional.empty()
        : Optional.of(new Content.Reasoning(text, signature));
  }

  /** A token and the text that it proves as one element of {@code reasoning_details}. */
  static ObjectNode writeDetail(String text, Content.@Nullable Signature signature, int index) {
    ObjectNode detail = Json.object();
    if (signature == null || signature.kind() == Kind.SIGNATURE) {
      detail.put("type", TEXT).put("text", text);
      if (signature != null) {
        detail.put("signature", signature.value());
      }
    } else {
      detail.put("type", ENCRYPTED).put("data", signature.value());
    }
    detail.put("format", signature == null ? "unknown" : format(signature.origin().dialect()));
    return detail.put("index", index);
  }

  private static String format(Dialect dialect) {
    return switch (dialect) {
      case ANTHROPIC_MESSAGES -> "anthropic-claude-v1";
      case GEMINI_GENERATE -> "google-gemini-v1";
      case OPENAI_CHAT, OPENAI_RESPONSES -> "openai-responses-v1";
      case BEDROCK_CONVERSE -> "aws-bedrock-v1";
      case COHERE_CHAT,
          OLLAMA_CHAT,
          NATIVE,
          OPENAI_MEDIA,
          OPENAI_REALTIME,
          GEMINI_LIVE,
          ELEVENLABS,
          DEEPGRAM,
          GEMINI_INTERACTIONS ->
          "unknown";
    };
  }

  private static Dialect dialect(String format) {
    if (format.startsWith("anthropic")) {
      return Dialect.ANTHROPIC_MESSAGES;
    }
    if (format.startsWith("aws-bedrock")) {
      return Dialect.BEDROCK_CONVERSE;
    }
    return format.startsWith("google") ? Dialect.GEMINI_GENERATE : Dialect.OPENAI_CHAT;
  }
}
