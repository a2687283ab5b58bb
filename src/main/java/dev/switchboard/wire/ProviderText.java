package dev.switchboard.wire;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a provider's own words fit to be shown to a caller.
 *
 * <p>A provider's error text may hold our credential (some repeat a part of it), our account at the
 * provider, markup, control characters, or the whole request. What comes out is one line of at most
 * {@value #MAX_LENGTH} characters in which all these are masked or gone.
 */
public final class ProviderText {
  /** The most characters that come out. */
  public static final int MAX_LENGTH = 300;

  private static final int MAX_READ = 4_000;
  private static final String MASK = "[masked]";

  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)\\b(?:bearer|basic)\\s++[A-Za-z0-9._~+/=*-]{6,}+"),
          Pattern.compile(
              "(?i)\\b(?:api[-_ ]?key|access[-_ ]?token|key|token|secret|password)[\"']?\\s*+[=:]\\s*+"
                  + "[\"']?[^\\s\"',;&)]{6,}+"),
          Pattern.compile("\\b(?:sk|pk|rk|gsk|xai|r8|hf|nvapi|key)[-_][A-Za-z0-9_*.-]{6,}+"),
          Pattern.compile("\\bAIza[A-Za-z0-9_*-]{6,}+"),
          Pattern.compile("\\bya29\\.[A-Za-z0-9_*-]++"),
          Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{8,}+"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]++)*+"),
          Pattern.compile("\\b(?:org-|proj_|projects/|project_number:)[A-Za-z0-9_-]++"),
          Pattern.compile("\\b(?=[A-Za-z_]{0,40}[0-9])(?=[0-9_]{0,40}[A-Za-z])[A-Za-z0-9_]{32,}+"));

  private static final Pattern MARKUP = Pattern.compile("<[^<>]{0,2000}+>");
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}\\p{Cf}]++");

  private ProviderText() {}

  /**
   * The text on one line, bounded, without markup, credentials and account names.
   *
   * @param text as the provider wrote it; null when it wrote none
   * @return empty if nothing is left
   */
  public static String clean(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String clean = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
    clean = MARKUP.matcher(clean).replaceAll(" ");
    clean = BLANK.matcher(clean).replaceAll(" ").strip();
    for (Pattern secret : SECRETS) {
      clean = secret.matcher(clean).replaceAll(MASK);
    }
    return shorten(clean);
  }

  /** Never cuts a character in half. */
  private static String shorten(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    int end = MAX_LENGTH - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
