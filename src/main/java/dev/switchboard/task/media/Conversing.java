package dev.switchboard.task.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.Answer;
import dev.switchboard.pipeline.AnswerStream;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.routing.Target;
import dev.switchboard.task.TaskCall;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hearing, answering and speaking in one model, as OpenAI's audio models do it.
 *
 * @see <a href="https://platform.openai.com/docs/guides/audio">source</a>
 */
final class Conversing {
  /** What streams have. */
  private static final String SAMPLES = "audio/pcm;rate=24000";

  private final TaskCall call;
  private final Inputs inputs;
  private final List<Content> contents;
  private final Shape.Slot slot;
  private final @Nullable SpokenDraft draft;

  /**
   * @param draft hears what is said while it is; null when nobody listens
   */
  Conversing(
      TaskCall call,
      Inputs inputs,
      List<Content> contents,
      Shape.Slot slot,
      @Nullable SpokenDraft draft) {
    this.call = call;
    this.draft = draft;
    this.inputs = inputs;
    this.contents = List.copyOf(contents);
    this.slot = slot;
  }

  /** What was answered, in words and spoken. */
  record Said(String text, Blob sound) {}

  Said ask(CallSession session, Choice choice) {
    return session
        .fallback()
        .first(
            target -> ask(session, target, choice.of(target.requestedModel())),
            () -> draft != null && draft.isTold());
  }

  private Said ask(CallSession session, Target target, TaskCall.ModelChoice model) {
    String wanted = Formats.ofSound(slot.type());
    // Streamed sounds are plain samples, of which WAV is made here.
    boolean stream = draft != null && Formats.askedFor(wanted).contains("pcm");
    String format = stream ? "pcm" : wanted;
    ChatRequest request = request(target, model, format);
    Answer answer =
        session.attempt(target, new Prompt(() -> request, null, stream, model.extraHeaders()));
    return switch (answer) {
      case Answer.Whole whole -> said(target, whole.response(), format);
      case Answer.Streaming streaming -> {
        try (AnswerStream said = streaming.stream()) {
          // Nobody could go on with the sound.
          said.rescuedOnlyIf(() -> false);
          yield said(target, heard(target, said), format);
        }
      }
    };
  }

  private ChatResponse heard(Target target, AnswerStream stream) {
    SpokenDraft listener = Objects.requireNonNull(draft);
    for (Optional<ChatStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
      for (StreamEvent event : item.get().events()) {
        switch (event) {
          case StreamEvent.TextDelta text -> listener.words(text.text());
          case StreamEvent.Part(Content.Audio(MediaSource.Inline inline)) ->
              listener.sound(new Blob(SAMPLES, decoded(target, inline)));
          case StreamEvent.Failed failed -> throw new FailureException(failed.failure());
          case StreamEvent.Started _,
              StreamEvent.ReasoningDelta _,
              StreamEvent.ReasoningSigned _,
              StreamEvent.ToolCallStarted _,
              StreamEvent.ToolCallDelta _,
              StreamEvent.ToolCallEnded _,
              StreamEvent.RefusalDelta _,
              StreamEvent.Part _,
              StreamEvent.Finished _ -> {}
        }
      }
    }
    return stream
        .accumulated()
        .response()
        .orElseThrow(() -> new IllegalStateException("a stream without an end"));
  }

  private Said said(Target target, ChatResponse said, String format) {
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    String type = "";
    for (Content part : said.content()) {
      if (part instanceof Content.Audio(MediaSource.Inline inline)) {
        type = inline.mimeType();
        sound.writeBytes(decoded(target, inline));
      }
    }
    if (sound.size() == 0) {
      throw unreadable(target, "no sound in an answer that ended with " + said.rawStopReason());
    }
    if (draft != null) {
      draft.ended();
    }
    Blob made = new Blob(type, sound.toByteArray());
    return new Said(said.text(), Fit.sound(made, slot.type(), format));
  }

  private ChatRequest request(Target target, TaskCall.ModelChoice model, String format) {
    List<Message> messages = new ArrayList<>();
    String instructions = call.definition().instructions();
    if (instructions != null && !instructions.isBlank()) {
      messages.add(Message.text(Role.SYSTEM, instructions));
    }
    List<Content> parts = new ArrayList<>();
    String words = Wording.text(inputs.stripped());
    if (!words.isBlank() && !words.equals("{}")) {
      parts.add(new Content.Text(words));
    }
    parts.addAll(contents);
    messages.add(new Message(Role.USER, parts, null));
    String voice = model.media().voice();
    ObjectNode audio = Json.object();
    audio.put("voice", voice == null ? "alloy" : voice);
    audio.put("format", format.equals("pcm") ? "pcm16" : format);
    TaskCall.Options options = model.options().or(call.options());
    return ChatRequest.of(target.requestedModel(), messages)
        .withSampling(
            new Sampling(
                options.temperature(),
                options.topP(),
                null,
                options.maxTokens(),
                List.of(),
                null,
                null,
                null,
                null,
                null))
        .withReasoning(new ReasoningRequest(options.reasoningEffort(), null, null))
        .withExtensions(
            List.of(
                new Extension(Dialect.OPENAI_CHAT, "modalities", "[\"text\",\"audio\"]"),
                new Extension(Dialect.OPENAI_CHAT, "audio", Json.text(audio))));
  }

  private static byte[] decoded(Target target, MediaSource.Inline inline) {
    try {
      return Base64.getDecoder().decode(inline.base64());
    } catch (IllegalArgumentException _) {
      throw unreadable(target, "a sound that is not base64");
    }
  }

  private static FailureException unreadable(Target target, String what) {
    return new FailureException(
        new Failure.ProviderFailed(
            target.provider(),
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            target.id() + " sent something unreadable: " + what));
  }
}
