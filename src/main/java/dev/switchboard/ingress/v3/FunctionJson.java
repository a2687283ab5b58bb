package dev.switchboard.ingress.v3;

import dev.switchboard.json.Json;
import dev.switchboard.task.FunctionDefinition;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.StoredExample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Functions, revisions and examples in the shapes of the task API.
 *
 * <p>What is a generated script there is the instructions here: {@code source}.
 */
final class FunctionJson {
  private static final int HASH_BYTES = 16;

  private FunctionJson() {}

  /** A function in a list. */
  static ObjectNode info(FunctionRevision newest) {
    ObjectNode node = Json.object();
    node.put("name", newest.name());
    node.put("revision_id", newest.number());
    node.put("schema_hash", schemaHash(newest.definition()));
    node.put("created_at", newest.functionCreatedAt().toString());
    node.put("generated_at", newest.createdAt().toString());
    node.put("has_script", !newest.definition().instructions().isEmpty());
    return node;
  }

  /** A function whole, as its newest revision says. */
  static ObjectNode details(FunctionRevision newest) {
    ObjectNode node = info(newest);
    definition(node, newest.definition());
    return node;
  }

  /** A revision in a list. */
  static ObjectNode revisionInfo(FunctionRevision revision, boolean current) {
    ObjectNode node = Json.object();
    node.put("revision_id", revision.number());
    node.put("schema_hash", schemaHash(revision.definition()));
    node.put("created_at", revision.createdAt().toString());
    node.put("is_current", current);
    return node;
  }

  /** A revision whole. */
  static ObjectNode revision(FunctionRevision revision, boolean current) {
    ObjectNode node = revisionInfo(revision, current);
    definition(node, revision.definition());
    return node;
  }

  /** An example; the task API's name for its id is {@code uuid}. */
  static ObjectNode example(StoredExample example) {
    ObjectNode node = Json.object();
    node.put("id", example.id());
    node.put("uuid", example.id());
    node.set("input", example.input());
    node.set("output", example.output());
    node.put("tag", example.tag());
    node.put("comment", example.comment());
    node.put("created_at", example.createdAt().toString());
    return node;
  }

  private static void definition(ObjectNode node, FunctionDefinition definition) {
    node.put("instructions", definition.instructions());
    node.put("source", definition.instructions());
    node.set("input_schema", schema(definition.inputSchema()));
    node.set("output_schema", schema(definition.outputSchema()));
    if (definition.model() != null) {
      node.set("model", Json.parse(definition.model()));
    } else {
      node.putNull("model");
    }
  }

  /** The schema that allows anything where there is none. */
  private static ObjectNode schema(@Nullable String stored) {
    return stored == null ? Json.object() : (ObjectNode) Json.parse(stored);
  }

  private static String schemaHash(FunctionDefinition definition) {
    String schemas = definition.inputSchema() + "\n" + definition.outputSchema();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(schemas.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
