package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone.End;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.AnswerStream;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.trace.ContentJson;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One response: waits for what the caller said, asks the model, has its answer spoken while it
 * comes. Runs on a thread of its own; the voice on another.
 */
final class Answering implements Runnable {
  private final Surroundings around;
  private final Order order;
  private final CancelSignal cancellation = new CancelSignal();
  private final CompletableFuture<String> cancelled = new CompletableFuture<>();
  private final AtomicReference<@Nullable End> wantedEnd = new AtomicReference<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final SpokenText text = new SpokenText();
  private final Sentences sentences = new Sentences();
  private boolean begun;
  private int cutEnd;
  private @Nullable Voice voice;
  private @Nullable Thread speaking;
  private Usage usage = Usage.NONE;
  private volatile boolean finished;

  /** What it works with. */
  record Surroundings(SessionCalls calls, Outbox outbox, Conversation conversation) {}

  /**
   * What is wanted.
   *
   * @param itemId the answer's, if it has words
   * @param turnSpan the turn's span
   * @param speechModel that speaks
   * @param heard what the caller said that made it; null when the caller asked for it
   * @param before the response that must be over first; null for none
   * @param atEnd told how it failed, or null
   */
  record Order(
      String id,
      String itemId,
      String turnSpan,
      RealtimeConfig config,
      String speechModel,
      @Nullable CompletableFuture<String> heard,
      @Nullable Answering before,
      Consumer<@Nullable Failure> atEnd) {}

  Answering(Surroundings around, Order order) {
    this.around = around;
    this.order = order;
  }

  String id() {
    return order.id();
  }

  String itemId() {
    return order.itemId();
  }

  SpokenText text() {
    return text;
  }

  /** Whether its end was told, or is about to be. */
  boolean isDone() {
    return finished;
  }

  /** Whether it was asked to end. */
  boolean isEnding() {
    return wantedEnd.get() != null;
  }

  /** Ends it in this way, if it is still under way. */
  void end(End how) {
    if (wantedEnd.compareAndSet(null, how)) {
      around.outbox().silence(order.id());
      cancellation.cancel();
      cancelled.complete("");
    }
  }

  @Override
  public void run() {
    Failure failure = null;
    End end = End.FAILED;
    try {
      if (order.before() != null) {
        order.before().done.await();
      }
      around.outbox().put(new RealtimeEvent.ResponseStarted(order.id()));
      end = answer();
      finishSpeech();
    } catch (FailureException e) {
      failure = e.failure();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      failure = new Failure.Internal("the answer was interrupted");
    } catch (RuntimeException | Error e) {
      failure = new Failure.Internal("the gateway made a mistake; its log has the details");
      throw e;
    } finally {
      finish(end, failure);
    }
  }

  private void finish(End end, @Nullable Failure failure) {
    stopVoice();
    End wanted = wantedEnd.get();
    boolean left = wanted != null;
    finished = true;
    around
        .outbox()
        .put(
            new RealtimeEvent.ResponseDone(
                order.id(),
                wanted != null ? wanted : failure == null ? end : End.FAILED,
                usage,
                left ? null : failure));
    done.countDown();
    order.atEnd().accept(left ? null : failure);
  }

  private End answer() throws InterruptedException {
    if (!awaitWords()) {
      return End.COMPLETED;
    }
    List<Message> messages = around.conversation().messages(order.config().instructions());
    try (CallSession session =
        around
            .calls()
            .begin(
                new SessionCalls.Purpose("", order.turnSpan(), null, around.calls().models()),
                cancellation)) {
      session.asked(() -> newest(messages));
      try {
        return ask(session, request(messages));
      } catch (FailureException e) {
        session.fail(e.failure(), () -> said(text.whole()));
        throw e;
      } finally {
        usage = usage.plus(session.bill().usage());
      }
    }
  }

