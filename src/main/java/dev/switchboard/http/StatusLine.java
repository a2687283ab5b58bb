package dev.switchboard.http;

import java.nio.charset.StandardCharsets;

/** The first lines of answers, and the few answers that this room gives by itself. */
final class StatusLine {
  private static final byte[] OK = line(200);
  private static final String MALFORMED =
      "{\"error\":{\"code\":\"malformed_http\",\"message\":\"The request is not valid HTTP/1.1: ";

  private StatusLine() {}

  /** The whole line, CRLF included. */
  static byte[] of(int status) {
    return status == 200 ? OK : line(status);
  }

  /**
   * The JSON body of an answer given before, or in place of, any handler.
   *
   * @param status the status it goes with
   */
  static byte[] plainBody(int status) {
    String body =
        switch (status) {
          case 408 ->
              "{\"error\":{\"code\":\"request_timeout\",\"message\":\"The request did not arrive in"
                  + " time.\"}}";
          case 413 ->
              "{\"error\":{\"code\":\"body_too_large\",\"message\":\"The request body is too"
                  + " large.\"}}";
          case 431 ->
              "{\"error\":{\"code\":\"head_too_large\",\"message\":\"The request line and headers"
                  + " are too large.\"}}";
          case 500 ->
              "{\"error\":{\"code\":\"internal_error\",\"message\":\"The server failed to answer"
                  + " this request.\"}}";
          case 503 ->
              "{\"error\":{\"code\":\"overloaded\",\"message\":\"The server has too many"
                  + " connections.\"}}";
          default ->
              "{\"error\":{\"code\":\"malformed_http\",\"message\":\"The request is not valid"
                  + " HTTP/1.1.\"}}";
        };
    return body.getBytes(StandardCharsets.US_ASCII);
  }

  /** The JSON body of an answer to bytes that are not HTTP, which says what was wrong with them. */
  static byte[] malformed(ProtocolException e) {
    String what = String.valueOf(e.getMessage());
    boolean plain = what.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
    if (!plain || e.status() == 431) {
      return plainBody(e.status());
    }
    return (MALFORMED + what + "\"}}").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] line(int status) {
    return ("HTTP/1.1 " + status + " " + reason(status) + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 204 -> "No Content";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 304 -> "Not Modified";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment Required";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 424 -> "Failed Dependency";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status";
    };
  }
}
