package dev.switchboard.wire.openai;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a vendor says of an error, whatever the shape.
 *
 * <p>Known shapes: OpenAI's {@code {"error": {message, type, param, code}}}, the same in an array
 * (Gemini's OpenAI endpoint), {@code {"error": "…", "code": "…"}} (xAI), {@code {"object": "error",
 * "message", "type", "code"}} (vLLM, Mistral), {@code {"detail": …}} (FastAPI), {@code {"message":
 * …}} (Cohere, gateways), and anything else, which says nothing.
 *
 * @param message as the vendor wrote it; not for callers
 * @param codes all its code-like words in lower case: code, type, status, inner codes
 * @param status an HTTP status that the body names; 500 if it names none
 */
public record ErrorText(String message, Set<String> codes, int status) {
  private static final ErrorText NOTHING = new ErrorText("", Set.of(), 500);
  private static final int MAX_READ = 2_000;

  private static final Pattern CONTEXT_LENGTH =
      Pattern.compile(
          "context[ _]?(?:length|window|size)|maximum (?:context|prompt|input) length"
              + "|prompt is too long|prompt too long|too many (?:input )?tokens"
              + "|reduce the length|exceeds? the (?:maximum|max)[^.]{0,40}tokens"
              + "|maximum number of (?:input )?tokens|input (?:is )?too long"
              + "|tokens? (?:exceed|limit exceeded)|longer than the maximum");
  private static final Pattern CONTENT_FILTER =
      Pattern.compile(
          "content management policy|content[ _]filter|content policy|usage polic"
              + "|(?:was|were|been|is) flagged|flagged (?:by|as|for)|moderation|safety (?:system|filter|reasons)"
              + "|content exists risk|responsible ?ai");
  private static final Pattern MODEL_UNKNOWN =
      Pattern.compile(
          "model[^.]{0,120}(?:not found|does not exist|not exist|is not available|not supported"
              + "|unknown|not a valid)|(?:invalid|unknown|no such|unsupported) model"
              + "|deployment[^.]{0,60}does not exist");
  private static final Pattern AUTH =
      Pattern.compile("api key not valid|(?:invalid|incorrect) api key|api_key_invalid");
  private static final Pattern QUOTA =
      Pattern.compile(
          "insufficient (?:credit|balance|funds|quota)|exceeded your current quota"
              + "|credit balance is too low|billing hard limit|no credits? (?:left|remaining)");
  private static final Pattern RETRY =
      Pattern.compile(
          "(?:try|retry)[^0-9]{1,20}(?:(\\d{1,4})h)?(?:(\\d{1,4})m(?!s))?"
              + "(?:(\\d{1,6}(?:\\.\\d{1,6})?)\\s?(ms|s|second))?");

  public ErrorText {
    codes = Set.copyOf(codes);
  }

  static ErrorText read(byte[] body) {
    try {
      return read(Json.parseReply(body));
    } catch (InvalidJsonException e) {
      return NOTHING;
    }
  }

  /** Reads a body or an event that holds an error. */
  public static ErrorText read(JsonNode body) {
    JsonNode outer = body.isArray() && !body.isEmpty() ? body.get(0) : body;
    JsonNode error = outer.path("error");
    if (!error.isObject()) {
      error = outer;
    }
    String message = text(error, "message", "error", "detail", "msg");
    if (message.isEmpty()) {
      message = error.path("detail").path(0).path("msg").asString("");
    }
    return new ErrorText(
        message.length() <= MAX_READ ? message : message.substring(0, MAX_READ),
        codes(outer, error),
        status(outer, error));
  }

  /** Whether a body or chunk that came with a 200 is an error. */
  public static boolean isError(JsonNode body) {
    JsonNode error = body.path("error");
    return (error.isObject() && !error.isEmpty())
        || (error.isString() && !error.stringValue().isEmpty())
        || body.path("object").asString("").equals("error");
  }

