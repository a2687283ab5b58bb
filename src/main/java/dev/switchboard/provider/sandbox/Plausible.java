package dev.switchboard.provider.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Values that a reader would expect under a property's name, taken from the input if possible. */
final class Plausible {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.])-?\\d{1,15}(?:\\.\\d{1,6})?(?!\\w)");
  private static final Pattern EMAIL =
      Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63})+");
  private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>]{1,500}");
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:\\b(?:in|at|to|for|from|of|near)|[,;])\\s+(\\p{Lu}[\\p{L}-]+(?:\\s\\p{Lu}[\\p{L}-]+)?)");
  private static final Pattern CAPITALISED =
      Pattern.compile("(?<!^)(?<![.!?]\\s)\\b\\p{Lu}\\p{Ll}+");
  private static final Set<String> GOOD =
      Set.of("positive", "success", "ok", "yes", "true", "approved", "done", "completed", "active");
  private static final Set<String> BAD =
      Set.of(
          "error",
          "failed",
          "failure",
          "spam",
          "urgent",
          "toxic",
          "deleted",
          "disabled",
          "blocked",
          "flagged",
          "fraud",
          "harmful",
          "refused",
          "truncated",
          "missing");

  private final String input;
  private final Prose prose;
  private final List<String> topics;
  private final Iterator<BigDecimal> numbers;

  Plausible(Conversation conversation, Prose prose) {
    this.input = conversation.plainText();
    this.prose = prose;
    this.topics = Words.topics(input, 12);
    this.numbers = numbers(input).iterator();
  }

  /** Texts for a place, the best one first; never empty. */
  List<String> texts(Place place) {
    List<String> texts = new ArrayList<>();
    known(place).ifPresent(texts::add);
    String topic = topic(place.index());
    texts.add(place.index() == 0 && place.depth() < 2 ? prose.chat(null) : topic);
    texts.add(topic);
    texts.add(topic.toLowerCase(Locale.ROOT));
    texts.add(kebab(topic));
    texts.add(topic.toUpperCase(Locale.ROOT));
    return texts;
  }

  /** The text that the place's name asks for; empty for a name that says nothing. */
  Optional<String> known(Place place) {
    String word = lastWord(place.name());
    return switch (word) {
      case "sentiment", "tone", "mood" -> Optional.of("positive");
      case "reasoning",
          "explanation",
          "rationale",
          "reason",
          "justification",
          "thought",
          "thoughts",
          "thinking",
          "analysis" ->
          Optional.of(prose.thought());
      case "reply",
          "message",
          "answer",
          "response",
          "output",
          "result",
          "content",
          "body",
          "text",
          "description",
          "summary",
          "abstract",
          "comment",
          "note" ->
          Optional.of(prose.chat(null));
      case "query",
          "question",
          "prompt",
          "input",
          "q",
          "search",
          "request",
          "expression",
          "quote",
          "original",
          "task" ->
          Optional.of(input).filter(text -> !text.isEmpty());
      case "topic",
          "tag",
          "category",
          "label",
          "slug",
          "keyword",
          "tags",
          "topics",
          "labels",
          "keywords",
          "categories",
          "key",
          "intent" ->
          Optional.of(kebab(topic(place.index())));
      case "title", "subject", "headline", "heading" -> Optional.of(capitalised(prose.subject()));
      case "location", "city", "place", "destination", "town", "origin" -> Optional.of(location());
      case "unit", "units" -> Optional.of("celsius");
      default -> fixed(word);
    };
  }

  private Optional<String> fixed(String word) {
    return switch (word) {
      case "name", "author", "person", "customer", "user", "fullname", "contact" ->
          Optional.of("Ada Lovelace");
      case "firstname" -> Optional.of("Ada");
      case "lastname", "surname" -> Optional.of("Lovelace");
      case "company", "organization", "organisation", "vendor", "brand" ->
          Optional.of("Example Company");
      case "email", "mail" -> Optional.of(found(EMAIL).orElse("ada@example.com"));
      case "url", "link", "website", "uri", "href" ->
          Optional.of(found(URL).orElse("https://example.com/"));
      case "phone", "telephone", "mobile" -> Optional.of("+46 8 123 456 78");
      case "country" -> Optional.of("Sweden");
      case "address", "street" -> Optional.of("Example Street 1");
      case "zip", "zipcode", "postcode" -> Optional.of("111 22");
      case "date", "day", "deadline", "birthday" -> Optional.of("2025-01-15");
      case "time" -> Optional.of("12:30");
      case "timestamp", "datetime" -> Optional.of("2025-01-15T12:30:00Z");
      case "language", "locale", "lang" -> Optional.of("en");
      case "currency" -> Optional.of("EUR");
      case "color", "colour" -> Optional.of("blue");
      case "id", "uuid", "identifier" -> Optional.of("item-1");
      case "status", "state" -> Optional.of("ok");
      case "code" -> Optional.of("A1");
      case "version" -> Optional.of("1.0.0");
      default -> Optional.empty();
    };
  }

  /** Numbers for a place, the best one first; may be empty. */
  List<BigDecimal> numbers(Place place) {
    String usual =
        switch (lastWord(place.name())) {
          case "confidence", "probability", "certainty", "likelihood", "relevance" -> "0.95";
          case "score", "rating", "stars" -> "4";
          case "age" -> "36";
          case "year" -> "2025";
          case "month" -> "1";
          case "percent", "percentage" -> "95";
          case "price", "amount", "cost", "total" -> "19.9";
          case "latitude", "lat" -> "59.33";
          case "longitude", "lon", "lng" -> "18.07";
          case "temperature" -> "21";
          case "count", "quantity", "number", "length", "size" ->
              String.valueOf(Math.max(1, topics.size()));
          default -> "";
        };
    if (!usual.isEmpty()) {
      return List.of(new BigDecimal(usual));
    }
    return numbers.hasNext() ? List.of(numbers.next()) : List.of();
  }

  /** The truth value that one would hope for. */
  boolean flag(Place place) {
    return words(place.name()).stream().noneMatch(BAD::contains);
  }

  /** How well a value of an enumeration suits; smaller is better. */
  int unlikeliness(JsonNode value) {
    if (value.isNull()) {
      return 3;
    }
    String word = value.asString("").toLowerCase(Locale.ROOT);
    boolean said = word.length() > 1 && Words.of(input.toLowerCase(Locale.ROOT)).contains(word);
    return said ? 0 : GOOD.contains(word) ? 1 : 2;
  }

  /** Lower case words with hyphens between them. */
  static String kebab(String text) {
    return String.join("-", Words.of(text)).toLowerCase(Locale.ROOT);
  }

  private String topic(int index) {
    return index < topics.size() ? topics.get(index) : topics.isEmpty() ? "sandbox" : "item";
  }

  private String location() {
    Matcher place = PLACE.matcher(input);
    if (place.find()) {
      return place.group(1);
    }
    return found(CAPITALISED).orElse("Stockholm");
  }

  private Optional<String> found(Pattern pattern) {
    Matcher matcher = pattern.matcher(input);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  private static List<BigDecimal> numbers(String text) {
    List<BigDecimal> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find() && numbers.size() < 100) {
      numbers.add(new BigDecimal(matcher.group()));
    }
    return numbers;
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String lastWord(String name) {
    List<String> words = words(name);
    boolean full = words.size() > 1 && Set.of("name", "code").contains(words.getLast());
    if (full) {
      String joined = String.join("", words);
      return joined.startsWith("first") || joined.startsWith("last") || joined.startsWith("zip")
          ? joined
          : words.getLast();
    }
    return words.isEmpty() ? "" : words.getLast();
  }

  /** The words of {@code camelCase}, {@code snake_case} and {@code kebab-case} names. */
  private static List<String> words(String name) {
    String spaced = name.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").replaceAll("[_.\\-]+", " ");
    return Words.of(spaced.toLowerCase(Locale.ROOT));
  }
}
