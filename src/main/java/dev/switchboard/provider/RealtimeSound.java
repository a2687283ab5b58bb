package dev.switchboard.provider;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.wire.SoundConverter;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The sound of one voice session, between what its caller writes and what the provider does. Each
 * way is used by one thread.
 */
public final class RealtimeSound {
  private final UnaryOperator<AudioFormat> nearestHeard;
  private final UnaryOperator<AudioFormat> nearestSpoken;
  private AudioFormat heardAs;
  private AudioFormat spokenAs;
  private SoundConverter ears;
  private SoundConverter voice;

  /** Whose sound is under way in {@link #voice}. */
  private String speaking = "";

  /** For a provider that hears and speaks the same formats. */
  public RealtimeSound(RealtimeConfig config, UnaryOperator<AudioFormat> nearest) {
    this(config, nearest, nearest);
  }

  /**
   * Begins a session's sound.
   *
   * @param nearestHeard what the provider is sent for a caller's format
   * @param nearestSpoken what the provider speaks for one
   * @throws FailureException with {@link Failure.Unsupported} for a format that cannot be changed
   */
  public RealtimeSound(
      RealtimeConfig config,
      UnaryOperator<AudioFormat> nearestHeard,
      UnaryOperator<AudioFormat> nearestSpoken) {
    this.nearestHeard = nearestHeard;
    this.nearestSpoken = nearestSpoken;
    this.heardAs = config.input();
    this.spokenAs = config.output();
    this.ears = between("input", heardAs, nearestHeard.apply(heardAs));
    this.voice = between("output", nearestSpoken.apply(spokenAs), spokenAs);
  }

  private static SoundConverter between(String subject, AudioFormat from, AudioFormat to) {
    if (!SoundConverter.supports(from, to)) {
      throw new FailureException(
          new Failure.Unsupported(
              subject,
              subject + ": sound of " + from.mimeType() + " cannot be had as " + to.mimeType()));
    }
    return SoundConverter.between(from, to);
  }

  /** The caller writes its sound as this says from now on. */
  public void hears(RealtimeConfig config) {
    if (!config.input().equals(heardAs)) {
      ears = between("input", config.input(), nearestHeard.apply(config.input()));
      heardAs = config.input();
    }
  }

  /** The caller wants its answers as this says from now on. */
  public void speaks(RealtimeConfig config) {
    if (!config.output().equals(spokenAs)) {
      voice = between("output", nearestSpoken.apply(config.output()), config.output());
      spokenAs = config.output();
      speaking = "";
    }
  }

  /** A command with its sound as the provider hears it; that may be less than a sample for now. */
  public RealtimeCommand heard(RealtimeCommand command) {
    if (ears.isIdentity()) {
      return command;
    }
    return switch (command) {
      case RealtimeCommand.AppendAudio append ->
          new RealtimeCommand.AppendAudio(
              new Blob(nearestHeard.apply(heardAs).mimeType(), ears.take(append.audio().bytes())));
      case RealtimeCommand.Configure configure -> {
        between(
            "input", configure.config().input(), nearestHeard.apply(configure.config().input()));
        between(
            "output",
            nearestSpoken.apply(configure.config().output()),
            configure.config().output());
        yield command;
      }
      default -> command;
    };
  }

  /** An event with its sound as the caller wants it; what was waiting comes before an end. */
  public List<RealtimeEvent> spoken(RealtimeEvent event) {
    if (voice.isIdentity()) {
      return List.of(event);
    }
    return switch (event) {
      case RealtimeEvent.AudioDelta delta -> {
        speaking = delta.itemId();
        byte[] sound = voice.take(delta.audio().bytes());
        yield sound.length == 0 ? List.of() : List.of(with(delta.responseId(), sound));
      }
      case RealtimeEvent.Interrupted _ -> {
        voice.end();
        yield List.of(event);
      }
      case RealtimeEvent.ResponseDone done -> {
        byte[] rest = voice.end();
        yield rest.length == 0 || speaking.isEmpty()
            ? List.of(event)
            : List.of(with(done.responseId(), rest), event);
      }
      default -> List.of(event);
    };
  }

  private RealtimeEvent with(String responseId, byte[] sound) {
    return new RealtimeEvent.AudioDelta(responseId, speaking, new Blob(spokenAs.mimeType(), sound));
  }
}
