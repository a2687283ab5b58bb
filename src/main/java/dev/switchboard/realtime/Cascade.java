package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone.End;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.wire.SoundConverter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A voice session with a model that neither hears nor speaks: what the caller says is written down,
 * the model continues the conversation, the answer is spoken sentence by sentence. Whoever speaks
 * into the answer ends it, and the model is told only what was heard of it.
 *
 * <p>Its monitor guards what commands and the clock change; it is held for no longer than that.
 */
final class Cascade implements RealtimeLink {
  /** Sounds that are being written down at the same time. */
  private static final int MOST_HEARINGS = 8;

  private final SessionCalls calls;
  private final VoiceModels models;
  private final Outbox outbox;
  private final OpenSessions.Part held;
  private final Consumer<Failure> fatal;
  private final Conversation conversation;
  private final CancelSignal ending = new CancelSignal();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private RealtimeConfig config;
  private Listening listening;
  private @Nullable String speechItem;
  private @Nullable Answering latest;
  private boolean closed;

  /**
   * What it works with.
   *
   * @param held what the session may hold
   * @param fatal told of a failure after which no turn can succeed
   */
  record Surroundings(
      SessionCalls calls,
      VoiceModels models,
      Outbox outbox,
      OpenSessions.Part held,
      Consumer<Failure> fatal) {}

  /** Begins a session. */
  Cascade(Surroundings around, RealtimeConfig config) {
    require(config);
    this.calls = around.calls();
    this.models = around.models();
    this.outbox = around.outbox();
    this.held = around.held();
    this.fatal = around.fatal();
    this.config = config;
    this.conversation = new Conversation(held);
    this.listening = new Listening(config, held);
  }

  /** Begins to look after callers who stop sending in the middle of a speech. */
  void start() {
    running(() -> awaitSilence());
  }

  private static void require(RealtimeConfig config) {
    if (!SoundConverter.supports(AudioFormat.PCM_24K, config.output())) {
      throw unsupported("audio.output.format", config.output().mimeType(), "a rate that sound has");
    }
    for (Tool tool : config.tools()) {
      if (tool instanceof Tool.Opaque opaque) {
        throw unsupported("tools", opaque.type(), "functions, for this model");
      }
    }
    var _ = Extras.of(config);
  }

  private static FailureException unsupported(String subject, String given, String expected) {
    return new FailureException(
        new Failure.Unsupported(subject, subject + ": " + given + " (expected: " + expected + ")"));
  }

  @Override
  public synchronized void send(RealtimeCommand command) {
    if (closed) {
      return;
    }
    switch (command) {
      case RealtimeCommand.Configure configure -> configure(configure.config());
      case RealtimeCommand.AppendAudio append -> listen(append.audio().bytes());
      case RealtimeCommand.CommitAudio _ -> commitByHand();
      case RealtimeCommand.ClearAudio _ -> {
        listening.clear();
        speechItem = null;
        outbox.put(new RealtimeEvent.AudioCleared());
      }
      case RealtimeCommand.AddItem add -> add(add);
      case RealtimeCommand.DeleteItem delete -> {
        conversation.remove(delete.itemId());
        outbox.put(new RealtimeEvent.ItemDeleted(delete.itemId()));
      }
      case RealtimeCommand.Respond respond -> respond(respond.config());
      case RealtimeCommand.CancelResponse cancel -> cancel(cancel.responseId());
      case RealtimeCommand.Truncate truncate -> truncate(truncate);
      case RealtimeCommand.Opaque opaque ->
          throw new FailureException(
              new Failure.Unsupported(
                  opaque.type(), opaque.type() + ": not available for this model"));
    }
  }

  private void configure(RealtimeConfig next) {
    require(next);
    if (!next.input().equals(config.input()) || !next.turns().equals(config.turns())) {
      listening.clear();
      listening = new Listening(next, held);
      speechItem = null;
    }
    config = next;
    outbox.put(new RealtimeEvent.Configured(Extras.of(next).told(next)));
  }

  // What the caller says.

