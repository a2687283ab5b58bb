package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.Target;
import java.util.function.Function;

/**
 * What a call asks first, of whichever of its targets: in words of its own for each, since they may
 * take different ones.
 */
sealed interface Question<A> {
  /** Asks, again after a short wait where that may help. */
  A ask(CallSession session, Target target);

  /** Asks without a second try. */
  A askOnce(CallSession session, Target target);

  /** Gives an answer up that nobody takes. */
  void discard(A answer);

  /** Whether an answer is to come piece by piece. */
  boolean isStream(Target target);

  /** The name under which {@link dev.switchboard.routing.Paces} keeps how long a target takes. */
  String pace(Target target);

  /** Whether two targets may be at work on it, the first of which is this one. */
  boolean mayBeAskedTwice(Target first);

  /** Whether the second's answer is as good as the first's to whoever asked. */
  boolean isSame(Target first, Target second);

  /** Of a conversation. */
  record Chat(Function<Target, Prompt> prompts) implements Question<Answer> {
    @Override
    public Answer ask(CallSession session, Target target) {
      return session.attempt(target, prompts.apply(target));
    }

    @Override
    public Answer askOnce(CallSession session, Target target) {
      return session.attemptOnce(target, prompts.apply(target));
    }

    @Override
    public void discard(Answer answer) {
      if (answer instanceof Answer.Streaming streaming) {
        streaming.stream().close();
      }
    }

    @Override
    public boolean isStream(Target target) {
      return prompts.apply(target).stream();
    }

    @Override
    public String pace(Target target) {
      return target.id();
    }

    /** Not where providers keep what was said, or use tools themselves. */
    @Override
    public boolean mayBeAskedTwice(Target first) {
      Prompt prompt = prompts.apply(first);
      RawBody original = prompt.original();
      if (original != null
          && (original.dialect() == Dialect.OPENAI_RESPONSES
              || original.dialect() == Dialect.GEMINI_INTERACTIONS)) {
        return false;
      }
      try {
        ChatRequest request = prompt.request().get();
        return request.tools().stream().noneMatch(Tool.Opaque.class::isInstance);
      } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
        return false;
      }
    }

    @Override
    public boolean isSame(Target first, Target second) {
      return true;
    }
  }

  /** Of work that is no conversation. */
  record Work(Function<Target, WorkPrompt> prompts) implements Question<WorkAnswer> {
    @Override
    public WorkAnswer ask(CallSession session, Target target) {
      return session.attempt(target, prompts.apply(target));
    }

    @Override
    public WorkAnswer askOnce(CallSession session, Target target) {
      return session.attemptOnce(target, prompts.apply(target));
    }

    @Override
    public void discard(WorkAnswer answer) {
      if (answer instanceof WorkAnswer.Streaming streaming) {
        streaming.stream().close();
      }
    }

    @Override
    public boolean isStream(Target target) {
      return prompts.apply(target).stream();
    }

    @Override
    public String pace(Target target) {
      return ofVectors(target);
    }

    /** Vectors alone: they cost little, and how long they take does not hang on their length. */
    @Override
    public boolean mayBeAskedTwice(Target first) {
      try {
        return prompts.apply(first).request().get() instanceof EmbeddingRequest;
      } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
        return false;
      }
    }

    /** Vectors of different models cannot be compared. */
    @Override
    public boolean isSame(Target first, Target second) {
      return first.upstreamModel().equals(second.upstreamModel());
    }

    /** Apart from what the target takes for conversations, if it holds any. */
    static String ofVectors(Target target) {
      return target.id() + " vectors";
    }
  }
}
