package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidFieldException;
import java.util.OptionalLong;

/**
 * Reads {@code usageMetadata} into classes that never overlap.
 *
 * <p>Google's prompt count contains the cached tokens; its count of candidates does not contain the
 * thoughts; tokens of the results of its own tools stand apart from the prompt. Details by modality
 * divide a count, they add nothing. Video and documents are not priced apart and stay in the
 * undivided class.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">source</a>
 */
public final class GeminiUsage {
  private static final Name PROMPT = Name.of("promptTokenCount");
  private static final Name PROMPT_DETAILS = Name.of("promptTokensDetails");
  private static final Name TOOLS = Name.of("toolUsePromptTokenCount");
  private static final Name TOOLS_DETAILS = Name.of("toolUsePromptTokensDetails");
  private static final Name CACHED = Name.of("cachedContentTokenCount");
  private static final Name CACHE_DETAILS = Name.of("cacheTokensDetails");
  private static final Name CANDIDATES = Name.of("candidatesTokenCount");
  private static final Name CANDIDATES_DETAILS = Name.of("candidatesTokensDetails");

  /** Voice sessions have their own words for the candidates. */
  private static final Name RESPONSE = Name.of("responseTokenCount");

  private static final Name RESPONSE_DETAILS = Name.of("responseTokensDetails");
  private static final Name THOUGHTS = Name.of("thoughtsTokenCount");
  private static final Name TOTAL = Name.of("totalTokenCount");
  private static final Name MODALITY = Name.of("modality");
  private static final Name TOKEN_COUNT = Name.of("tokenCount");

  /** Above any real count, low enough for sums of several. */
  private static final long MOST = 1L << 50;

  private final GeminiObject metadata;

  private GeminiUsage(GeminiObject metadata) {
    this.metadata = metadata;
  }

  /** The usage; {@link Usage#UNKNOWN} if there is no count or one that makes no sense. */
  public static Usage read(GeminiObject metadata) {
    try {
      return new GeminiUsage(metadata).usage();
    } catch (InvalidFieldException e) {
      return Usage.UNKNOWN;
    }
  }

  private Usage usage() {
    if (metadata.count(PROMPT).isEmpty() && metadata.count(TOTAL).isEmpty()) {
      return Usage.UNKNOWN;
    }
    long prompt = count(PROMPT);
    long input = prompt + count(TOOLS);
    long cached = Math.min(count(CACHED), prompt);
    long audio = uncached("AUDIO");
    long image = uncached("IMAGE");
    long undivided = input - cached - audio - image;
    if (undivided < 0) {
      undivided = input - cached;
      audio = 0;
      image = 0;
    }
    long thoughts = count(THOUGHTS);
    long output = output(input, thoughts);
    Name details = metadata.has(CANDIDATES_DETAILS) ? CANDIDATES_DETAILS : RESPONSE_DETAILS;
    long audioOut = detail(details, "AUDIO");
    long imageOut = detail(details, "IMAGE");
    if (audioOut + imageOut > output) {
      audioOut = 0;
      imageOut = 0;
    }
    return new Usage(
        undivided,
        cached,
        0,
        0,
        audio,
        image,
        output - audioOut - imageOut,
        thoughts,
        audioOut,
        imageOut,
        Usage.Source.REPORTED,
        null);
  }

  /** Left out when it is 0, and by some models even when it is not: then the total tells. */
  private long output(long input, long thoughts) {
    OptionalLong candidates = metadata.count(CANDIDATES);
    if (candidates.isEmpty()) {
      candidates = metadata.count(RESPONSE);
    }
    return candidates.isPresent()
        ? Math.min(candidates.getAsLong(), MOST)
        : Math.max(0, count(TOTAL) - input - thoughts);
  }

  private long uncached(String modality) {
    return Math.max(
        0,
        detail(PROMPT_DETAILS, modality)
            + detail(TOOLS_DETAILS, modality)
            - detail(CACHE_DETAILS, modality));
  }

  private long detail(Name details, String modality) {
    long sum = 0;
    for (GeminiObject detail : metadata.objects(details)) {
      if (detail.text(MODALITY).equals(modality)) {
        sum = Math.min(MOST, sum + Math.min(MOST, detail.count(TOKEN_COUNT).orElse(0)));
      }
    }
    return sum;
  }

  private long count(Name name) {
    return Math.min(MOST, metadata.count(name).orElse(0));
  }
}