  /** Whether there is something to answer. */
  private boolean awaitWords() throws InterruptedException {
    CompletableFuture<?>[] unheard =
        around.conversation().unheard().toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(unheard), cancelled).get();
      if (wantedEnd.get() != null) {
        return false;
      }
      CompletableFuture<String> heard = order.heard();
      return heard == null || !heard.get().isBlank();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailureException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    }
  }

  private ChatRequest request(List<Message> messages) {
    RealtimeConfig config = order.config();
    Extras extras = Extras.of(config);
    return new ChatRequest(
        around.calls().models().getFirst(),
        messages,
        config.tools(),
        config.toolChoice(),
        extras.parallelToolCalls(),
        new OutputFormat.Text(),
        config.sampling(),
        extras.reasoning(),
        null,
        extras.passed());
  }

  private End ask(CallSession session, ChatRequest request) {
    switch (session.ask(Prompt.of(request, true))) {
      case Answer.Whole whole -> {
        for (Content part : whole.response().content()) {
          if (part instanceof Content.Text words) {
            say(words.text());
          }
        }
        wholeAnswer(whole.response().content());
        session.complete(
            () -> ContentJson.kept(whole.response().content()), whole.response().rawStopReason());
        return end(whole.response().stopReason());
      }
      case Answer.Streaming streaming -> {
        try (AnswerStream stream = streaming.stream()) {
          StreamEvent.Finished finished = stream(stream);
          List<Content> content = stream.accumulated().content();
          wholeAnswer(content);
          session.complete(() -> ContentJson.kept(content), finished.rawReason());
          return end(finished.reason());
        }
      }
    }
  }

  private StreamEvent.Finished stream(AnswerStream stream) {
    for (var item = stream.next(); item.isPresent(); item = stream.next()) {
      for (StreamEvent event : item.get().events()) {
        switch (event) {
          case StreamEvent.TextDelta delta -> say(delta.text());
          case StreamEvent.RefusalDelta delta -> say(delta.text());
          case StreamEvent.Failed failed -> throw new FailureException(failed.failure());
          case StreamEvent.Finished finished -> {
            return finished;
          }
          case StreamEvent.Started _,
              StreamEvent.ReasoningDelta _,
              StreamEvent.ReasoningSigned _,
              StreamEvent.ToolCallStarted _,
              StreamEvent.ToolCallDelta _,
              StreamEvent.ToolCallEnded _,
              StreamEvent.Part _ ->
              requireWanted();
        }
      }
    }
    throw new IllegalStateException("an answer without an end");
  }

  private static End end(StopReason reason) {
    return switch (reason) {
      case MAX_TOKENS, CONTEXT_FULL -> End.MAX_TOKENS;
      case CONTENT_FILTER -> End.CONTENT_FILTER;
      case END, STOP_SEQUENCE, TOOL_CALLS, REFUSAL, PAUSED, MALFORMED_TOOL_CALL -> End.COMPLETED;
    };
  }

  private void requireWanted() {
    if (wantedEnd.get() != null) {
      throw new FailureException(
          new Failure.CallerGone("the answer was interrupted before its end"));
    }
  }

  private void say(String delta) {
    requireWanted();
    if (delta.isEmpty()) {
      return;
    }
    if (!begun) {
      begun = true;
      around.conversation().add(new Conversation.Item.Spoken(order.itemId(), text));
    }
    text.add(delta);
    boolean speaks = order.config().speaks();
    RealtimeEvent event =
        speaks
            ? new RealtimeEvent.SpokenDelta(order.id(), order.itemId(), delta)
            : new RealtimeEvent.TextDelta(order.id(), order.itemId(), delta);
    if (!around.outbox().text(order.id(), event)) {
      requireWanted();
    }
    if (speaks) {
      sentences.add(delta).forEach(this::speak);
    }
  }

  private void speak(String sentence) {
    cutEnd += sentence.length();
    voice().say(sentence, cutEnd);
  }

  private Voice voice() {
    Voice current = voice;
    if (current == null) {
      current =
          new Voice(
              around.calls(),
              new SessionCalls.Purpose(
                  "speech",
                  around.calls().newSpan(),
                  order.turnSpan(),
                  List.of(order.speechModel())),
              around.outbox(),
              new Voice.Answer(order.id(), order.itemId(), order.config(), text),
              cancellation);
      voice = current;
      speaking = Thread.ofVirtual().name("voice-" + order.id()).start(current);
    }
    return current;
  }

  /** The words are all there; the tools that the model wants called are told. */
  private void wholeAnswer(List<Content> content) {
    String rest = sentences.rest();
    if (!rest.isBlank()) {
      speak(rest);
    }
    Voice current = voice;
    if (current != null) {
      current.end();
    }
    for (Content part : content) {
      if (part instanceof Content.ToolCall call) {
        String item = around.calls().newId("item_");
        around
            .conversation()
            .add(new Conversation.Item.Said(item, Message.of(Role.ASSISTANT, call)));
        around.outbox().put(new RealtimeEvent.ToolCalled(order.id(), item, call));
      }
    }
  }

  private void finishSpeech() throws InterruptedException {
    Thread thread = speaking;
    Voice current = voice;
    if (thread == null || current == null) {
      return;
    }
    thread.join();
    if (current.failure().isPresent()) {
      throw new FailureException(current.failure().get());
    }
  }

  /** However it ended, what the voice used belongs to it. */
  private void stopVoice() {
    Thread thread = speaking;
    Voice current = voice;
    if (thread == null || current == null) {
      return;
    }
    if (thread.isAlive()) {
      around.outbox().silence(order.id());
      cancellation.cancel();
      current.end();
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    usage = usage.plus(current.usage());
  }

  private static Utf8Text newest(List<Message> messages) {
    int from = messages.size();
    while (from > 0 && messages.get(from - 1).role() != Role.ASSISTANT) {
      from--;
    }
    ObjectNode input = Json.object();
    ArrayNode said = input.putArray("messages");
    for (Message message : messages.subList(from, messages.size())) {
      said.addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .set("content", Json.parse(ContentJson.text(message.content())));
    }
    return Utf8Text.json(input);
  }

  private static Utf8Text said(String words) {
    return ContentJson.kept(List.of(new Content.Text(words)));
  }
}
