package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Budget;
import dev.switchboard.access.Gate;
import dev.switchboard.access.Lease;
import dev.switchboard.access.MemoryBudgets;
import dev.switchboard.access.Scope;
import dev.switchboard.access.Treasury;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.ChatReply;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.provider.WorkOrder;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.WorkReply;
import dev.switchboard.provider.WorkStream;
import dev.switchboard.realtime.OpenSessions;
import dev.switchboard.realtime.RealtimeLimits;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.realtime.VoiceModels;
import dev.switchboard.routing.Fit;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Paces;
import dev.switchboard.routing.Ranking;
import dev.switchboard.routing.ResilienceRules;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Routes;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.trace.Utf8Text;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Attempts that are under way when their call is put on record: none is lost, whoever forgot it.
 */
class OpenAttemptsTest {
  private static final Failure LEFT = new Failure.CallerGone("the caller left");

  private final Talking talking = new Talking();
  private final Books books = new Books();
  private boolean broken;
  private final Treasury treasury =
      Treasury.open(new MemoryBudgets(true), new Breaking(), "prc_test");
  private final Pipeline pipeline = pipeline();

  @Test
  void anAnswerThatNobodyClosedIsClosedAndPricedWhenItsCallFails() {
    limit();
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      hearSome(session);
      session.fail(LEFT);
    }
    assertThat(talking.closed).isEqualTo(1);
    Span only = attempts(books.records.getFirst()).getFirst();
    assertThat(only.failureCode()).isEqualTo("caller_gone");
    assertThat(cost(only)).isPositive();
    assertThat(books.records.getFirst().bill().costPicos()).isEqualTo(cost(only));
    Treasury.Balance balance = treasury.balances().getFirst();
    assertThat(balance.reservedPicos()).isZero();
    assertThat(balance.spentPicos()).isEqualTo(cost(only));
  }

  @Test
  void theSameWhenItsCallIsCompleteOrJustClosed() {
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      hearSome(session);
      session.complete(() -> Utf8Text.of("null"), "stop");
    }
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      hearSome(session);
    }
    assertThat(books.records).hasSize(2);
    for (CallRecord call : books.records) {
      assertThat(cost(attempts(call).getFirst())).isPositive();
    }
  }

  @Test
  void aSoundThatNobodyClosedIsClosedAndPricedWithItsCall() {
    try (CallSession session = pipeline.begin(context("openai/tts-1"))) {
      SpeechRequest request =
          new SpeechRequest("openai/tts-1", "Hello", null, null, null, null, List.of());
      WorkAnswer answer = session.perform(WorkPrompt.of(request, true));
      assertThat(((WorkAnswer.Streaming) answer).stream().next()).isPresent();
      session.fail(LEFT);
    }
    assertThat(talking.closed).isEqualTo(1);
    assertThat(cost(attempts(books.records.getFirst()).getFirst())).isPositive();
  }

  @Test
  void anAnswerThatHasBegunAndSaidNothingCostsItsInput() {
    limit();
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      begin(session);
      session.fail(LEFT);
    }
    Span only = attempts(books.records.getFirst()).getFirst();
    assertThat(only.failureCode()).isEqualTo("caller_gone");
    assertThat(cost(only)).isPositive();
    Usage usage = Objects.requireNonNull(only.attempt()).usage();
    assertThat(usage.source()).isEqualTo(Usage.Source.ESTIMATED);
    assertThat(usage.inputTotal()).isPositive();
    assertThat(treasury.balances().getFirst().spentPicos()).isEqualTo(cost(only));
  }

  @Test
  void anAnswerThatHasBegunAndEndsInAnErrorOfTheProvidersOwnCostsNothing() {
    talking.overloaded = true;
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      AnswerStream answer = begin(session);
      assertThat(answer.next()).isPresent();
      session.fail(LEFT);
    }
    assertThat(cost(attempts(books.records.getFirst()).getFirst())).isZero();
  }

  @Test
  void anAttemptOfAStepThatIsNotOverIsOnRecordAtUnknownCost() {
    limit();
    CompiledCall call = pipeline.beginCompiled(context("openai/gpt-4o"));
    try (CallSession step = call.step("write", List.of("openai/gpt-4o"), Map.of())) {
      hearSome(step);
      call.fail(LEFT);
      Span only = attempts(books.records.getFirst()).getFirst();
      assertThat(only.failureCode()).isEqualTo("interrupted");
      assertThat(Objects.requireNonNull(only.attempt()).costPicos()).isNull();
      assertThat(books.records.getFirst().bill().costPicos()).isNull();
    } finally {
      call.close();
    }
    assertThat(treasury.balances().getFirst().reservedPicos()).isZero();
    assertThat(treasury.balances().getFirst().spentPicos()).isPositive();
    assertThat(books.records).hasSize(1);
    assertThat(books.standing).isZero();
  }

  @Test
  void nobodyIsAskedForACallThatIsOnRecord() {
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      session.fail(LEFT);
      assertThatThrownBy(() -> hearSome(session)).isInstanceOf(FailureException.class);
    }
    assertThat(talking.asked).isZero();
    assertThat(books.standing).isZero();
  }

  @Test
  void aCallThatIsToLeaveNoRecordLeavesNothingForTheNextStart() {
    talking.refuses = true;
    try (CallSession session = pipeline.begin(context("openai/gpt-4o"))) {
      assertThatThrownBy(() -> hearSome(session)).isInstanceOf(FailureException.class);
      session.forget();
    }
    assertThat(books.records).isEmpty();
    assertThat(books.standing).isZero();
  }

  @Test
  void aVoiceSessionThatAMistakeOfOursKeepsOutIsOnRecordAsSuch() {
    limit();
    Clock clock = Clock.systemUTC();
    RealtimeSessions sessions =
        new RealtimeSessions(
            pipeline,
            TraceIds.fast(clock),
            clock,
            _ -> new VoiceModels("", ""),
            RealtimeLimits.DEFAULT,
            new OpenSessions());
    CallContext context = context("openai/gpt-4o");
    broken = true;
    assertThatThrownBy(() -> sessions.admit(context, context::key))
        .isInstanceOf(IllegalStateException.class);
    broken = false;
    assertThat(books.records).hasSize(1);
    assertThat(books.records.getFirst().outcome().failureCode()).isEqualTo("internal_error");
  }

  private static void hearSome(CallSession session) {
    assertThat(begin(session).next()).isPresent();
  }

  /** Hears that an answer has begun, and none of its words. */
  private static AnswerStream begin(CallSession session) {
    ChatRequest request =
        ChatRequest.of("openai/gpt-4o", List.of(Message.text(Role.USER, "Tell me a long story.")));
    Answer.Streaming answer = (Answer.Streaming) session.ask(Prompt.of(request, true));
    assertThat(answer.stream().next()).isPresent();
    return answer.stream();
  }

  private void limit() {
    treasury.add(
        new Budget(
            "bud_1",
            Applies.ALL,
            Budget.Period.TOTAL,
            new Budget.Threshold(1_000_000_000_000L, List.of()),
            null,
            Instant.EPOCH));
  }

  private static List<Span> attempts(CallRecord call) {
    return call.spans().stream().filter(span -> span.attempt() != null).toList();
  }

  private static long cost(Span span) {
    return Objects.requireNonNull(Objects.requireNonNull(span.attempt()).costPicos());
  }

  private Pipeline pipeline() {
    Clock clock = Clock.systemUTC();
    return new Pipeline(
        new Gate(),
        new Router(
            Routes.of(List.of()),
            model -> List.of(new Target("openai", model.substring(7), model, null)),
            Fit.ALL,
            Ranking.none(),
            _ -> 0),
        new Egress(
            Map.of("openai", talking),
            Map.of("openai", talking),
            Map.of(),
            new AnswerBudget(1 << 20)),
        new CatalogFacts(Catalog.load(), Map.of("openai", List.of("openai")), Map.of(), "test"),
        new Pipeline.Recording(
            books, ContentPolicy.NONE, text -> text.length() / 4 + 1, TraceIds.fast(clock), clock),
        new Pipeline.Remembered(
            new ThoughtMemory(new NoThoughts(), new Seal(new byte[32], new SecureRandom()), clock),
            new HealthBoard(ResilienceRules.DEFAULT, Set.of(), System::nanoTime),
            new Paces(System::nanoTime),
            new Shadows(),
            new Hedges()),
        treasury);
  }

  private static CallContext context(String model) {
    VirtualKey key =
        new VirtualKey(
            "key_1",
            "prj_1",
            "test",
            "abcd",
            Set.of(Scope.CALL),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null);
    return new CallContext(
        key,
        new CallRecord.Identity("0".repeat(32), "1".repeat(16), null, "req_1"),
        new CallRecord.Caller("prj_1", "key_1", "test", Map.of(), null),
        new CallContext.Work("test", null, List.of(model), true, CallOptions.NONE),
        new CallContext.Arrival(Instant.EPOCH, System.nanoTime()),
        new CancelSignal());
  }

  /** Tells the time unless it is broken. */
  private final class Breaking extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      if (broken) {
        throw new IllegalStateException("no time");
      }
      return Instant.now(Clock.systemUTC());
    }
  }

  /** Begins every answer and ends none. */
  private static final class Talking implements ChatProvider, WorkProvider {
    private int asked;
    private int closed;
    private boolean refuses;
    private boolean overloaded;

    @Override
    public String name() {
      return "openai";
    }

    @Override
    public int retries() {
      return 0;
    }

    @Override
    public Dialect dialect() {
      return Dialect.NATIVE;
    }

    @Override
    public ChatReply chat(Lease lease, ChatOrder order) {
      if (refuses) {
        throw new FailureException(new Failure.Unsupported("tools", "no tools here"));
      }
      asked++;
      return new ChatReply.Streaming(
          new ChatStream() {
            private boolean begun;

            @Override
            public Optional<ChatStream.Item> next() {
              StreamEvent event = begun ? said() : new StreamEvent.Started("a", "gpt-4o", null);
              begun = true;
              return Optional.of(new ChatStream.Item(List.of(event), null));
            }

            private StreamEvent said() {
              return overloaded
                  ? new StreamEvent.Failed(
                      new Failure.ProviderFailed(
                          "openai", Failure.ProviderFailed.Kind.OVERLOADED, 200, "too much to do"))
                  : new StreamEvent.TextDelta("Once upon a time ");
            }

            @Override
            public void close() {
              closed++;
            }
          },
          List.of());
    }

    @Override
    public WorkReply perform(Lease lease, WorkOrder order) {
      return new WorkReply.Streaming(
          new WorkStream() {
            @Override
            public String mimeType() {
              return "audio/pcm";
            }

            @Override
            public Optional<WorkStream.Item> next() {
              return Optional.of(
                  new WorkStream.Item(
                      List.of(new WorkEvent.AudioPiece(new Blob("audio/pcm", new byte[8]))), null));
            }

            @Override
            public void close() {
              closed++;
            }
          },
          false,
          List.of());
    }
  }

  /** What was recorded, and how many calls would be if the process died now. */
  private static final class Books implements CallSink {
    private final List<CallRecord> records = new ArrayList<>();
    private int standing;

    @Override
    public void record(CallRecord call) {
      records.add(call);
    }

    @Override
    public CallIntent intend(CallRecord call) {
      standing++;
      return new CallIntent() {
        @Override
        public void replace(CallRecord other) {}

        @Override
        public void withdraw() {
          standing--;
        }

        @Override
        public void keep(CallRecord call) {}
      };
    }
  }

  private static final class NoThoughts implements ThoughtStore {
    @Override
    public void put(
        String projectId, List<String> keys, SealedThoughts thoughts, Instant expiresAt) {}

    @Override
    public Map<String, SealedThoughts> find(String projectId, List<String> keys, Instant now) {
      return Map.of();
    }
  }
}
