package dev.switchboard.provider.sandbox;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.ChatReply;
import dev.switchboard.provider.Fidelity;
import dev.switchboard.provider.InputCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers without a model, and says so.
 *
 * <p>The same request always gets the same answer, under a new id. What a directive leaves to
 * chance (a probability, a spread of latencies) is drawn from the request, the directive's seed and
 * the number of the attempt since the start, so that a sequence of calls is repeatable.
 */
public final class SandboxProvider implements ChatProvider, InputCounter {
  /** Schema text that is remembered in compiled form; a search asks about many parts. */
  private static final long SCHEMA_CHARACTERS = 2_000_000;

  private final SandboxConfig config;
  private final SchemaTrue schemas;
  private final AtomicLong attempts = new AtomicLong();

  public SandboxProvider(SandboxConfig config) {
    this.config = config;
    this.schemas = new SchemaTrue(new SchemaValidator(SCHEMA_CHARACTERS), config.name());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Dialect dialect() {
    return Dialect.NATIVE;
  }

  @Override
  public void requireCarried(ChatOrder order) {
    var _ = directives(ModelName.of(name(), order.upstreamModel()), order);
    var _ = carried(order);
  }

  @Override
  public ChatReply chat(Lease lease, ChatOrder order) {
    lease.requireFor(name(), order.upstreamModel());
    ModelName model = ModelName.of(name(), order.upstreamModel());
    Directives directives = directives(model, order);
    ChatRequest request = carried(order);
    Conversation conversation = Conversation.of(request, order.upstreamModel());
    long attempt = attempts.getAndIncrement();
    RandomGenerator chance =
        new SplittableRandom(conversation.hash() ^ directives.shape().seed() * 31 ^ attempt);
    boolean beginning =
        !request.messages().isEmpty() && request.messages().getLast().role() == Role.ASSISTANT;
    Fault drawn = fault(directives, conversation, chance);
    Fault fault = drawn == null ? null : drawn.at(attempt, beginning).orElse(null);
    Pause pause = new Pause(name(), order.cancellation());
    Duration latency = directives.timing().latency().draw(chance);
    Breakage breakage = new Breakage(config, directives);
    if (fault != null && fault.phase() == Fault.Phase.REFUSAL) {
      pause.await(latency, config.firstEvent(), "first_event");
      throw new FailureException(breakage.refusal(fault));
    }
    ToolTurn tools = new ToolTurn(conversation, name(), freshId());
    Answer answer =
        new Answerer(model, conversation, directives, schemas, tools)
            .answer(fault != null && fault.phase() == Fault.Phase.FORM ? fault : null);
    Script script =
        Script.of(
            answer, latency.plus(directives.timing().firstToken()), directives.timing().pace());
    Script spoken = fault == null ? script : breakage.applied(fault, script);
    return order.stream() ? streaming(spoken, pause, request) : whole(spoken, pause, request);
  }

  private static Directives directives(ModelName model, ChatOrder order) {
    return new DirectiveReader()
        .add(model.implied())
        .add(model.directives())
        .add(order.options().sandbox())
        .read();
  }

  /** The request, if it asks for nothing that the sandbox cannot do. */
  private static ChatRequest carried(ChatOrder order) {
    ChatRequest request = order.request().get();
    requireOneChoice(request);
    Fidelity.require(order.options(), notes(request));
    return request;
  }

  @Override
  public OptionalLong countInput(Lease lease, ChatOrder order) {
    lease.requireFor(name(), order.upstreamModel());
    return OptionalLong.of(Tokens.input(order.request().get()));
  }

  /** Unlike any other, also of other starts: 128 random bits, which no answer depends on. */
  private static String freshId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  private ChatReply streaming(Script script, Pause pause, ChatRequest request) {
    SandboxStream stream = new SandboxStream(script, config, pause);
    stream.awaitFirstEvent();
    return new ChatReply.Streaming(stream, notes(request));
  }

  /** Takes as long as the stream would; only the deadline differs. */
  private ChatReply whole(Script script, Pause pause, ChatRequest request) {
    Duration total =
        script.steps().stream().map(Script.Step::delay).reduce(Duration.ZERO, Duration::plus);
    pause.await(total, config.firstEvent(), "first_event");
    List<StreamEvent> events = script.steps().stream().map(Script.Step::event).toList();
    return new ChatReply.Whole(ResponseAccumulator.of(events).orElseThrow(), null, notes(request));
  }

  private static @Nullable Fault fault(
      Directives directives, Conversation conversation, RandomGenerator chance) {
    boolean spared = directives.once() && conversation.answeredBefore();
    boolean struck = chance.nextDouble() < directives.probability();
    return spared || !struck ? null : directives.fault();
  }

  private static void requireOneChoice(ChatRequest request) {
    Integer choices = request.sampling().choices();
    if (choices != null && choices != 1) {
      throw new FailureException(
          new Failure.Unsupported(
              "choices", "choices: " + choices + " (expected: 1; the sandbox has one answer)"));
    }
  }

  private static List<Note> notes(ChatRequest request) {
    List<Note> notes = new ArrayList<>();
    if (request.sampling().topLogprobs() != null) {
      notes.add(
          new Note(
              Note.Kind.OMITTED, "logprobs", "the sandbox has no probabilities and sends none"));
    }
    for (Extension extension : request.extensions()) {
      notes.add(
          new Note(Note.Kind.OMITTED, extension.name(), "the sandbox does not know this field"));
    }
    return notes;
  }
}
