package dev.switchboard.pipeline;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.provider.ChatStream;
import dev.switchboard.provider.WorkStream;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.ContentJson;
import dev.switchboard.trace.WorkJson;
import java.util.Map;
import java.util.Optional;

/** What a copy of a call asks of its target, to hear all that it answers. */
sealed interface Copied {

  /** About how many bytes of the caller's it holds while it runs. */
  long bytes();

  /**
   * Asks once, and ends the session with what it hears.
   *
   * @throws dev.switchboard.ir.FailureException when there is no answer, or the session's end
   *     cannot be put on record
   */
  void ask(CallSession session, Target target);

  static Copied of(Prompt prompt) {
    return new Conversation(
        new Prompt(prompt.request(), prompt.original(), prompt.stream(), Map.of()));
  }

  static Copied of(WorkPrompt prompt) {
    return new Work(new WorkPrompt(prompt.request(), prompt.original(), prompt.stream()));
  }

  /** A conversation. */
  record Conversation(Prompt prompt) implements Copied {
    @Override
    public long bytes() {
      return prompt.original() == null
          ? HeldSize.of(prompt.request().get())
          : prompt.original().bytes().length;
    }

    @Override
    public void ask(CallSession session, Target target) {
      switch (session.attemptOnce(target, prompt)) {
        case Answer.Whole whole ->
            session.complete(
                () -> ContentJson.kept(whole.response().content()),
                whole.response().rawStopReason());
        case Answer.Streaming streaming -> {
          try (AnswerStream stream = streaming.stream()) {
            for (Optional<ChatStream.Item> item = stream.next();
                item.isPresent();
                item = stream.next()) {
              item.get().events().forEach(event -> end(session, stream, event));
            }
          }
        }
      }
    }

    private static void end(CallSession session, AnswerStream stream, StreamEvent event) {
      if (event instanceof StreamEvent.Finished finished) {
        session.complete(
            () -> ContentJson.kept(stream.accumulated().content()), finished.rawReason());
      } else if (event instanceof StreamEvent.Failed failed) {
        session.fail(failed.failure(), () -> ContentJson.kept(stream.accumulated().content()));
      }
    }
  }

  /** Work that is no conversation. */
  record Work(WorkPrompt prompt) implements Copied {
    @Override
    public long bytes() {
      return prompt.original() == null
          ? HeldSize.of(prompt.request().get())
          : prompt.original().body().size();
    }

    @Override
    public void ask(CallSession session, Target target) {
      switch (session.attemptOnce(target, prompt)) {
        case WorkAnswer.Whole whole -> complete(session, whole.response());
        case WorkAnswer.Streaming streaming -> {
          try (WorkAnswerStream stream = streaming.stream()) {
            for (Optional<WorkStream.Item> item = stream.next();
                item.isPresent();
                item = stream.next()) {
              item.get().events().forEach(event -> end(session, event));
            }
          }
        }
      }
    }

    private static void end(CallSession session, WorkEvent event) {
      if (event instanceof WorkEvent.Finished finished) {
        complete(session, finished.response());
      } else if (event instanceof WorkEvent.Failed failed) {
        session.fail(failed.failure());
      }
    }

    private static void complete(CallSession session, WorkResponse response) {
      session.complete(() -> WorkJson.output(response), "");
    }
  }
}
