package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must hold of a vendor's work that is no conversation, whatever bytes come. */
public final class WorkTargets {
  public static final WorkRequest EMBEDDING =
      new EmbeddingRequest(
          "m", List.of(new EmbeddingRequest.Text("a")), null, null, null, List.of());
  public static final WorkRequest IMAGE =
      new ImageRequest(
          "m", "p", List.of(), null, 1, ImageRequest.Look.ANY, false, null, null, List.of());
  public static final WorkRequest SPEECH =
      new SpeechRequest("m", "Hi", null, null, null, null, List.of());
  public static final WorkRequest TRANSCRIPTION =
      new TranscriptionRequest(
          "m",
          new Blob("audio/wav", new byte[0]),
          "",
          false,
          null,
          null,
          null,
          Set.of(TranscriptionRequest.Detail.values()),
          List.of());
  public static final WorkRequest MODERATION =
      new ModerationRequest("m", List.of(List.of()), List.of());

  private WorkTargets() {}

  /** A vendor's body is an answer or a failure, of whatever status. */
  public static void answer(WorkClient client, List<WorkRequest> kinds, byte[] bytes) {
    for (WorkRequest kind : kinds) {
      try {
        client.decode(kind, 0, new Blob("application/json", bytes));
      } catch (FailureException e) {
        assertThat(e.failure().message()).isNotBlank();
      }
      client.decodeFailure(kind, 400, bytes, 1L);
    }
  }

  /** A vendor's events are read up to the first end; what lacks one, whoever reads them tells. */
  public static void stream(WorkClient client, List<WorkRequest> kinds, byte[] bytes) {
    for (WorkRequest kind : kinds) {
      WorkStreamDecoder decoder = client.streamDecoder(kind);
      List<WorkEvent> events = new ArrayList<>();
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        events.addAll(decoder.decode(null, line));
        if (events.stream().anyMatch(WorkTargets::ends)) {
          return;
        }
      }
      events.addAll(decoder.end());
    }
  }

  private static boolean ends(WorkEvent event) {
    return event instanceof WorkEvent.Finished || event instanceof WorkEvent.Failed;
  }
}
