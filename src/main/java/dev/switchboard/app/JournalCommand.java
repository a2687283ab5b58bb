package dev.switchboard.app;

import dev.switchboard.journal.Damage;
import dev.switchboard.journal.JournalInspection;
import dev.switchboard.journal.SegmentInspection;
import dev.switchboard.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code journal}: what is in the journal's files. */
@Command(name = "journal", description = "Look into the journal.")
final class JournalCommand extends Group {
  private final Session session;

  JournalCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "inspect",
      description = {
        "Walk the journal's files and verify every checksum; changes nothing.",
        "Reads the data folder, also while a gateway has it open; where there is no such folder,"
            + " or with --url, asks the gateway how its journal stands."
      })
  int inspect(@Mixin AdminOptions admin) {
    Path folder = admin.data(session).resolve("journal");
    if (admin.gateway().isGiven(session) || !Files.isDirectory(folder)) {
      JsonNode status = admin.get(session, "/journal");
      session.out().println(Json.pretty(status));
      return status.path("problem").isNull() ? ExitCode.DONE : ExitCode.NO;
    }
    JournalInspection inspection = JournalInspection.of(folder);
    if (admin.json()) {
      session.out().println(Json.pretty(json(inspection)));
    } else {
      print(inspection);
    }
    return inspection.damages().isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private void print(JournalInspection inspection) {
    Table table = new Table("SEGMENT", "STATE", "RECORDS", "BYTES", "FROM", "TO");
    for (SegmentInspection segment : inspection.segments()) {
      table.row(
          String.valueOf(segment.file().getFileName()),
          word(segment),
          Long.toString(segment.records()),
          Long.toString(segment.recordBytes()),
          Long.toString(segment.firstPosition()),
          Long.toString(segment.endPosition()));
    }
    session.out().println(table);
    for (Damage damage : inspection.damages()) {
      session
          .out()
          .println(
              "damage at "
                  + damage.position()
                  + ": "
                  + damage.bytes()
                  + " bytes, "
                  + damage.reason());
    }
    String holder =
        inspection.holderPid().isPresent()
            ? "open in process " + inspection.holderPid().getAsLong()
            : "not open in any process";
    session
        .out()
        .println(
            inspection.records()
                + " records, "
                + inspection.recordBytes()
                + " bytes, "
                + inspection.damages().size()
                + " damages, "
                + inspection.tornBytes()
                + " unfinished bytes at the end; "
                + holder);
  }

  private static ObjectNode json(JournalInspection inspection) {
    ObjectNode node = Json.object();
    node.put("directory", inspection.directory().toString());
    node.put("records", inspection.records());
    node.put("record_bytes", inspection.recordBytes());
    node.put("file_bytes", inspection.fileBytes());
    node.put("torn_bytes", inspection.tornBytes());
    if (inspection.holderPid().isPresent()) {
      node.put("holder_pid", inspection.holderPid().getAsLong());
    } else {
      node.putNull("holder_pid");
    }
    ArrayNode segments = node.putArray("segments");
    for (SegmentInspection segment : inspection.segments()) {
      segments
          .addObject()
          .put("file", String.valueOf(segment.file().getFileName()))
          .put("state", word(segment))
          .put("records", segment.records())
          .put("record_bytes", segment.recordBytes())
          .put("first_position", segment.firstPosition())
          .put("end_position", segment.endPosition());
    }
    ArrayNode damages = node.putArray("damages");
    for (Damage damage : inspection.damages()) {
      damages
          .addObject()
          .put("position", damage.position())
          .put("bytes", damage.bytes())
          .put("reason", damage.reason());
    }
    return node;
  }

  private static String word(SegmentInspection segment) {
    return segment.state().name().toLowerCase(Locale.ROOT);
  }
}
