package dev.switchboard.pipeline;

import dev.switchboard.access.Lease;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.ChatOrder;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.ChatReply;
import dev.switchboard.provider.Fidelity;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.util.List;
import java.util.function.Function;

/** One attempt at a conversation. */
final class ChatAttempt {
  private final CallSession session;
  private final ChatProvider provider;
  private final Target target;
  private final Prompt prompt;
  private final boolean passedThrough;

  ChatAttempt(CallSession session, ChatProvider provider, Target target, Prompt prompt) {
    this.session = session;
    this.provider = provider;
    this.target = target;
    this.prompt = prompt;
    this.passedThrough = prompt.originalFor(provider, target.upstreamModel()) != null;
  }

  /**
   * Makes the attempt; a stream that it brings is rescued when it breaks off.
   *
   * @throws FailureException when it fails before an answer is there
   */
  Answer answer(TargetHealth.Pass pass) {
    AttemptLog log = log(pass);
    return make(
        log,
        reply ->
            switch (reply) {
              case ChatReply.Whole whole -> whole(whole, log);
              case ChatReply.Streaming streaming ->
                  new Answer.Streaming(
                      target,
                      new AnswerStream(
                          stream(streaming, log),
                          new Rescue(session, prompt, target, session.targets())));
            });
  }

  /**
   * Makes the attempt for the rest of an answer.
   *
   * @param how the word for it on the trace
   * @throws FailureException when it fails before its first event
   */
  AttemptStream stream(TargetHealth.Pass pass, String how) {
    AttemptLog log = log(pass);
    log.rescues(how);
    return make(
        log,
        reply ->
            switch (reply) {
              case ChatReply.Streaming streaming -> stream(streaming, log);
              case ChatReply.Whole _ ->
                  throw new IllegalStateException(provider.name() + " brought no stream");
            });
  }

  private AttemptLog log(TargetHealth.Pass pass) {
    return new AttemptLog(session, target, pass, passedThrough);
  }

  private <A> A make(AttemptLog log, Function<ChatReply, A> use) {
    List<Note> remarks = CallSession.remarks(target);
    UsageEstimate estimate = estimate();
    ChatNeeds needs = new ChatNeeds(prompt);
    try {
      Fidelity.require(session.context().work().options(), remarks);
      log.sold(needs.mode(session.facts(), target, dialect()));
      log.setAside(
          session.pipeline().treasury(),
          session.context().payer(),
          () -> needs.most(session.facts(), target));
      log.setAside(session.tokens(target, needs::likely));
      Lease lease = session.lease(target);
      log.begins();
      ChatReply reply = provider.chat(lease, order());
      session.recorder().add(remarks);
      session.recorder().add(reply.notes());
      return use.apply(reply);
    } catch (FailureException e) {
      log.failed(e.failure(), estimate.ofNothing(e.failure()));
      throw e;
    } catch (RuntimeException | Error e) {
      log.failed(CallSession.MISTAKE, Usage.UNKNOWN);
      throw e;
    }
  }

  private Answer whole(ChatReply.Whole whole, AttemptLog log) {
    log.timed(target.id(), true);
    log.firstEvent();
    log.reportedModel(whole.response().reportedModel());
    log.succeeded(estimate().ofWhole(whole.response().usage(), whole.response().content()));
    keep(whole.response().content());
    return new Answer.Whole(target, whole.response(), whole.raw());
  }

  private AttemptStream stream(ChatReply.Streaming streaming, AttemptLog log) {
    log.timed(target.id(), false);
    AttemptStream stream = new AttemptStream(streaming.stream(), log, estimate(), this::keep);
    session.hears(stream::close);
    return stream;
  }

  private UsageEstimate estimate() {
    return new UsageEstimate(prompt.request(), session.pipeline().recording().estimator());
  }

  /** Keeps an answer's thoughts; a caller who speaks the provider's dialect carries them. */
  private void keep(List<Content> answer) {
    if (!passedThrough && !session.isUnheard()) {
      session
          .pipeline()
          .memory()
          .keep(session.context().caller().projectId(), prompt.request(), answer);
    }
  }

  private Dialect dialect() {
    return prompt.dialectAt(provider, target.upstreamModel());
  }

  /** What is asked of the provider. */
  ChatOrder order() {
    return new ChatOrder(
        session
            .pipeline()
            .memory()
            .restored(session.context().caller().projectId(), prompt.request(), dialect()),
        prompt.originalFor(provider, target.upstreamModel()),
        target.upstreamModel(),
        session.traits(target),
        prompt.stream(),
        prompt.extraHeaders(),
        session.context().work().options(),
        session.signal(),
        session.room());
  }
}
