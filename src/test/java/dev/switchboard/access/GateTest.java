package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate();

  @Test
  void aKeyWithoutPatternsMayAskForAnyModel() {
    Lease lease =
        gate.admit(key(Set.of(Scope.CALL)), "openai/gpt-4o", "native").lease("openai", "gpt-4o");
    assertThat(lease.provider()).isEqualTo("openai");
    assertThat(lease.upstreamModel()).isEqualTo("gpt-4o");
    assertThat(lease.admission().surface()).isEqualTo("native");
  }

  @Test
  void aKeyWithoutTheScopeMayNotCall() {
    assertThatThrownBy(() -> gate.admit(key(Set.of(Scope.READ_TRACES)), "m", "native"))
        .hasMessage("key_scope: the key key_1 does not have the scope call");
  }

  @Test
  void aModelOutsideThePatternsIsRefusedAndThePatternsAreNamed() {
    assertThatThrownBy(
            () -> gate.admit(key(EnumSet.allOf(Scope.class), "openai/*"), "gcp/x", "native"))
        .hasMessage(
            "model_not_allowed: model gcp/x: not allowed for the key key_1 (allowed: openai/*)");
  }

  @Test
  void everyFallbackMustBeAllowed() {
    VirtualKey key = key(EnumSet.allOf(Scope.class), "openai/*");
    assertThatThrownBy(() -> gate.admit(key, List.of("openai/a", "gcp/b"), "native"))
        .hasMessageContaining("gcp/b");
  }

  @Test
  void whenNoModelIsNamedTheTargetMustBeAllowed() {
    Admission admission = gate.admit(key(EnumSet.allOf(Scope.class), "openai/*"), "", "native");
    assertThat(admission.lease("openai", "gpt-4.1-nano").provider()).isEqualTo("openai");
    assertThatThrownBy(() -> admission.lease("gcp", "gemini"))
        .hasMessageContaining("model_not_allowed");
  }

  @Test
  void anAllowedAliasMayLeadToAnyTarget() {
    Admission admission = gate.admit(key(EnumSet.allOf(Scope.class), "smart"), "smart", "native");
    assertThat(admission.lease("gcp", "gemini").provider()).isEqualTo("gcp");
  }

  @Test
  void patternsMatchWholeNamesWithoutRegardToCaseAndDots() {
    assertThat(ModelPattern.matches("claude-sonnet-4-5", "Claude-Sonnet-4.5")).isTrue();
    assertThat(ModelPattern.matches("openai/*-nano", "openai/gpt-4.1-nano")).isTrue();
    assertThat(ModelPattern.matches("*", "")).isTrue();
    assertThat(ModelPattern.matches("gpt-4o", "gpt-4o-mini")).isFalse();
    assertThat(ModelPattern.matches("gpt-4o*", "openai/gpt-4o")).isFalse();
    assertThat(ModelPattern.matches("a*b*c", "a-x-b-b-y-c")).isTrue();
    assertThat(ModelPattern.matches("a*b*c", "a-x-c-y-b")).isFalse();
  }

  @Test
  void aHostilePatternDoesNotTakeLong() {
    String pattern = "a*".repeat(128);
    assertThat(ModelPattern.matches(pattern, "a".repeat(100_000) + "b")).isTrue();
    assertThat(ModelPattern.matches(pattern + "c", "a".repeat(100_000) + "b")).isFalse();
  }

  private static VirtualKey key(Set<Scope> scopes, String... allowed) {
    return new VirtualKey(
        "key_1", "prj_a", "n", "abcd", scopes, List.of(allowed), Instant.EPOCH, null, null, null);
  }
}
