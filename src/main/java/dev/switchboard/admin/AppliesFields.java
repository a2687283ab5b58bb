package dev.switchboard.admin;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Projects;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.json.Fields;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which calls a limit or a budget is for, as fields of bodies. */
final class AppliesFields {
  static final Set<String> NAMES = Set.of("project", "key", "model", "tag");
  private static final int LONGEST = 256;

  private final Projects projects;
  private final VirtualKeys keys;

  AppliesFields(Projects projects, VirtualKeys keys) {
    this.projects = projects;
    this.keys = keys;
  }

  /**
   * Reads them.
   *
   * @throws dev.switchboard.json.InvalidFieldException naming the field
   */
  Applies read(Fields fields) {
    String project =
        fields
            .optionalText("project")
            .map(name -> ProjectRoutes.named(projects, name, "/project").id())
            .orElse(null);
    String key = fields.optionalText("key").orElse(null);
    if (key != null) {
      Optional<String> owner = keys.find(key).map(VirtualKey::projectId);
      if (owner.isEmpty() || (project != null && !owner.get().equals(project))) {
        throw fields.invalid(
            "key", project == null ? "the id of a key" : "the id of a key of this project");
      }
    }
    String model = fields.optionalText("model").orElse(null);
    if (model != null && (model.isBlank() || model.length() > LONGEST)) {
      throw fields.invalid("model", "a pattern of provider/model of 1 to 256 characters");
    }
    return new Applies(project, key, model, tag(fields));
  }

  private static Applies.@Nullable Tag tag(Fields fields) {
    Optional<Fields> tag = fields.optionalObject("tag");
    if (tag.isEmpty()) {
      return null;
    }
    Map<String, dev.switchboard.json.Located> all = tag.get().all();
    if (all.size() != 1) {
      throw fields.invalid("tag", "an object with one tag, such as {\"team\": \"red\"}");
    }
    String name = all.keySet().iterator().next();
    String value = tag.get().text(name);
    if (name.isBlank() || name.length() > LONGEST || value.length() > LONGEST) {
      throw fields.invalid("tag", "a name and a value of at most 256 characters");
    }
    return new Applies.Tag(name, value);
  }

  /** Writes them: {@code project_id}, {@code key_id}, {@code model}, {@code tag}. */
  static void write(ObjectNode node, Applies applies) {
    node.put("project_id", applies.projectId());
    node.put("key_id", applies.keyId());
    node.put("model", applies.model());
    Applies.Tag tag = applies.tag();
    if (tag == null) {
      node.putNull("tag");
    } else {
      node.putObject("tag").put(tag.name(), tag.value());
    }
  }
}
