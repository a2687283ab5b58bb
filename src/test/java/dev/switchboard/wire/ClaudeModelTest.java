package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.wire.ClaudeModel.ThinkingForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {

  @ParameterizedTest
  @CsvSource({
    "claude-3-haiku-20240307, haiku, 300",
    "claude-3-5-sonnet-latest, sonnet, 305",
    "claude-3-7-sonnet-20250219, sonnet, 307",
    "claude-sonnet-4-20250514, sonnet, 400",
    "claude-opus-4-0, opus, 400",
    "claude-opus-4-1-20250805, opus, 401",
    "claude-sonnet-4.5, sonnet, 405",
    "Claude-Haiku-4-5, haiku, 405",
    "us.anthropic.claude-opus-4-6-v1:0, opus, 406",
    "claude-opus-4@20250514, opus, 400",
    "claude-sonnet-4-5[1m], sonnet, 405",
    "claude-opus-5, opus, 500",
    "claude-opus-5-5, opus, 505",
    "claude-fable-5-1, fable, 501",
    "claude-mythos-preview, mythos, 500",
    "claude-2.1, '', 201",
    "claude-instant-1.2, instant, 102",
    "claude-sonnet-latest, sonnet, 0",
    "MiniMax-M2, '', 0",
    "claude, '', 0"
  })
  void readsFamilyAndVersionOffTheName(String name, String family, int version) {
    assertThat(ClaudeModel.of(name)).isEqualTo(new ClaudeModel(family, version));
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-5-sonnet-20241022, NONE",
    "claude-3-7-sonnet-20250219, BUDGET",
    "claude-haiku-4-5, BUDGET",
    "claude-opus-4-5, BUDGET",
    "claude-sonnet-4-6, EITHER",
    "claude-opus-4-7, ADAPTIVE",
    "claude-haiku-5-5, ADAPTIVE",
    "kimi-k3, BUDGET"
  })
  void knowsHowThinkingIsAskedFor(String name, ThinkingForm form) {
    assertThat(ClaudeModel.of(name).thinkingForm()).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-8, false, true",
    "claude-opus-5, true, true",
    "claude-sonnet-5, true, true",
    "claude-opus-5-5, true, false",
    "claude-sonnet-5-5, true, false",
    "claude-fable-5, true, false",
    "claude-mythos-preview, true, false"
  })
  void knowsWhoThinksUnaskedAndWhoCanStop(String name, boolean unasked, boolean canStop) {
    ClaudeModel model = ClaudeModel.of(name);
    assertThat(model.thinksByDefault()).isEqualTo(unasked);
    assertThat(model.canDisableThinking()).isEqualTo(canStop);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4-5, true, false",
    "claude-opus-4-7, true, false",
    "claude-opus-4-8, true, true",
    "claude-sonnet-5, true, true",
    "claude-fable-5, true, true",
    "claude-fable-5-1, false, false",
    "claude-opus-5-5, false, false"
  })
  void knowsWhoseToolCallsCanBeForced(String name, boolean forced, boolean whileThinking) {
    ClaudeModel model = ClaudeModel.of(name);
    assertThat(model.forcesTools()).isEqualTo(forced);
    assertThat(model.forcesToolsWhileThinking()).isEqualTo(whileThinking);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-7, false",
    "claude-opus-4-8, true",
    "claude-sonnet-5, false",
    "claude-sonnet-5-5, true",
    "claude-fable-5, true",
    "deepseek-v4, false"
  })
  void knowsWhoTakesInstructionsWithinTheConversation(String name, boolean takes) {
    assertThat(ClaudeModel.of(name).takesLateSystem()).isEqualTo(takes);
  }

  @Test
  void findsTheSameModelUnderItsDatedName() {
    assertThat(ClaudeModel.isSame("claude-sonnet-4-5", "claude-sonnet-4-5-20250929")).isTrue();
  }

  @Test
  void tellsModelsOfOneFamilyApart() {
    assertThat(ClaudeModel.isSame("claude-sonnet-4-5", "claude-sonnet-4-20250514")).isFalse();
  }

  @Test
  void comparesNamesItDoesNotKnowLetterByLetter() {
    assertThat(ClaudeModel.isSame("MiniMax-M2", "minimax-m2")).isTrue();
    assertThat(ClaudeModel.isSame("MiniMax-M2", "MiniMax-M3")).isFalse();
  }
}
