package dev.switchboard.provider.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sandbox's plain texts. */
final class Prose {
  private static final int QUOTE = 80;
  private static final List<String> STOCK =
      List.of(
          "A real model would weigh the details here.",
          "The sandbox repeats itself on purpose, so that a test can rely on it.",
          "The same request always gets the same answer.",
          "Every count of tokens that comes with this text is true for it.",
          "Configure a provider to hear what a model thinks.");

  private final Conversation conversation;
  private final String standIn;

  /**
   * @param standIn the model in whose name the sandbox answers; empty for its own
   */
  Prose(Conversation conversation, String standIn) {
    this.conversation = conversation;
    this.standIn = standIn;
  }

  /**
   * A few sentences about what the user said, in the language that was asked for.
   *
   * @param words the length; null for as it comes
   */
  String chat(@Nullable Integer words) {
    Optional<Language> language =
        Language.askedFor(conversation.systemText())
            .or(() -> Language.askedFor(conversation.plainText()));
    String text =
        language
            .map(l -> l.answer(standIn, foreignSubject()))
            .orElseGet(() -> String.join(" ", english()));
    return words == null ? text : sized(text, words);
  }

  /** A final text after tools have answered. */
  String afterTools() {
    List<String> sentences = new ArrayList<>();
    for (var result : conversation.results()) {
      String said = quote(Conversation.text(result.content()));
      sentences.add(
          (result.error() ? "The tool failed: " : "The tool answered: ")
              + (said.isEmpty() ? "nothing." : said));
    }
    sentences.add(introduction());
    return String.join(" ", sentences);
  }

  /** A thought that quotes the input. */
  String thought() {
    return "The user writes "
        + quote(conversation.plainText())
        + ". There is no model here to think about it. The sandbox will answer about "
        + subject()
        + ".";
  }

  /** What is said when no value can satisfy a schema. */
  String noInstance() {
    return introduction()
        + " It found no value that is valid against the requested JSON Schema within its bounds.";
  }

  /** Who speaks. */
  String introduction() {
    return standIn.isEmpty()
        ? "This is the Switchboard sandbox, which answers without a model."
        : "This is the Switchboard sandbox, which answers in the name of "
            + standIn
            + "; that model was not called.";
  }

  /** What the input is about, in words of the input. */
  String subject() {
    List<String> topics = Words.topics(conversation.plainText(), 3);
    return switch (topics.size()) {
      case 0 -> "your message";
      case 1 -> topics.getFirst();
      case 2 -> topics.get(0) + " and " + topics.get(1);
      default -> topics.get(0) + ", " + topics.get(1) + " and " + topics.get(2);
    };
  }

  /** What the input is about, without a word that would be English in another language's text. */
  private String foreignSubject() {
    List<String> topics = Words.topics(conversation.plainText(), 3);
    if (!topics.isEmpty()) {
      return String.join(", ", topics);
    }
    String quoted = quote(conversation.plainText());
    return quoted.isEmpty() ? "…" : quoted;
  }

  /** The text in quotation marks, not too long of it, on one line. */
  static String quote(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.isEmpty()) {
      return "";
    }
    boolean fits = line.codePointCount(0, line.length()) <= QUOTE;
    return "“" + (fits ? line : line.substring(0, line.offsetByCodePoints(0, QUOTE)) + "…") + "”";
  }

  private List<String> english() {
    List<String> sentences = new ArrayList<>();
    sentences.add(introduction());
    String quoted = quote(conversation.plainText());
    if (!quoted.isEmpty()) {
      sentences.add("You wrote: " + quoted + ".");
    }
    if (conversation.attachments() > 0) {
      sentences.add("It did not look at your " + conversation.attachments() + " attachment(s).");
    }
    sentences.add("A model would now tell you more about " + subject() + ".");
    sentences.add(STOCK.get(2));
    return sentences;
  }

  private static String sized(String text, int words) {
    List<String> all = new ArrayList<>(List.of(text.split(" ")));
    for (int i = 0; all.size() < words; i++) {
      all.addAll(List.of(STOCK.get(i % STOCK.size()).split(" ")));
    }
    return String.join(" ", all.subList(0, words));
  }
}
