package dev.switchboard.sdk;

import java.util.stream.Stream;

/** The gateway that {@code sdk-tests/run} started, and one model for each family of providers. */
final class Target {
  private Target() {}

  static String baseUrl() {
    return System.getenv("SWITCHBOARD_SDK_BASE_URL");
  }

  static String key() {
    return System.getenv("SWITCHBOARD_SDK_KEY");
  }

  static Stream<String> models() {
    return Stream.of(
        "sandbox/chat",
        "openai-mock/gpt-4o",
        "responses-mock/gpt-4o",
        "azure-mock/gpt-4o",
        "anthropic-mock/claude-sonnet-4-5",
        "gemini-mock/gemini-2.5-flash",
        "vertex-mock/gemini-2.5-flash",
        "bedrock-mock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "cohere-mock/command-a-03-2025",
        "ollama-mock/llama3.2",
        "openai-odd/gpt-4o",
        "anthropic-odd/claude-sonnet-4-5",
        "gemini-odd/gemini-2.5-flash");
  }
}
