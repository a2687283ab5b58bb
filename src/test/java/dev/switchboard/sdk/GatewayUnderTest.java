package dev.switchboard.sdk;

import java.util.stream.Stream;

/** The running gateway that {@code sdk-tests/run} started, and the models that it serves. */
final class GatewayUnderTest {
  /** Set when there is one; the suites are left out without it. */
  static final String BASE_URL_VARIABLE = "SWITCHBOARD_SDK_BASE_URL";

  private GatewayUnderTest() {}

  static String baseUrl() {
    return System.getenv(BASE_URL_VARIABLE);
  }

  static String key() {
    return System.getenv("SWITCHBOARD_SDK_KEY");
  }

  /** One model for each kind of provider. */
  static Stream<String> models() {
    return Stream.concat(Stream.of("sandbox/chat"), mockedModels());
  }

  /** The models of the mocked providers. */
  static Stream<String> mockedModels() {
    return Stream.of(
        "openai-mock/gpt-4o", "anthropic-mock/claude-sonnet-4-5", "gemini-mock/gemini-2.5-flash");
  }
}
