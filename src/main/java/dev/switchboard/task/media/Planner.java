package dev.switchboard.task.media;

import dev.switchboard.catalog.Modality;
import dev.switchboard.catalog.Work;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Prefer;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.media.MediaModels.Wanted;
import dev.switchboard.task.media.Places.Place;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who does what: one model where one can do all that the schemas ask for, else a step for
 * each part. One instance for one call.
 */
final class Planner {
  private final MediaModels models;
  private final TaskCall call;
  private final List<TaskCall.ModelChoice> named;
  private final Prefer prefer;
  private final Shape shape;
  private final Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);

  Planner(MediaModels models, TaskCall call, Shape shape, List<Place> places) {
    this.models = models;
    this.call = call;
    this.named = call.definition().models();
    this.prefer = call.prefer();
    this.shape = shape;
    places.forEach(place -> kinds.add(Intake.kind(place)));
  }

  Roles roles() {
    boolean audio = kinds.contains(MediaKind.AUDIO);
    Roles roles;
    if (isTranscription()) {
      Choice transcriber = choose(Work.TRANSCRIPTION, Set.of(), true);
      roles = new Roles(transcriber, null, false, null, null, null, false, null);
    } else {
      Optional<Choice> converser = converser();
      if (converser.isPresent()) {
        roles = new Roles(null, null, false, converser.get(), null, null, false, null);
      } else {
        roles = steps(audio);
      }
    }
    refuseUnused(roles);
    return roles;
  }

  private Roles steps(boolean audio) {
    boolean writes = needsWriter();
    Optional<Choice> hearing = writes && audio ? hearing() : Optional.empty();
    Choice writer = writes ? hearing.orElseGet(() -> writer()) : null;
    boolean edits = kinds.contains(MediaKind.IMAGE);
    boolean onlyDraws = !writes;
    return new Roles(
        audio && hearing.isEmpty() ? choose(Work.TRANSCRIPTION, Set.of(), false) : null,
        writer,
        hearing.isPresent(),
        null,
        shape.wants(MediaKind.AUDIO) ? choose(Work.SPEECH, Set.of(), onlyDraws) : null,
        shape.wants(MediaKind.IMAGE) ? drawer(edits, onlyDraws) : null,
        edits,
        shape.wantsVectors() ? choose(Work.EMBEDDING, Set.of(), onlyDraws) : null);
  }

  private Choice drawer(boolean edits, boolean primary) {
    return edits
        ? choose(Work.IMAGE_EDIT, Set.of(Modality.IMAGE), primary)
        : choose(Work.IMAGE_GENERATION, Set.of(), primary);
  }

  /** Sounds in and nothing but their words out, unless a model that converses was named. */
  private boolean isTranscription() {
    return kinds.equals(Set.of(MediaKind.AUDIO))
        && shape.isTranscript()
        && !models.anyConverses(named);
  }

  private boolean needsWriter() {
    if (!shape.texts().isEmpty() || shape.slots().isEmpty()) {
      return true;
    }
    boolean speaks = shape.wants(MediaKind.AUDIO);
    boolean draws = shape.wants(MediaKind.IMAGE);
    boolean shown = kinds.contains(MediaKind.DOCUMENT) || kinds.contains(MediaKind.VIDEO);
    boolean seen = kinds.contains(MediaKind.IMAGE) && (speaks || shape.wantsVectors());
    boolean answered = speaks && kinds.contains(MediaKind.AUDIO);
    boolean wordsByNamed = (speaks || draws) && models.anyConverses(named) && !named.isEmpty();
    return shown || seen || answered || wordsByNamed;
  }

  /** One model for hearing, answering and speaking: a text and a sound of the same words. */
  private Optional<Choice> converser() {
    boolean oneSound =
        shape.slots().size() == 1
            && shape.slots().getFirst().is(MediaKind.AUDIO)
            && !shape.slots().getFirst().repeated()
            && (shape.texts().isEmpty() || shape.plainText() != null)
            && !String.valueOf(shape.plainText()).contains("/*");
    boolean plain = call.tools().isEmpty() && call.examples().isEmpty();
    if (!oneSound || !Set.of(MediaKind.AUDIO).containsAll(kinds) || !plain) {
      return Optional.empty();
    }
    boolean hears = kinds.contains(MediaKind.AUDIO);
    Set<Modality> takes = hears ? Set.of(Modality.AUDIO) : Set.of();
    Wanted wanted = new Wanted(Work.AUDIO_CHAT, takes, false);
    Optional<Choice> chosen =
        named.isEmpty() && hears
            ? models.real(wanted, named, prefer)
            : models.ofNamed(wanted, named);
    return chosen.filter(models::isReal);
  }

  /** A writer that hears; none where the one that was named does not. */
  private Optional<Choice> hearing() {
    Wanted wanted = new Wanted(Work.AUDIO_TO_TEXT, seen(true), false);
    Optional<Choice> chosen =
        models.anyConverses(named)
            ? models.ofNamed(wanted, named)
            : models.real(wanted, named, prefer);
    return chosen.filter(models::isReal);
  }

  private Choice writer() {
    Work work =
        kinds.contains(MediaKind.VIDEO)
            ? Work.VIDEO_CHAT
            : kinds.contains(MediaKind.DOCUMENT)
                ? Work.DOCUMENT_CHAT
                : kinds.contains(MediaKind.IMAGE) ? Work.VISION_CHAT : Work.CHAT;
    return choose(work, seen(false), true);
  }

  private Set<Modality> seen(boolean sounds) {
    Set<Modality> seen = EnumSet.noneOf(Modality.class);
    kinds.stream().filter(k -> sounds || k != MediaKind.AUDIO).forEach(k -> seen.add(k.modality()));
    return seen;
  }

  private Choice choose(Work work, Set<Modality> takes, boolean primary) {
    return models.choose(new Wanted(work, takes, primary), named, prefer);
  }

  /** What only a conversation takes is refused where there is none, never dropped. */
  private void refuseUnused(Roles roles) {
    if (roles.writer() != null) {
      return;
    }
    TaskCall.Options options = call.options();
    refuse("tools", !call.tools().isEmpty());
    refuse("examples", !call.examples().isEmpty());
    refuse("temperature", options.temperature() != null && roles.converser() == null);
    refuse("top_p", options.topP() != null && roles.converser() == null);
    refuse("max_tokens", options.maxTokens() != null && roles.converser() == null);
    refuse("reasoning_effort", options.reasoningEffort() != null && roles.converser() == null);
  }

  private static void refuse(@Nullable String field, boolean given) {
    if (given) {
      throw new FailureException(
          new Failure.Unsupported(
              String.valueOf(field),
              field
                  + ": no step of this call converses (expected: not given, or text among what is"
                  + " asked for)"));
    }
  }
}