  private void listen(byte[] sound) {
    if (listening.size() + sound.length > listening.format().bytes(RealtimeLimits.SOUND_MILLIS)) {
      if (speechItem == null) {
        throw new FailureException(
            new Failure.InvalidRequest(
                "input_audio_buffer_full",
                "/audio",
                "audio: more than "
                    + RealtimeLimits.SOUND_MILLIS
                    + " ms wait (expected: input_audio_buffer.commit or .clear)"));
      }
      stopped(listening.heardMillis());
    }
    listening.hear(sound, this::changed);
    notifyAll();
  }

  private void changed(SpeechDetector.Change change) {
    switch (change) {
      case SpeechDetector.Change.Began began -> {
        String item = calls.newId("item_");
        speechItem = item;
        if (reaction().interrupt()) {
          interrupt();
        }
        outbox.put(
            new RealtimeEvent.SpeechStarted(
                item, Math.max(0, began.atMillis() - listening.prefixMillis())));
      }
      case SpeechDetector.Change.Ended ended -> stopped(ended.atMillis());
    }
  }

  /** The caller has spoken; what follows is said by how turns are found. */
  private void stopped(long atMillis) {
    String item = speechItem == null ? calls.newId("item_") : speechItem;
    outbox.put(new RealtimeEvent.SpeechStopped(item, atMillis));
    commit(item, reaction().respond());
  }

  private TurnDetection.Reaction reaction() {
    return switch (config.turns()) {
      case TurnDetection.Manual _ -> new TurnDetection.Reaction(false, false);
      case TurnDetection.Energy energy -> energy.reaction();
      case TurnDetection.Semantic semantic -> semantic.reaction();
    };
  }