  private static String text(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode value = object.path(name);
      if (value.isString() && !value.stringValue().isEmpty()) {
        return value.stringValue();
      }
    }
    return "";
  }

  private static Set<String> codes(JsonNode outer, JsonNode error) {
    Set<String> codes = new HashSet<>();
    for (JsonNode object : List.of(outer, error, error.path("innererror"))) {
      for (String name : List.of("code", "type", "status", "error_type")) {
        JsonNode value = object.path(name);
        if (value.isString() && value.stringValue().length() <= 100) {
          codes.add(value.stringValue().toLowerCase(Locale.ROOT));
        }
      }
    }
    for (JsonNode detail : error.path("details")) {
      if (detail.path("reason").isString()) {
        codes.add(detail.path("reason").stringValue().toLowerCase(Locale.ROOT));
      }
    }
    return codes;
  }

  private static int status(JsonNode outer, JsonNode error) {
    for (JsonNode object : List.of(error, outer)) {
      for (String name : List.of("code", "status", "status_code")) {
        int status = object.path(name).asInt(0);
        if (status >= 400 && status < 600) {
          return status;
        }
      }
    }
    return statusOf(codes(outer, error));
  }

  private static int statusOf(Set<String> codes) {
    if (!Collections.disjoint(
        codes, Set.of("invalid_request_error", "invalid_argument", "badrequesterror"))) {
      return 400;
    }
    if (codes.stream().anyMatch(code -> code.contains("rate_limit") || code.equals("tokens"))) {
      return 429;
    }
    return codes.stream().anyMatch(code -> code.contains("overload")) ? 503 : 500;
  }

  /** Google says the same words of a limit per minute, but with a code of its own. */
  boolean isQuota() {
    return codes.contains("insufficient_quota")
        || codes.contains("billing_hard_limit_reached")
        || codes.contains("exceeded_current_quota_error")
        || (!codes.contains("resource_exhausted") && says(QUOTA));
  }

  boolean isAuth() {
    return codes.contains("invalid_api_key") || codes.contains("api_key_invalid") || says(AUTH);
  }

  boolean isRateLimit() {
    return codes.contains("rate_limit_exceeded") || codes.contains("resource_exhausted");
  }

  boolean isContextLength() {
    return codes.contains("context_length_exceeded")
        || codes.contains("string_above_max_length")
        || says(CONTEXT_LENGTH);
  }

  boolean isContentFilter() {
    return codes.contains("content_filter")
        || codes.contains("content_policy_violation")
        || codes.contains("responsibleaipolicyviolation")
        || says(CONTENT_FILTER);
  }

  boolean isModelUnknown() {
    return codes.contains("model_not_found")
        || codes.contains("invalid_model")
        || codes.contains("deploymentnotfound")
        || codes.contains("model_not_available")
        || says(MODEL_UNKNOWN);
  }

  /** Whether a 404 is about the model and not about the path. */
  boolean mentionsModel() {
    return message.toLowerCase(Locale.ROOT).contains("model");
  }

  /** How long to wait, where only the message says it: {@code try again in 1m2.5s}. */
  Optional<Duration> retryAfter() {
    Matcher matcher = RETRY.matcher(message.toLowerCase(Locale.ROOT));
    if (!matcher.find() || matcher.group().chars().noneMatch(Character::isDigit)) {
      return Optional.empty();
    }
    double seconds = matcher.group(3) == null ? 0 : Double.parseDouble(matcher.group(3));
    double scale = "ms".equals(matcher.group(4)) ? 1 : 1_000;
    Duration wait = Duration.ofMillis(Math.round(seconds * scale)).plus(whole(matcher));
    return wait.isZero() ? Optional.empty() : Optional.of(wait);
  }

  private static Duration whole(Matcher matcher) {
    long hours = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
    long minutes = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
    return Duration.ofHours(hours).plusMinutes(minutes);
  }

  private boolean says(Pattern words) {
    return words.matcher(message.toLowerCase(Locale.ROOT)).find();
  }
}
