package dev.switchboard.catalog;

import java.util.Locale;
import java.util.Optional;

/** What kind of work a model does. */
public enum ModelType {
  /** Text out, from text and possibly media; audio chat included. */
  LLM,
  /** Vectors out. */
  EMBEDDING,
  /** Pictures out. */
  IMAGE,
  /** Video out. */
  VIDEO,
  /** Speech from text. */
  TTS,
  /** Text from speech. */
  STT,
  /** An order of documents by relevance. */
  RERANK,
  /** A voice session over a socket. */
  REALTIME;

  /** The word used in the API and in the resource: {@code llm}, {@code embedding}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that word, any case; empty when there is none. */
  public static Optional<ModelType> ofWord(String word) {
    for (ModelType type : values()) {
      if (type.word().equalsIgnoreCase(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
