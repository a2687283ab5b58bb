package dev.switchboard.wire;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes citations as the opaque parts in which a dialect's own answers have them. */
final class CitationWriter {
  private CitationWriter() {}

  /** OpenAI's, for both of its dialects; indices are of code points. */
  static List<Content> openAi(List<Citation> citations, String text) {
    ObjectNode part = Json.object().put("type", "annotations");
    ArrayNode annotations = part.putArray("annotations");
    for (Citation citation : citations) {
      ObjectNode annotation = annotations.addObject().put("type", "url_citation");
      annotation
          .putObject("url_citation")
          .put("start_index", text.codePointCount(0, citation.start()))
          .put("end_index", text.codePointCount(0, citation.end()))
          .put("title", citation.title())
          .put("url", citation.url());
    }
    return List.of(new Content.Opaque(Dialect.OPENAI_CHAT, Json.text(part)));
  }

  /** Anthropic's; what another provider made is marked, so that it is not sent to Anthropic. */
  static List<Content> anthropic(List<Citation> citations) {
    List<Content> parts = new ArrayList<>(citations.size());
    for (Citation citation : citations) {
      ObjectNode part = Json.object().put("type", "citations_delta");
      part.putObject("citation")
          .put("type", "web_search_result_location")
          .put("url", citation.url())
          .put("title", citation.title())
          .put("encrypted_index", Citations.FOREIGN)
          .put("cited_text", citation.quoted());
      parts.add(new Content.Opaque(Dialect.ANTHROPIC_MESSAGES, Json.text(part)));
    }
    return parts;
  }

  /** Gemini's; each page once, indices of bytes. */
  static List<Content> gemini(List<Citation> citations, String text) {
    ObjectNode part = Json.object();
    ObjectNode grounding = part.putObject("groundingMetadata");
    ArrayNode chunks = grounding.putArray("groundingChunks");
    ArrayNode supports = grounding.putArray("groundingSupports");
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Citation citation : citations) {
      int place =
          places.computeIfAbsent(
              citation.url(),
              url -> {
                ObjectNode web = chunks.addObject().putObject("web").put("uri", url);
                web.put("title", citation.title());
                return chunks.size() - 1;
              });
      ObjectNode support = supports.addObject();
      support
          .putObject("segment")
          .put("startIndex", bytes(text, citation.start()))
          .put("endIndex", bytes(text, citation.end()))
          .put("text", text.substring(citation.start(), citation.end()));
      support.putArray("groundingChunkIndices").add(place);
    }
    return List.of(new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part)));
  }

  private static int bytes(String text, int index) {
    return text.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
  }
}
