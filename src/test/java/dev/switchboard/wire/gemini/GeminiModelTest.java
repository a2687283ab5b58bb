package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiModelTest {

  @ParameterizedTest
  @CsvSource({
    "gemini-1.5-pro-002, 15, NONE, true, false",
    "gemini-2.0-flash, 20, NONE, true, false",
    "models/gemini-2.5-flash-lite, 25, BUDGET, false, false",
    "publishers/google/models/Gemini-2.5-Pro, 25, BUDGET, false, false",
    "gemini-2.5-flash-preview-tts, 25, NONE, false, false",
    "gemini-2.5-flash-image, 25, NONE, false, false",
    "gemini-3-pro-preview, 30, LEVEL, false, true",
    "gemini-3.1-flash-image-preview, 31, LEVEL, false, true",
    "gemini-3-pro-image-preview, 30, NONE, false, true",
    "gemini-flash-latest, 0, BUDGET, false, true",
    "gemma-3-27b-it, 0, NONE, false, false",
    "my-tuned-model, 0, BUDGET, false, false",
  })
  void theNameTellsTheFormsOfARequest(
      String name, int generation, String thinking, boolean subset, boolean signatures) {
    GeminiModel model = GeminiModel.of(name);
    assertThat(model.generation()).isEqualTo(generation);
    assertThat(model.thinking().name()).isEqualTo(thinking);
    assertThat(model.takesSchemaSubsetOnly()).isEqualTo(subset);
    assertThat(model.demandsSignatures()).isEqualTo(signatures);
  }

  @Test
  void aFamilyIsAMajorGeneration() {
    GeminiModel three = GeminiModel.of("gemini-3-pro-preview");
    assertThat(three.isFamilyOf(GeminiModel.of("models/gemini-3.1-flash-lite"))).isTrue();
    assertThat(three.isFamilyOf(GeminiModel.of("gemini-2.5-pro"))).isFalse();
    assertThat(three.isFamilyOf(GeminiModel.of("gemini-pro-latest"))).isFalse();
  }
}
