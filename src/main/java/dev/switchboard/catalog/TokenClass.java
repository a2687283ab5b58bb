package dev.switchboard.catalog;

import java.util.Locale;

/** A class of tokens with a price of its own. No token is in two classes. */
public enum TokenClass {
  /** Text, and any input that is in no other class. */
  INPUT('i'),
  /** Input read from the prompt cache. */
  CACHED_INPUT('c'),
  /** Input written to the prompt cache for the provider's default time. */
  CACHE_CREATION('w'),
  /** Input written to the prompt cache for one hour. */
  CACHE_CREATION_LONG('W'),
  /** Audio input, not cached. */
  AUDIO_INPUT('a'),
  /** Picture input that the provider counts apart. */
  IMAGE_INPUT('m'),
  /** Text, tool calls, and any output that is in no other class. */
  OUTPUT('o'),
  /** Thoughts, shown or not. */
  REASONING('r'),
  /** Audio output. */
  AUDIO_OUTPUT('A'),
  /** Picture output. */
  IMAGE_OUTPUT('M');

  private final char code;

  TokenClass(char code) {
    this.code = code;
  }

  /** The word used in the API's pricing: {@code input}, {@code cached_input}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class of a letter in the resource. */
  static TokenClass ofCode(char code) {
    for (TokenClass tokenClass : values()) {
      if (tokenClass.code == code) {
        return tokenClass;
      }
    }
    throw new IllegalArgumentException("token class: '" + code + "' (expected: one of icwWamorAM)");
  }
}
