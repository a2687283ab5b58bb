package dev.switchboard.wire.anthropic;

/** What an HTTP request in this dialect needs beside its body. */
public final class AnthropicHeaders {
  /** The path of both whole and streamed answers, below the provider's base URL. */
  public static final String MESSAGES_PATH = "/v1/messages";

  /** The header that names the dialect's edition; requests without it are rejected. */
  public static final String VERSION_HEADER = "anthropic-version";

  /** The edition that this package speaks. */
  public static final String VERSION = "2023-06-01";

  /** The header that carries the credential. */
  public static final String KEY_HEADER = "x-api-key";

  /**
   * The header that switches on features in trial, comma-separated. Only Anthropic itself takes
   * values that it does not know; the same models at other clouds reject them.
   */
  public static final String BETA_HEADER = "anthropic-beta";

  /** The answer's header with the provider's own id of the request. */
  public static final String REQUEST_ID_HEADER = "request-id";

  private AnthropicHeaders() {}
}
