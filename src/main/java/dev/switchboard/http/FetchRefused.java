package dev.switchboard.http;

/** A URL that was not fetched; the message is fit for whoever gave the URL. */
public final class FetchRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Not a URL of an allowed scheme. */
    URL,
    /** Its host is not one that may be reached. */
    ADDRESS,
    /** Too many redirects, or one that leads nowhere. */
    REDIRECT,
    /** Answered with another status than 200. */
    STATUS,
    /** More bytes than wanted. */
    TOO_LARGE,
    /** Took too long. */
    TIMEOUT,
    /** Did not answer properly. */
    UNREACHABLE
  }

  private final Reason reason;

  FetchRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
