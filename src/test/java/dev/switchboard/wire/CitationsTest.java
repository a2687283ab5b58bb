package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class CitationsTest {
  /** Each letter before the cited words has another width in code points, bytes and UTF-16. */
  private static final String TEXT = "Ça 🎉 Spain won. Twice.";

  private static final int START = TEXT.indexOf("Spain");
  private static final int END = TEXT.indexOf(" Twice");

  private static String cited(Dialect by) {
    int points = TEXT.codePointCount(0, START);
    int bytes = bytes(START);
    return switch (by) {
      case OPENAI_CHAT ->
          """
          {"type":"annotations","annotations":[{"type":"url_citation","url_citation":
            {"start_index":%d,"end_index":%d,"title":"Euro","url":"https://uefa.test/1"}}]}\
          """
              .formatted(points, TEXT.codePointCount(0, END));
      case ANTHROPIC_MESSAGES ->
          """
          {"type":"citations_delta","citation":{"type":"web_search_result_location",
            "url":"https://uefa.test/1","title":"Euro","encrypted_index":"E","cited_text":"2:1"}}\
          """;
      case GEMINI_GENERATE ->
          """
          {"groundingMetadata":{"webSearchQueries":["euro"],"groundingChunks":
            [{"web":{"uri":"https://uefa.test/1","title":"Euro"}}],"groundingSupports":
            [{"segment":{"startIndex":%d,"endIndex":%d,"text":"Spain won."},
              "groundingChunkIndices":[0]}]}}\
          """
              .formatted(bytes, bytes(END));
      case BEDROCK_CONVERSE ->
          """
          {"citation":{"title":"Euro","location":{"web":{"url":"https://uefa.test/1"}},
            "sourceContent":[{"text":"2:1"}]}}\
          """;
      default -> throw new IllegalArgumentException(by.name());
    };
  }

  private static int bytes(int index) {
    return TEXT.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
  }

  private static ChatResponse answer(Content... content) {
    return new ChatResponse("", "", List.of(content), StopReason.END, "stop", null, Usage.of(1, 1));
  }

  private static List<JsonNode> opaque(ChatResponse answer, Dialect of) {
    return answer.content().stream()
        .filter(part -> part instanceof Content.Opaque opaque && opaque.dialect() == of)
        .map(part -> Json.parse(((Content.Opaque) part).json()))
        .toList();
  }

  private static ChatResponse translated(Dialect from, Dialect to) {
    return Citations.in(to, answer(new Content.Text(TEXT), new Content.Opaque(from, cited(from))));
  }

  @ParameterizedTest
  @CsvSource({"GEMINI_GENERATE, OPENAI_CHAT", "GEMINI_GENERATE, OPENAI_RESPONSES"})
  void countCodePointsForOpenAi(Dialect from, Dialect to) {
    List<JsonNode> parts = opaque(translated(from, to), Dialect.OPENAI_CHAT);
    assertThat(parts).containsExactly(Json.parse(cited(Dialect.OPENAI_CHAT)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"ANTHROPIC_MESSAGES", "BEDROCK_CONVERSE"})
  void ofTheTextBeforeThemGetItsPlace(Dialect from) {
    ChatResponse answer =
        Citations.in(
            Dialect.OPENAI_CHAT,
            answer(
                new Content.Text("Ça 🎉 "),
                new Content.Text("Spain won."),
                new Content.Opaque(from, cited(from)),
                new Content.Text(" Twice.")));
    assertThat(opaque(answer, Dialect.OPENAI_CHAT))
        .containsExactly(Json.parse(cited(Dialect.OPENAI_CHAT)));
    assertThat(opaque(answer, from)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI_CHAT", "GEMINI_GENERATE"})
  void areMarkedForAnthropic(Dialect from) {
    JsonNode citation =
        opaque(translated(from, Dialect.ANTHROPIC_MESSAGES), Dialect.ANTHROPIC_MESSAGES)
            .getFirst()
            .path("citation");
    assertThat(citation.path("type").stringValue()).isEqualTo("web_search_result_location");
    assertThat(citation.path("url").stringValue()).isEqualTo("https://uefa.test/1");
    assertThat(citation.path("title").stringValue()).isEqualTo("Euro");
    assertThat(citation.path("cited_text").stringValue()).isEmpty();
    assertThat(citation.path("encrypted_index").stringValue()).isEqualTo(Citations.FOREIGN);
  }

  @Test
  void countBytesForGeminiAndNameAPageOnce() {
    String annotation = cited(Dialect.OPENAI_CHAT);
    ChatResponse answer =
        Citations.in(
            Dialect.GEMINI_GENERATE,
            answer(
                new Content.Text(TEXT),
                new Content.Opaque(Dialect.OPENAI_CHAT, annotation),
                new Content.Opaque(Dialect.OPENAI_CHAT, annotation)));
    JsonNode grounding =
        opaque(answer, Dialect.GEMINI_GENERATE).getFirst().path("groundingMetadata");
    assertThat(grounding.path("groundingChunks").size()).isEqualTo(1);
    assertThat(grounding.at("/groundingChunks/0/web/uri").stringValue())
        .isEqualTo("https://uefa.test/1");
    assertThat(grounding.path("groundingSupports").size()).isEqualTo(2);
    JsonNode segment = grounding.at("/groundingSupports/1/segment");
    assertThat(segment.path("startIndex").asInt()).isEqualTo(bytes(START));
    assertThat(segment.path("endIndex").asInt()).isEqualTo(bytes(END));
    assertThat(segment.path("text").stringValue()).isEqualTo("Spain won.");
  }

  @Test
  void leaveWhatElseADialectSaysToBeReported() {
    assertThat(
            opaque(
                translated(Dialect.GEMINI_GENERATE, Dialect.OPENAI_CHAT), Dialect.GEMINI_GENERATE))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, '{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"document_index\":0}}'",
    "ANTHROPIC_MESSAGES, '{\"type\":\"citations_delta\",\"citation\":{\"url\":\"javascript:alert(1)\"}}'",
    "OPENAI_CHAT, '{\"type\":\"annotations\",\"annotations\":[{\"type\":\"file_citation\"}]}'",
    "GEMINI_GENERATE, '{\"groundingMetadata\":{\"groundingSupports\":[{\"groundingChunkIndices\":[7]}]}}'",
    "BEDROCK_CONVERSE, '{\"citation\":{}}'",
    "COHERE_CHAT, '{\"type\":\"citation\",\"citation\":{\"start\":-5,\"end\":900,\"sources\":[{\"type\":\"tool\"}]}}'"
  })
  void ofWhatIsNoPageStayAsTheyAre(Dialect from, String json) {
    Content.Opaque part = new Content.Opaque(from, json);
    Dialect to =
        from == Dialect.GEMINI_GENERATE ? Dialect.ANTHROPIC_MESSAGES : Dialect.GEMINI_GENERATE;
    assertThat(Citations.in(to, answer(new Content.Text(TEXT), part)).content())
        .containsExactly(new Content.Text(TEXT), part);
  }

  @ParameterizedTest
  @CsvSource({"-1, 3", "5, 2", "0, 999999999", "2147483647, 2147483647"})
  void ofAPlaceThatIsNoneNameTheWholeText(int start, int end) {
    String json =
        ("{\"type\":\"annotations\",\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":"
                + "{\"url\":\"https://a.test\",\"start_index\":%d,\"end_index\":%d}}]}")
            .formatted(start, end);
    ChatResponse answer =
        Citations.in(
            Dialect.GEMINI_GENERATE,
            answer(new Content.Text(TEXT), new Content.Opaque(Dialect.OPENAI_CHAT, json)));
    JsonNode segment =
        opaque(answer, Dialect.GEMINI_GENERATE)
            .getFirst()
            .at("/groundingMetadata/groundingSupports/0/segment");
    assertThat(TEXT).contains(segment.path("text").stringValue());
    assertThat(segment.path("endIndex").asInt()).isLessThanOrEqualTo(bytes(TEXT.length()));
  }

  @Test
  void ofAStreamComeAtItsEndForGemini() {
    Citations citations = new Citations(Dialect.GEMINI_GENERATE);
    List<StreamEvent> events = new ArrayList<>();
    StreamEvent.Finished end =
        new StreamEvent.Finished(StopReason.END, "stop", null, Usage.of(1, 1));
    for (StreamEvent event :
        List.of(
            new StreamEvent.TextDelta("Spain "),
            new StreamEvent.TextDelta("won."),
            new StreamEvent.Part(
                new Content.Opaque(Dialect.ANTHROPIC_MESSAGES, cited(Dialect.ANTHROPIC_MESSAGES))),
            new StreamEvent.TextDelta(" Twice."),
            end)) {
      events.addAll(citations.in(event));
    }
    assertThat(events).hasSize(5).last().isEqualTo(end);
    assertThat(events.get(3)).isInstanceOf(StreamEvent.Part.class);
    assertThat(events.get(3).toString())
        .contains("\\\"text\\\":\\\"Spain won.\\\"".replace("\\", ""));
  }
}
