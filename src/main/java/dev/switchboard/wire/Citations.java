package dev.switchboard.wire;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says the citations of a provider's answer in the caller's dialect, where that has a place for
 * them: OpenAI's {@code url_citation}, Anthropic's {@code citations}, Gemini's {@code
 * groundingMetadata}.
 *
 * <p>What is no page with an address, and what a dialect says beside its citations, stays as it is,
 * so that the dialect's writer reports it.
 *
 * <p>Used for one answer by one thread.
 */
public final class Citations {
  /**
   * The {@code encrypted_index} of a citation that Anthropic did not make. It begins like a foreign
   * thought, which keeps a body from being passed on to Anthropic as it is.
   */
  public static final String FOREIGN = "switchboard-thought-1.citation";

  private final Dialect caller;
  private final StringBuilder text = new StringBuilder();
  private final List<Citation> waiting = new ArrayList<>();
  private int blockStart;
  private boolean inBlock;

  /**
   * @param caller the dialect of the answer that is written
   */
  public Citations(Dialect caller) {
    this.caller = caller;
  }

  /** The same encoder, given the citations in the caller's dialect. */
  public static StreamEncoder around(StreamEncoder encoder, Dialect caller) {
    Citations citations = new Citations(caller);
    return new StreamEncoder() {
      @Override
      public List<WireEvent> encode(StreamEvent event) {
        List<StreamEvent> events = citations.in(event);
        if (events.size() == 1) {
          return encoder.encode(events.getFirst());
        }
        List<WireEvent> written = new ArrayList<>();
        events.forEach(one -> written.addAll(encoder.encode(one)));
        return written;
      }

      @Override
      public boolean marks(WireEvent passed) {
        return encoder.marks(passed);
      }

      @Override
      public void resume(Passed passed) {
        encoder.resume(passed);
      }

      @Override
      public List<Note> notes() {
        return encoder.notes();
      }
    };
  }

  /**
   * A request without the citations of earlier answers that only another dialect understands: no
   * model needs them to go on.
   *
   * @return empty if there are none
   */
  public static Optional<ChatRequest> without(Dialect to, ChatRequest request) {
    List<Message> messages = new ArrayList<>(request.messages().size());
    boolean changed = false;
    for (Message message : request.messages()) {
      List<Content> content =
          message.content().stream().filter(part -> !isForeign(part, to)).toList();
      boolean same = content.size() == message.content().size();
      changed |= !same;
      messages.add(same ? message : new Message(message.role(), content, message.name()));
    }
    return changed ? Optional.of(request.withMessages(messages)) : Optional.empty();
  }

  private static boolean isForeign(Content part, Dialect to) {
    return part instanceof Content.Opaque opaque
        && opaque.dialect() != to
        && CitationReader.cites(opaque);
  }

  /** A whole answer with its citations in the caller's dialect. */
  public static ChatResponse in(Dialect caller, ChatResponse response) {
    if (response.content().stream().noneMatch(Content.Opaque.class::isInstance)) {
      return response;
    }
    Citations citations = new Citations(caller);
    List<Content> content = new ArrayList<>();
    for (Content part : response.content()) {
      if (part instanceof Content.Text said) {
        citations.inBlock = false;
        citations.said(said.text());
        content.add(part);
      } else {
        content.addAll(citations.parts(part));
      }
    }
    content.addAll(citations.rest());
    return new ChatResponse(
        response.id(),
        response.reportedModel(),
        content,
        response.stopReason(),
        response.rawStopReason(),
        response.stopSequence(),
        response.usage());
  }

  /** A stream's event with its citations in the caller's dialect. */
  public List<StreamEvent> in(StreamEvent event) {
    return switch (event) {
      case StreamEvent.TextDelta delta -> {
        said(delta.text());
        yield List.of(event);
      }
      case StreamEvent.Part part -> events(parts(part.content()));
      case StreamEvent.Finished _ -> {
        List<StreamEvent> events = new ArrayList<>(events(rest()));
        events.add(event);
        yield events;
      }
      case StreamEvent.ReasoningDelta _, StreamEvent.ToolCallStarted _ -> {
        inBlock = false;
        yield List.of(event);
      }
      case StreamEvent.Started _,
          StreamEvent.ReasoningSigned _,
          StreamEvent.ToolCallDelta _,
          StreamEvent.ToolCallEnded _,
          StreamEvent.RefusalDelta _,
          StreamEvent.Failed _ ->
          List.of(event);
    };
  }

  private static List<StreamEvent> events(List<Content> parts) {
    return parts.stream().<StreamEvent>map(StreamEvent.Part::new).toList();
  }

  private void said(String more) {
    if (!inBlock) {
      blockStart = text.length();
      inBlock = true;
    }
    text.append(more);
  }

  private List<Content> parts(Content part) {
    if (!(part instanceof Content.Opaque opaque)
        || !hasPlace()
        || isOwn(opaque.dialect())
        || !CitationReader.cites(opaque)) {
      return List.of(part);
    }
    inBlock = false;
    CitationReader reader = new CitationReader(text.toString(), blockStart);
    boolean whole = reader.read(opaque);
    List<Content> parts = new ArrayList<>(written(reader.citations()));
    if (!whole) {
      parts.add(part);
    }
    return parts;
  }

  private boolean hasPlace() {
    return caller == Dialect.OPENAI_CHAT
        || caller == Dialect.OPENAI_RESPONSES
        || caller == Dialect.ANTHROPIC_MESSAGES
        || caller == Dialect.GEMINI_GENERATE;
  }

  private boolean isOwn(Dialect dialect) {
    return dialect == caller
        || (caller == Dialect.OPENAI_RESPONSES && dialect == Dialect.OPENAI_CHAT);
  }

  private List<Content> written(List<Citation> citations) {
    if (citations.isEmpty()) {
      return List.of();
    }
    return switch (caller) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> CitationWriter.openAi(citations, text.toString());
      case ANTHROPIC_MESSAGES -> CitationWriter.anthropic(citations);
      case GEMINI_GENERATE -> {
        waiting.addAll(citations);
        yield List.of();
      }
      default -> List.of();
    };
  }

  /** Gemini says them all at once. */
  private List<Content> rest() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Content> parts = CitationWriter.gemini(waiting, text.toString());
    waiting.clear();
    return parts;
  }
}
