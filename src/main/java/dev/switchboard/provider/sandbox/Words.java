package dev.switchboard.provider.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text, for answers that seem to be about it. */
final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[-'’][\\p{L}\\p{N}]+)*");
  private static final int LONGEST_TEXT = 20_000;
  private static final Set<String> COMMON =
      Set.of(
          "the", "and", "for", "are", "but", "not", "you", "all", "any", "can", "had", "her", "was",
          "one", "our", "out", "has", "him", "his", "how", "its", "may", "new", "now", "who", "did",
          "get", "let", "she", "too", "use", "using", "what", "when", "where", "which", "why",
          "will", "with", "this", "that", "these", "those", "there", "their", "they", "them",
          "then", "than", "have", "from", "into", "about", "your", "yours", "please", "tell",
          "give", "write", "does", "would", "could", "should", "been", "were", "some", "such",
          "just", "only", "also", "like", "make", "here", "hello", "very", "more", "most", "much",
          "many");

  private Words() {}

  /** All words in order, as they are written. */
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher =
        WORD.matcher(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** Whether a lower-case word says something of what a text is about. */
  static boolean isTelling(String word) {
    return word.length() > 2 && !COMMON.contains(word);
  }

  /** What a text is about: its first few telling words, each once. */
  static List<String> topics(String text, int most) {
    Set<String> topics = new LinkedHashSet<>();
    for (String word : of(text)) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (isTelling(lower) && topics.stream().noneMatch(word::equalsIgnoreCase)) {
        topics.add(word);
      }
      if (topics.size() == most) {
        break;
      }
    }
    return List.copyOf(topics);
  }
}
