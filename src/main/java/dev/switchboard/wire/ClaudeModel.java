package dev.switchboard.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Claude model takes, read off its name alone.
 *
 * <p>The API has no way to ask for these, and each breaks a request with a 400 when it is wrong. A
 * name without a version (another vendor's model behind this dialect) counts as an old model that
 * can do everything, which is what such endpoints imitate.
 *
 * @param family {@code opus}, {@code sonnet}, {@code haiku}, {@code fable}, {@code mythos}; empty
 *     when the name has none
 * @param version major × 100 + minor, so 4.5 is 405; 0 when the name has none
 * @see <a
 *     href="https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting">which
 *     model takes which thinking</a>
 */
public record ClaudeModel(String family, int version) {
  private static final Set<String> FAMILIES =
      Set.of("opus", "sonnet", "haiku", "fable", "mythos", "instant");
  private static final Pattern WORD = Pattern.compile("[a-z]+|[0-9]+");

  /** How thinking is asked for. */
  public enum ThinkingForm {
    /** It cannot think. */
    NONE,
    /** {@code enabled} with a budget of tokens. */
    BUDGET,
    /** {@code adaptive}, and still a budget. */
    EITHER,
    /** {@code adaptive} with an effort; a budget is rejected. */
    ADAPTIVE
  }

  /** The model of this name, as Anthropic, Bedrock and Vertex AI spell it. */
  public static ClaudeModel of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int start = lower.indexOf("claude");
    if (start < 0) {
      return new ClaudeModel("", 0);
    }
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(lower.substring(start + "claude".length()));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    String family = words.stream().filter(FAMILIES::contains).findFirst().orElse("");
    int version = version(words);
    // The preview of the fifth generation carries no number.
    return new ClaudeModel(family, version == 0 && family.equals("mythos") ? 500 : version);
  }

  private static int version(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (isNumber(words.get(i))) {
        boolean hasMinor = i + 1 < words.size() && isNumber(words.get(i + 1));
        return Integer.parseInt(words.get(i)) * 100
            + (hasMinor ? Integer.parseInt(words.get(i + 1)) : 0);
      }
    }
    return 0;
  }

  /** Longer digits are dates. */
  private static boolean isNumber(String word) {
    return word.length() <= 2 && Character.isDigit(word.charAt(0));
  }

  /** Whether a token that {@code other} made is valid here. */
  public static boolean isSame(String name, String other) {
    ClaudeModel model = of(name);
    return model.isKnown() ? model.equals(of(other)) : name.equalsIgnoreCase(other);
  }

  public boolean isKnown() {
    return version != 0;
  }

  public ThinkingForm thinkingForm() {
    if (!isKnown()) {
      return ThinkingForm.BUDGET;
    }
    if (version < 307) {
      return ThinkingForm.NONE;
    }
    if (version < 406) {
      return ThinkingForm.BUDGET;
    }
    return version == 406 ? ThinkingForm.EITHER : ThinkingForm.ADAPTIVE;
  }

  /** Whether it thinks when the request says nothing. */
  public boolean thinksByDefault() {
    return version >= 500;
  }

  /** Whether {@code disabled} is accepted. */
  public boolean canDisableThinking() {
    return version < 500 || (version == 500 && (family.equals("opus") || family.equals("sonnet")));
  }

  /** Whether {@code between_tools}, the least thinking it has, is accepted. */
  public boolean canThinkBetweenToolsOnly() {
    return family.equals("sonnet") && version >= 505;
  }

  /** Whether the effort {@code xhigh} exists; {@code max} is older. */
  public boolean hasExtraHighEffort() {
    return version >= 407;
  }

  /** Whether a tool call may be forced at all. */
  public boolean forcesTools() {
    boolean alwaysThinks = family.equals("fable") || family.equals("mythos");
    return version < (alwaysThinks ? 501 : 505);
  }

  /** Whether a tool call may be forced while it thinks. */
  public boolean forcesToolsWhileThinking() {
    return version >= 408 && forcesTools();
  }

  /** Whether temperature, top_p and top_k are accepted. */
  public boolean takesSampling() {
    return version < 407;
  }

  /** Whether temperature and top_p are accepted together. */
  public boolean takesTemperatureWithTopP() {
    return version < 401;
  }

  /** Whether the last message may be the start of the assistant's answer. */
  public boolean takesPrefill() {
    return version < 406;
  }

  /** Whether system messages may stand within the conversation. */
  public boolean takesLateSystem() {
    return switch (family) {
      case "opus" -> version >= 408;
      case "fable", "mythos" -> version >= 500;
      default -> version >= 505;
    };
  }

  /** Whether it has a schema mode for its text and strict tools. */
  public boolean hasSchemaMode() {
    return !isKnown() || version >= (family.equals("opus") ? 401 : 405);
  }

  /** The most tokens it can put out, as far as its name tells; never more than it takes. */
  public int maxOutputTokens() {
    if (!isKnown()) {
      return 8_192;
    }
    if (version < 305) {
      return 4_096;
    }
    if (version < 307) {
      return 8_192;
    }
    if (version >= 407) {
      return 128_000;
    }
    return family.equals("opus") && version < 405 ? 32_000 : 64_000;
  }
}
