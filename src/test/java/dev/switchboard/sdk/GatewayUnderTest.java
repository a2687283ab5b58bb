package dev.switchboard.sdk;

import java.util.UUID;
import java.util.stream.Stream;

/** The running gateway that {@code sdk-tests/run} started, and the models that it serves. */
final class GatewayUnderTest {
  /** Set when there is one; the suites are left out without it. */
  static final String BASE_URL_VARIABLE = "SWITCHBOARD_SDK_BASE_URL";

  private static final String CLAUDE = "claude-sonnet-4-5";
  private static final String BEDROCK = "bedrock-mock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0";

  private GatewayUnderTest() {}

  static String baseUrl() {
    return System.getenv(BASE_URL_VARIABLE);
  }

  /** Of the gateway that was started with {@code --sandbox} and nothing else. */
  static String sandboxUrl() {
    return System.getenv("SWITCHBOARD_SDK_SANDBOX_URL");
  }

  static String key() {
    return System.getenv("SWITCHBOARD_SDK_KEY");
  }

  /** A key with a budget of nothing. */
  static String brokeKey() {
    return System.getenv("SWITCHBOARD_SDK_BROKE_KEY");
  }

  /** A key for {@code sandbox/echo} alone. */
  static String narrowKey() {
    return System.getenv("SWITCHBOARD_SDK_NARROW_KEY");
  }

  /** One model for each family of providers. */
  static Stream<String> models() {
    return Stream.concat(Stream.of("sandbox/chat"), mockedModels());
  }

  /** The same for the Responses API, of which the gateway is a provider itself. */
  static Stream<String> responsesModels() {
    return Stream.concat(models(), Stream.of("self/sandbox/chat"));
  }

  /** The models behind the mock of the providers, and behind the server of defects. */
  static Stream<String> mockedModels() {
    return Stream.concat(
        Stream.of(
            "openai-mock/gpt-4o",
            "chat-mock/gpt-4o",
            "responses-mock/gpt-4o",
            "azure-mock/gpt-4o",
            "anthropic-mock/" + CLAUDE,
            "gemini-mock/gemini-2.5-flash",
            "vertex-mock/gemini-2.5-flash",
            BEDROCK,
            "cohere-mock/command-a-03-2025",
            "ollama-mock/llama3.2"),
        oddModels());
  }

  /** The models behind the server of defects. */
  static Stream<String> oddModels() {
    return Stream.of(
        "openai-odd/gpt-4o",
        "responses-odd/gpt-4o",
        "anthropic-odd/" + CLAUDE,
        "gemini-odd/gemini-2.5-flash");
  }

  /** Models that call two tools at once when they are asked for both cities. */
  static Stream<String> callers() {
    return Stream.concat(Stream.of("sandbox/chat@calls=2"), mockedModels());
  }

  /** Models that say what they think, in every family that tells it. */
  static Stream<String> thinkers() {
    return Stream.of(
        "sandbox/chat",
        "openai-mock/o4-mini",
        "azure-mock/o4-mini",
        "responses-mock/o4-mini",
        "anthropic-mock/" + CLAUDE,
        "gemini-mock/gemini-2.5-flash",
        "vertex-mock/gemini-2.5-flash",
        BEDROCK,
        "openai-odd/o4-mini",
        "responses-odd/o4-mini",
        "anthropic-odd/" + CLAUDE,
        "gemini-odd/gemini-2.5-flash");
  }

  /** Models that make vectors. */
  static Stream<String> embedders() {
    return Stream.of(
        "sandbox/embed",
        "openai-mock/text-embedding-3-small",
        "chat-mock/text-embedding-3-small",
        "azure-mock/text-embedding-3-small",
        "openai-odd/text-embedding-3-small",
        "gemini-odd/gemini-embedding-001");
  }

  /** Cohere and Ollama take pictures, and of documents the text alone. */
  static boolean readsDocuments(String model) {
    return !model.startsWith("cohere-mock") && !model.startsWith("ollama-mock");
  }

  /** The mock's Ollama counts nothing. */
  static boolean counts(String model) {
    return !model.startsWith("ollama-mock");
  }

  /** The same target under a name of its own: one that fails is left alone for a while. */
  static String alone(String model) {
    return model + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** A model of the server of defects with that defect. */
  static String defective(String model, String defect) {
    return model + "-defect-" + defect + "." + UUID.randomUUID().toString().substring(0, 8);
  }
}
