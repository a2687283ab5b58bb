package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiPathsTest {

  @Test
  void aStreamIsAskedForAsServerSentEvents() {
    assertThat(GeminiPaths.generate("gemini-2.5-pro", true))
        .isEqualTo("/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
    assertThat(GeminiPaths.generate("gemini-2.5-pro", false))
        .isEqualTo("/models/gemini-2.5-pro:generateContent");
    assertThat(GeminiPaths.countTokens("gemini-2.5-pro"))
        .isEqualTo("/models/gemini-2.5-pro:countTokens");
  }

  @ParameterizedTest
  @CsvSource({
    "models/gemini-2.5-pro, /models/gemini-2.5-pro",
    "tunedModels/mine-1, /tunedModels/mine-1",
    "gcp/a b:c@1, /models/gcp/a%20b:c@1",
    "a?key=x#y%2F, /models/a%3Fkey%3Dx%23y%252F",
    "größe, /models/gr%C3%B6%C3%9Fe",
  })
  void namesAreEncodedSoThatTheyStayNames(String model, String path) {
    assertThat(GeminiPaths.resource(model)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "models/", "../files", "a/../../files", "a/./b", "a//b", "/a", "a/"})
  void namesThatLeaveTheModelsAreRefused(String model) {
    assertThatThrownBy(() -> GeminiPaths.resource(model))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("expected: a model's name");
  }
}
