package dev.switchboard.ir;

/** A wire protocol that callers or providers speak. */
public enum Dialect {
  /** Switchboard's own API under {@code /v3}. */
  NATIVE("native"),
  /** OpenAI {@code POST /chat/completions}. */
  OPENAI_CHAT("openai.chat"),
  /** OpenAI {@code POST /responses}. */
  OPENAI_RESPONSES("openai.responses"),
  /** OpenAI's routes for embeddings, images, audio and moderation. */
  OPENAI_MEDIA("openai.media"),
  /** Anthropic {@code POST /v1/messages}. */
  ANTHROPIC_MESSAGES("anthropic.messages"),
  /** Gemini {@code POST /models/{model}:generateContent}. */
  GEMINI_GENERATE("gemini.generate"),
  /** OpenAI's voice sessions, {@code GET /realtime} as a WebSocket. */
  OPENAI_REALTIME("openai.realtime"),
  /** Gemini's voice sessions, {@code BidiGenerateContent} as a WebSocket. */
  GEMINI_LIVE("gemini.live"),
  /** Gemini {@code POST /interactions}. */
  GEMINI_INTERACTIONS("gemini.interactions"),
  /** AWS Bedrock {@code POST /model/{model}/converse}. */
  BEDROCK_CONVERSE("bedrock.converse"),
  /** Cohere {@code POST /v2/chat}. */
  COHERE_CHAT("cohere.chat"),
  /** Ollama {@code POST /api/chat}. */
  OLLAMA_CHAT("ollama.chat"),
  /** Deepgram's speech and transcription. */
  DEEPGRAM("deepgram"),
  /** ElevenLabs' speech and transcription. */
  ELEVENLABS("elevenlabs");

  private final String label;

  Dialect(String label) {
    this.label = label;
  }

  /** The name used in records, metrics and configuration. */
  public String label() {
    return label;
  }
}
