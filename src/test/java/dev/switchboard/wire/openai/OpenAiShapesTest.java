package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Holds every answer among the goldens to OpenAI's own types. */
class OpenAiShapesTest {
  /** What the official types do not know: custom tools in a stream, tools of types to come. */
  private static final Set<String> UNTYPED = Set.of("stream-custom-tool", "tool-call-odd-type");

  private static final Path RESOURCES =
      Path.of(System.getProperty("basedir", "."), "src/test/resources");

  @Test
  void everyWholeAnswerFollowsTheOfficialSchema() throws IOException {
    Schema schema = schema("ChatCompletion.json");
    for (Path file : goldens("client-response.json")) {
      assertThat(schema.validate(Json.parse(Files.readAllBytes(file)))).as("%s", file).isEmpty();
    }
  }

  @Test
  void everyChunkFollowsTheOfficialSchema() throws IOException {
    Schema schema = schema("ChatCompletionChunk.json");
    for (Path file : goldens("client-response.sse")) {
      for (String data : chunks(file)) {
        assertThat(schema.validate(Json.parse(data))).as("%s: %s", file, data).isEmpty();
      }
    }
  }

  @Test
  void allChunksOfAStreamHaveOneIdAndOneModel() throws IOException {
    for (Path file : goldens("client-response.sse")) {
      List<JsonNode> chunks = chunks(file).stream().map(Json::parse).toList();
      assertThat(chunks.stream().map(chunk -> chunk.get("id")).distinct().count())
          .as("%s", file)
          .isLessThanOrEqualTo(1);
      assertThat(chunks.stream().map(chunk -> chunk.get("model")).distinct().count())
          .as("%s", file)
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void everyStreamEndsWithDone() throws IOException {
    for (Path file : goldens("client-response.sse")) {
      assertThat(Files.readString(file)).as("%s", file).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void theOfficialJavaSdkReadsEveryWholeAnswer() throws IOException {
    for (Path file : goldens("client-response.json")) {
      ChatCompletion completion =
          ObjectMappers.jsonMapper().readValue(Files.readString(file), ChatCompletion.class);
      assertThat(completion.isValid()).as("%s", file).isTrue();
    }
  }

  @Test
  void theOfficialJavaSdkAddsEveryWholeStreamUp() throws IOException {
    for (Path file : goldens("client-response.sse")) {
      List<String> chunks = chunks(file);
      if (Files.readString(file).contains("\n\ndata: {\"error\"") || chunks.isEmpty()) {
        continue;
      }
      ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
      for (String data : chunks) {
        ChatCompletionChunk chunk =
            ObjectMappers.jsonMapper().readValue(data, ChatCompletionChunk.class);
        assertThat(chunk.isValid()).as("%s: %s", file, data).isTrue();
        accumulator.accumulate(chunk);
      }
      assertThat(accumulator.chatCompletion().choices()).as("%s", file).hasSize(1);
    }
  }

  private static List<String> chunks(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("data: {") && !line.startsWith("data: {\"error\""))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }

  private static Schema schema(String name) throws IOException {
    return new SchemaValidator(1_000_000)
        .compile(
            Json.parse(Files.readAllBytes(RESOURCES.resolve("schemas/sdk/openai.chat." + name))));
  }

  private static List<Path> goldens(String name) throws IOException {
    try (Stream<Path> cases = Files.list(RESOURCES.resolve("golden/openai.chat"))) {
      List<Path> files =
          cases
              .filter(folder -> !UNTYPED.contains(folder.getFileName().toString()))
              .map(folder -> folder.resolve(name))
              .filter(Files::exists)
              .sorted()
              .toList();
      assertThat(files).isNotEmpty();
      return files;
    }
  }
}
