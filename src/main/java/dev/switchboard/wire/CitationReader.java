package dev.switchboard.wire;

import dev.switchboard.ir.Content;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the pages that an opaque part of an answer names, and what else it says.
 *
 * <p>OpenAI counts characters as code points, Gemini bytes of UTF-8, Cohere UTF-16 units are taken
 * as they are; Anthropic and Bedrock cite the text that stands before.
 */
final class CitationReader {
  private final List<Citation> citations = new ArrayList<>();
  private final String text;
  private final int blockStart;

  /**
   * @param text what the answer has said so far
   * @param blockStart where the text began that stands right before the part
   */
  CitationReader(String text, int blockStart) {
    this.text = text;
    this.blockStart = blockStart;
  }

  /** What was found. */
  List<Citation> citations() {
    return citations;
  }

  /** Whether a part cites something, in any dialect's form. */
  static boolean cites(Content.Opaque part) {
    return switch (part.dialect()) {
      case ANTHROPIC_MESSAGES, OPENAI_CHAT, GEMINI_GENERATE, BEDROCK_CONVERSE, COHERE_CHAT -> {
        JsonNode node = parsed(part);
        String type = node.path("type").asString("");
        yield type.equals("citations_delta")
            || type.equals("annotations")
            || type.equals("citation")
            || (node.size() == 1
                && (node.has("groundingMetadata")
                    || node.has("citationMetadata")
                    || node.has("citation")));
      }
      default -> false;
    };
  }

  private static JsonNode parsed(Content.Opaque part) {
    try {
      return Json.parseReply(part.json());
    } catch (InvalidJsonException e) {
      return Json.object();
    }
  }

  /**
   * Reads a part.
   *
   * @return whether all that it says is in the citations
   */
  boolean read(Content.Opaque part) {
    JsonNode node = parsed(part);
    return switch (part.dialect()) {
      case ANTHROPIC_MESSAGES -> anthropic(node.path("citation"));
      case OPENAI_CHAT -> openAi(node.path("annotations"));
      case GEMINI_GENERATE -> gemini(node);
      case BEDROCK_CONVERSE -> bedrock(node.path("citation"));
      case COHERE_CHAT -> cohere(node.path("citation"));
      default -> false;
    };
  }

  private boolean anthropic(JsonNode citation) {
    String url = citation.path("url").asString(citation.path("source").asString(""));
    return add(url, citation.path("title"), citation.path("cited_text"), blockStart, text.length());
  }

  private boolean openAi(JsonNode annotations) {
    boolean whole = true;
    for (JsonNode annotation : annotations) {
      JsonNode cited = annotation.path("url_citation");
      int start = ofCodePoints(cited.path("start_index").asInt(0));
      int end = ofCodePoints(cited.path("end_index").asInt(0));
      boolean placed = end > start;
      whole &=
          add(
              cited.path("url").asString(""),
              cited.path("title"),
              Json.tree(null),
              placed ? start : 0,
              placed ? end : text.length());
    }
    return whole;
  }

  private boolean gemini(JsonNode node) {
    if (node.path("citationMetadata") instanceof ObjectNode cited) {
      JsonNode sources = cited.path("citationSources");
      for (JsonNode source : sources.isEmpty() ? cited.path("citations") : sources) {
        add(source.path("uri").asString(""), source.path("title"), Json.tree(null), source);
      }
      return !citations.isEmpty();
    }
    if (!(node.path("groundingMetadata") instanceof ObjectNode grounding)) {
      return false;
    }
    JsonNode chunks = grounding.path("groundingChunks");
    for (JsonNode support : grounding.path("groundingSupports")) {
      for (JsonNode index : support.path("groundingChunkIndices")) {
        JsonNode page = page(chunks.path(index.asInt(-1)));
        add(
            page.path("uri").asString(""),
            page.path("title"),
            Json.tree(null),
            support.path("segment"));
      }
    }
    if (grounding.path("groundingSupports").isEmpty()) {
      for (JsonNode chunk : chunks) {
        JsonNode page = page(chunk);
        add(page.path("uri").asString(""), page.path("title"), Json.tree(null), 0, text.length());
      }
    }
    // What it searched for, and how that is to be shown, is Google's alone.
    return false;
  }

  private static JsonNode page(JsonNode chunk) {
    return chunk.has("web") ? chunk.path("web") : chunk.path("retrievedContext");
  }

  private boolean bedrock(JsonNode citation) {
    String url = citation.path("location").path("web").path("url").asString("");
    return add(
        url,
        citation.path("title"),
        citation.path("sourceContent").path(0).path("text"),
        blockStart,
        text.length());
  }

  private boolean cohere(JsonNode citation) {
    boolean whole = !citation.path("sources").isEmpty();
    for (JsonNode source : citation.path("sources")) {
      JsonNode document = source.path("document");
      int start = Math.clamp(citation.path("start").asInt(0), 0, text.length());
      int end = Math.clamp(citation.path("end").asInt(0), start, text.length());
      whole &=
          add(
              document.path("url").asString(""),
              document.path("title"),
              document.path("snippet"),
              start,
              end);
    }
    return whole;
  }

  private void add(String url, JsonNode title, JsonNode quoted, JsonNode segment) {
    int start = ofBytes(segment.path("startIndex").asInt(0));
    int end = ofBytes(segment.path("endIndex").asInt(0));
    add(url, title, quoted, Math.min(start, end), end);
  }

  private boolean add(String url, JsonNode title, JsonNode quoted, int start, int end) {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      return false;
    }
    citations.add(new Citation(url, title.asString(""), quoted.asString(""), start, end));
    return true;
  }

  private int ofCodePoints(int index) {
    int points = Math.clamp(index, 0, text.codePointCount(0, text.length()));
    return text.offsetByCodePoints(0, points);
  }

  private int ofBytes(int index) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int bytes = Math.clamp(index, 0, utf8.length);
    return new String(utf8, 0, bytes, StandardCharsets.UTF_8).length();
  }
}
