package dev.switchboard.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.provider.ChatReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFaultTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},"
          + "\"required\":[\"answer\"]}";
  private final SandboxCalls sandbox = new SandboxCalls(SandboxCalls.IMPATIENT);

  @ParameterizedTest
  @CsvSource({
    "fault-server-error, SERVER_ERROR",
    "fault-overloaded, OVERLOADED",
    "fault-unreachable, UNREACHABLE",
    "fault-dns, UNREACHABLE",
    "fault-tls, UNREACHABLE",
    "fault-garbage, UNREADABLE",
    "fault-empty, UNREADABLE",
    "fault-html, UNREADABLE",
    "fault-reset, BROKE_OFF",
    "fault-cut, BROKE_OFF",
    "fault-wrong-length, BROKE_OFF",
    "fault-tool-arguments-cut, BROKE_OFF",
    "fault-error-event, OVERLOADED",
    "fault-malformed, UNREADABLE",
    "fault-no-end, NO_END"
  })
  void aBrokenProviderFailsInItsWay(String model, ProviderFailed.Kind kind) {
    for (boolean stream : new boolean[] {true, false}) {
      assertThat(sandbox.failure(model, stream, ""))
          .isInstanceOfSatisfying(
              ProviderFailed.class, failed -> assertThat(failed.kind()).isEqualTo(kind));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fault-silence, true, first_event",
    "fault-silence, false, first_event",
    "fault-slow-first-token, true, first_event",
    "fault-stall, true, between_events",
    "fault-stall, false, first_event"
  })
  void silenceEndsWithTheDeadlineOfItsPhase(String model, boolean stream, String phase) {
    assertThat(sandbox.failure(model, stream, ""))
        .isInstanceOfSatisfying(
            Failure.ProviderTimeout.class, late -> assertThat(late.phase()).isEqualTo(phase));
  }

  @Test
  void aRateLimitSaysWhenItEndsOnlyIfTold() {
    assertThat(limit("fault-rate-limit", "").retryAfter()).isNull();
    assertThat(limit("fault-rate-limit-retry", "").retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(limit("chat@fault=rate_limit,retry_after=2s", "").retryAfter())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aRefusedCredentialAndALongInputAreTold() {
    assertThat(sandbox.failure("fault-auth", true, "")).isInstanceOf(Failure.ProviderAuth.class);
    assertThat(sandbox.failure("fault-context-length", true, ""))
        .isInstanceOfSatisfying(
            Failure.ProviderRejected.class,
            f -> assertThat(f.reason()).isEqualTo(Failure.ProviderRejected.Reason.CONTEXT_LENGTH));
  }

  @ParameterizedTest
  @CsvSource({"429, rate_limited", "401, provider_auth", "400, invalid_request", "503, overloaded"})
  void aStatusFailsAsTheStatusOfAProvider(int status, String code) {
    assertThat(sandbox.failure("chat", false, "status=" + status).code()).isEqualTo(code);
  }

  @Test
  void aFilteredAnswerEndsByTheFilterAndClosesItsCalls() {
    List<StreamEvent> events =
        sandbox.stream(
            "fault-content-filter",
            SandboxCalls.withTools("Weather in Oslo?", new ToolChoice.Required()),
            "after=1");
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            StreamEvent.Finished.class,
            end -> assertThat(end.reason()).isEqualTo(StopReason.CONTENT_FILTER));
  }

  @Test
  void theHeaderWinsOverTheModelsName() {
    assertThat(sandbox.failure("chat@fault=reset", true, "fault=no_end"))
        .isInstanceOfSatisfying(
            ProviderFailed.class, f -> assertThat(f.kind()).isEqualTo(ProviderFailed.Kind.NO_END));
  }

  @ParameterizedTest
  @CsvSource({
    "fault-cut, 1",
    "fault-cut, 4",
    "fault-cut, 9",
    "fault-wrong-length, 4",
    "fault-error-event, 4"
  })
  void aCutComesAfterAsManyDeltasAsTold(String model, int after) {
    List<StreamEvent> events =
        sandbox.stream(model, SandboxCalls.says("Hello there"), "after=" + after);
    assertThat(events).filteredOn(StreamEvent.TextDelta.class::isInstance).hasSize(after);
  }

  @Test
  void aCutBeforeTheFirstDeltaFailsTheAttempt() {
    assertThatThrownBy(
            () -> sandbox.stream("fault-cut", SandboxCalls.says("Hello there"), "after=0"))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void aFaultWithAProbabilityStrikesSometimesAndRepeatably() {
    List<Boolean> first = strikes(new SandboxCalls(SandboxCalls.IMPATIENT));
    assertThat(first).contains(true, false);
    assertThat(strikes(new SandboxCalls(SandboxCalls.IMPATIENT))).isEqualTo(first);
  }

  @Test
  void aFaultThatHappensOnceSparesTheSecondTurn() {
    ChatRequest second =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Hello"),
                Message.text(Role.ASSISTANT, "Hi"),
                Message.text(Role.USER, "Again")));
    String told = "fault=reset; once=true";
    assertThat(sandbox.failure("chat", false, told)).isInstanceOf(ProviderFailed.class);
    assertThat(sandbox.whole("chat", second, told).text()).contains("Again");
  }

  @Test
  void aFlappingProviderFailsEveryOtherTime() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try {
        sandbox.whole("fault-flapping", SandboxCalls.says("Hello"), "");
        said.add("answered");
      } catch (FailureException e) {
        said.add(((ProviderFailed) e.failure()).kind().name());
      }
    }
    assertThat(said)
        .containsExactly("OVERLOADED", "answered", "BROKE_OFF", "answered", "OVERLOADED");
  }

  @Test
  void onlyABeginningOfItsOwnTurnIsRefused() {
    assertThat(sandbox.whole("fault-prefill-refused", SandboxCalls.says("Hello there"), "").text())
        .isNotEmpty();
    ChatRequest begun =
        ChatRequest.of(
            "m",
            List.of(Message.text(Role.USER, "Hello"), Message.text(Role.ASSISTANT, "Good mor")));
    assertThatThrownBy(() -> sandbox.whole("fault-prefill-refused", begun, ""))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.ProviderRejected.class));
  }

  @Test
  void theArgumentsOfACallAreCut() {
    List<StreamEvent> events =
        sandbox.stream(
            "fault-tool-arguments-cut",
            SandboxCalls.withTools("What is the weather in Paris?", new ToolChoice.Required()),
            "");
    assertThat(events).filteredOn(StreamEvent.ToolCallDelta.class::isInstance).hasSize(1);
    assertThat(events).noneMatch(StreamEvent.ToolCallEnded.class::isInstance);
    assertThat(events.getLast()).isInstanceOf(StreamEvent.Failed.class);
  }

  @Test
  void aDripKeepsEachDeadlineButTakesLong() {
    long start = System.nanoTime();
    List<StreamEvent> events =
        sandbox.stream("fault-drip", SandboxCalls.says("Hello there"), "words=4");
    long deltas = events.stream().filter(Script::isDelta).count();
    assertThat(events.getLast()).isInstanceOf(StreamEvent.Finished.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(
            SandboxCalls.IMPATIENT
                .betweenEvents()
                .multipliedBy(4 * deltas)
                .dividedBy(5)
                .minusMillis(5));
  }

  @Test
  void aStreamWhoseTerminatorIsMissingEndsAllTheSame() {
    SandboxCalls patient = new SandboxCalls(SandboxConfig.DEFAULT);
    long start = System.nanoTime();
    List<StreamEvent> events =
        patient.stream("fault-no-terminator", SandboxCalls.says("Hello there"), "");
    assertThat(events.getLast()).isInstanceOf(StreamEvent.Finished.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void jsonIsSpoiltAsTold() {
    assertThat(structured("fault-prose")).doesNotContain("{");
    assertThat(structured("fault-fenced")).contains("```json\n{");
    assertThatThrownBy(() -> Json.parse(structured("fault-truncated-json"))).isNotNull();
    assertThat(Json.parse(structured("fault-wrong-types")).path("answer").isString()).isFalse();
  }

  @Test
  void theHeaderSetsPaceLengthAndFirstToken() {
    long start = System.nanoTime();
    List<StreamEvent> events =
        sandbox.stream(
            "chat",
            SandboxCalls.says("Hello"),
            "pace=10ms; words=10; first_token=50ms; latency=uniform(10ms,20ms)");
    long millis = (System.nanoTime() - start) / 1_000_000;
    StringBuilder text = new StringBuilder();
    events.forEach(e -> text.append(e instanceof StreamEvent.TextDelta(var t) ? t : ""));
    assertThat(text.toString().split(" ")).hasSize(10);
    assertThat(millis).isBetween(150L, 5_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fualt=reset",
        "fault",
        "fault=rset",
        "pace=fast",
        "probability=2",
        "after=-1",
        "calls=0",
        "latency=lognormal(2s,1s)",
        "latency=uniform(1s)",
        "words=many",
        "status=200",
        "seed=x",
        "once=yes",
        "retry_after=3h",
        "first_token=1"
      })
  void aDirectiveThatCannotBeReadIsRefusedWithWhatWasExpected(String directive) {
    assertThat(sandbox.failure("chat", false, directive))
        .isInstanceOfSatisfying(
            Failure.InvalidRequest.class,
            f -> assertThat(f.message()).contains("expected: ", directive.split("=", -1)[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed(5ms)", "lognormal(2ms,10ms)", "uniform(1ms,3ms)", "4ms"})
  void everySpreadOfLatencyIsRead(String latency) {
    assertThat(sandbox.whole("chat@latency=" + latency, SandboxCalls.says("Hi"), "").text())
        .contains("sandbox");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallerWhoLeavesEndsTheWaitAtOnce(boolean stream) throws InterruptedException {
    SandboxCalls patient = new SandboxCalls(SandboxConfig.DEFAULT);
    CancelSignal cancel = new CancelSignal();
    List<Object> outcome = new ArrayList<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.add(
                    patient.call("fault-silence", SandboxCalls.says("Hi"), stream, "", cancel));
              } catch (FailureException e) {
                outcome.add(e.failure());
              }
            });
    Thread.sleep(50);
    long start = System.nanoTime();
    cancel.cancel();
    caller.join();
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(100);
    assertThat(outcome).first().isInstanceOf(Failure.CallerGone.class);
  }

  @Test
  void aCallerWhoLeavesEndsAStallingStreamAtOnce() {
    CancelSignal cancel = new CancelSignal();
    ChatReply reply =
        new SandboxCalls(SandboxConfig.DEFAULT)
            .call("fault-stall", SandboxCalls.says("Hello"), true, "after=1", cancel);
    try (var stream = ((ChatReply.Streaming) reply).stream()) {
      stream.next();
      stream.next();
      cancel.cancel();
      assertThat(stream.next().orElseThrow().events())
          .first()
          .isInstanceOfSatisfying(
              StreamEvent.Failed.class,
              f -> assertThat(f.failure()).isInstanceOf(Failure.CallerGone.class));
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void everyModelThatConversesKeepsTheGrammarOrFailsBeforeTheFirstEvent() {
    for (String model : SandboxModels.all().stream().map(SandboxModel::id).toList()) {
      try {
        assertThat(sandbox.stream(model, SandboxCalls.says("Hello"), "")).isNotEmpty();
      } catch (FailureException e) {
        assertThat(model).startsWith("fault-");
      }
    }
  }

  private Failure.ProviderLimited limit(String model, String directives) {
    return (Failure.ProviderLimited) sandbox.failure(model, true, directives);
  }

  private String structured(String model) {
    OutputFormat format = new OutputFormat.JsonSchema("response", SCHEMA, true, null);
    return sandbox.whole(model, SandboxCalls.says("Hello").withOutput(format), "").text();
  }

  private static List<Boolean> strikes(SandboxCalls calls) {
    return IntStream.range(0, 40)
        .mapToObj(_ -> {
          try {
            calls.whole("chat", SandboxCalls.says("Hi"), "fault=reset; probability=0.5; seed=7");
            return false;
          } catch (FailureException _) {
            return true;
          }
        })
        .toList();
  }
}
