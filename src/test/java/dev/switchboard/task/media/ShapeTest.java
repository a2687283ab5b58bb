package dev.switchboard.task.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ShapeTest {
  private static Shape shape(String schema) {
    return Shape.of((ObjectNode) Json.parse(schema));
  }

  @ParameterizedTest
  @CsvSource({
    "transcript, true",
    "text, true",
    "spoken_words, true",
    "summary, false",
    "title, false",
  })
  void takesOneTextForATranscriptByItsName(String name, boolean transcript) {
    Shape shape =
        shape("{\"type\":\"object\",\"properties\":{\"" + name + "\":{\"type\":\"string\"}}}");
    assertThat(shape.isTranscript()).isEqualTo(transcript);
  }

  @Test
  void findsMediaBehindReferencesAndInArrays() {
    Shape shape =
        shape(
            """
            {"$defs":{"photo":{"type":"string","contentMediaType":"image/png",
               "contentEncoding":"base64"}},
             "type":"object","properties":{
               "cover":{"anyOf":[{"$ref":"#/$defs/photo"},{"type":"null"}]},
               "pages":{"type":"array","items":{"type":"object","properties":{
                 "photo":{"$ref":"#/$defs/photo"}}}}}}\
            """);
    assertThat(shape.slots())
        .extracting(Shape.Slot::pointer)
        .containsExactly("/cover", "/pages/*/photo");
    assertThat(shape.texts()).isEmpty();
  }

  @Test
  void takesTheTypeBesideMediaForNoText() {
    Shape shape =
        shape(
            """
            {"type":"object","properties":{"mime_type":{"type":"string"},
             "image":{"type":"string","contentMediaType":"image/*","contentEncoding":"base64"}}}\
            """);
    assertThat(shape.texts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"embedding, '', true", "values, a vector of it, true", "scores, '', false"})
  void tellsAVectorByNameOrDescription(String name, String description, boolean vector) {
    ObjectNode array = Json.object().put("type", "array").put("description", description);
    array.putObject("items").put("type", "number");
    ObjectNode schema = Json.object().put("type", "object");
    schema.putObject("properties").set(name, array);
    assertThat(Shape.of(schema).wantsVectors()).isEqualTo(vector);
  }

  @Test
  void endsAtASchemaThatHoldsItself() {
    Shape shape =
        shape(
            """
            {"type":"object","properties":{"child":{"$ref":"#"},
             "image":{"type":"string","contentMediaType":"image/png","contentEncoding":"base64"}}}\
            """);
    assertThat(shape.slots()).extracting(Shape.Slot::pointer).containsExactly("/image");
  }
}