  private void commitByHand() {
    if (listening.format().millis(listening.size()) < 100) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "input_audio_buffer_commit_empty",
              "",
              "input_audio_buffer: "
                  + listening.format().millis(listening.size())
                  + " ms (expected: at least 100 ms)"));
    }
    commit(speechItem == null ? calls.newId("item_") : speechItem, false);
  }

  private void commit(String item, boolean answered) {
    byte[] sound = listening.take();
    speechItem = null;
    String turn = calls.newSpan();
    String previous = conversation.lastId();
    CompletableFuture<String> words = hear(item, sound, listening.format().rate(), turn);
    conversation.add(new Conversation.Item.Sound(item, words));
    outbox.put(new RealtimeEvent.AudioCommitted(item, previous));
    if (answered) {
      answer(config, turn, words);
    }
  }

  private CompletableFuture<String> hear(String item, byte[] sound, int rate, String turn) {
    if (conversation.unheard().size() >= MOST_HEARINGS) {
      throw new FailureException(
          new Failure.RateLimited(
              "hearings",
              null,
              "more than " + MOST_HEARINGS + " messages wait to be written down"));
    }
    held.require(sound.length);
    RealtimeConfig.Transcription wanted = config.transcription();
    String model = wanted == null ? null : wanted.model();
    Hearing hearing =
        new Hearing(
            calls,
            new SessionCalls.Purpose(
                "transcription",
                calls.newSpan(),
                turn,
                List.of(model == null ? models.transcription() : model)),
            outbox,
            new Hearing.Speech(
                item,
                new Blob("audio/pcm", sound),
                rate,
                wanted == null ? RealtimeConfig.Transcription.USUAL : wanted,
                wanted != null),
            ending);
    running(hearing);
    return hearing.words().whenComplete((_, _) -> held.give(sound.length));
  }

  // What is answered.

  private void respond(@Nullable RealtimeConfig only) {
    RealtimeConfig wanted = only == null ? config : only;
    require(wanted);
    Answering before = latest;
    if (before != null && !before.isDone() && !before.isEnding()) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "conversation_already_has_active_response",
              "",
              "response " + before.id() + " is under way (expected: its end, or response.cancel)"));
    }
    answer(wanted, calls.newSpan(), null);
  }

  private void answer(
      RealtimeConfig wanted, String turn, @Nullable CompletableFuture<String> heard) {
    Answering before = latest;
    if (before != null) {
      before.end(End.INTERRUPTED);
    }
    Answering answering =
        new Answering(
            new Answering.Surroundings(calls, outbox, conversation),
            new Answering.Order(
                calls.newId("resp_"),
                calls.newId("item_"),
                turn,
                wanted,
                models.speech(),
                heard,
                before,
                this::ended));
    latest = answering;
    running(answering);
  }

  private void ended(@Nullable Failure failure) {
    switch (failure) {
      case Failure.BudgetExhausted _, Failure.Unauthorized _, Failure.Forbidden _ ->
          fatal.accept(failure);
      case null, default -> {}
    }
  }

  /** The caller speaks: the answer falls silent, and is cut to what was heard. */
  private void interrupt() {
    Answering speaking = latest;
    if (speaking == null
        || (speaking.isDone() && !outbox.isSounding(speaking.id(), speaking.itemId()))) {
      return;
    }
    long heard = outbox.playedMillis(speaking.itemId());
    if (speaking.isDone()) {
      outbox.silence(speaking.id());
    }
    speaking.end(End.INTERRUPTED);
    speaking.text().cut(heard);
    outbox.put(new RealtimeEvent.Interrupted(speaking.id(), speaking.itemId(), heard));
  }

  private void cancel(@Nullable String id) {
    Answering current = latest;
    if (current == null || current.isDone() || (id != null && !id.equals(current.id()))) {
      throw new FailureException(
          new Failure.InvalidRequest(
              "response_cancel_not_active",
              "",
              (id == null ? "no response" : "response " + id + " not")
                  + " under way (expected: one that is)"));
    }
    long heard = outbox.playedMillis(current.itemId());
    current.end(End.CANCELLED);
    current.text().cut(heard);
  }

  private void truncate(RealtimeCommand.Truncate truncate) {
    if (!(conversation.find(truncate.itemId()) instanceof Conversation.Item.Spoken spoken)) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/item_id", "item_id: " + truncate.itemId() + " (expected: a spoken answer)"));
    }
    spoken.text().cut(truncate.audioEndMillis());
    outbox.put(new RealtimeEvent.Truncated(truncate.itemId(), truncate.audioEndMillis()));
  }

  private void add(RealtimeCommand.AddItem add) {
    String id = add.itemId() == null ? calls.newId("item_") : add.itemId();
    Conversation.Item item = new Conversation.Item.Said(id, add.message());
    if (add.message().content().stream().anyMatch(Content.Audio.class::isInstance)) {
      item =
          new Conversation.Item.Sound(
              id, hear(id, sound(add.message()), AudioFormat.PCM_24K.rate(), calls.newSpan()));
    }
    String previous = conversation.add(add.previousItemId(), item);
    outbox.put(new RealtimeEvent.ItemAdded(id, previous, add.message()));
  }

  private static byte[] sound(Message message) {
    if (message.content().size() == 1
        && message.content().getFirst() instanceof Content.Audio audio
        && audio.source() instanceof MediaSource.Inline inline) {
      return Blob.ofBase64("audio/pcm", inline.base64()).bytes();
    }
    throw new FailureException(
        Failure.InvalidRequest.at(
            "/item/content", "item.content: a sound among others (expected: one sound alone)"));
  }

  /** The ids of tool calls that wait for their results. */
  Set<String> openCalls() {
    return conversation.openCalls();
  }

  /** Whether nobody says anything, and nothing is thought about. */
  synchronized boolean isQuiet() {
    Answering last = latest;
    return speechItem == null
        && conversation.unheard().isEmpty()
        && (last == null || (last.isDone() && !outbox.isSounding(last.id(), last.itemId())));
  }

  // Time.

  /** A caller who sends nothing more in the middle of a speech has spoken. */
  private synchronized void awaitSilence() {
    try {
      while (!closed) {
        long left = speechItem == null ? 0 : listening.silentInMillis();
        if (speechItem != null && left <= 0) {
          try {
            stopped(listening.heardMillis());
          } catch (FailureException e) {
            outbox.put(new RealtimeEvent.Failed(e.failure()));
          }
        } else {
          wait(left);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void running(Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                running.remove(Thread.currentThread());
              }
            });
    running.add(thread);
    thread.start();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
      ending.cancel();
      if (latest != null) {
        latest.end(End.CANCELLED);
      }
    }
    outbox.put(new RealtimeEvent.Ended(null));
  }

  /** Waits until all calls are on record. */
  void awaitEnd() throws InterruptedException {
    for (Thread thread : List.copyOf(running)) {
      if (!thread.equals(Thread.currentThread())) {
        thread.join();
      }
    }
  }
}
