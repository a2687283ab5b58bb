package dev.switchboard.admin;

import dev.switchboard.access.IssuedKey;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.NewKey;
import dev.switchboard.access.Page;
import dev.switchboard.access.Projects;
import dev.switchboard.access.Scope;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /keys}: made, listed, looked up, revoked, rotated. */
public final class KeyRoutes implements AdminSurface.Noun {
  private final VirtualKeys keys;
  private final KeyIssuer issuer;
  private final Projects projects;
  private final Clock clock;

  public KeyRoutes(VirtualKeys keys, KeyIssuer issuer, Projects projects, Clock clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.projects = projects;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/keys", this::list),
        Route.post("/keys", this::create),
        Route.get("/keys/{id}", this::one),
        Route.post("/keys/{id}/revoke", this::revoke),
        Route.post("/keys/{id}/rotate", this::rotate));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of("project", "limit", "cursor"));
    String project =
        request
            .parameter("project")
            .map(name -> ProjectRoutes.named(projects, name, "/project").id())
            .orElse(null);
    Page<VirtualKey> page = keys.list(project, request.page());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    page.items().forEach(key -> data.add(json(key)));
    answer.put("next_cursor", page.nextCursor());
    request.answer(200, answer);
  }

  private void create(ManagementRequest request) {
    NewKey wanted =
        request.read(KeyBody.FIELDS, fields -> KeyBody.read(fields, projects, clock.instant()));
    request.answer(201, json(issuer.issue(wanted)));
  }

  private void one(ManagementRequest request) {
    request.allowParameters(Set.of());
    String id = request.path().getFirst();
    VirtualKey key =
        keys.find(id)
            .orElseThrow(() ->
                new FailureException(
                    new Failure.NotFound("not_found", "key " + id + ": there is none of that id")));
    request.answer(200, json(key));
  }

  private void revoke(ManagementRequest request) {
    String id = request.read(Set.of(), _ -> request.path().getFirst());
    request.answer(200, json(issuer.revoke(id)));
  }

  private void rotate(ManagementRequest request) {
    String id = request.read(Set.of(), _ -> request.path().getFirst());
    request.answer(200, json(issuer.rotate(id)));
  }

  /** With the key's text: the only answers that hold it. */
  private ObjectNode json(IssuedKey issued) {
    ObjectNode node = json(issued.key());
    node.put("key", issued.text().reveal());
    return node;
  }

  private ObjectNode json(VirtualKey key) {
    ObjectNode node = Json.object();
    node.put("id", key.id());
    node.put("project_id", key.projectId());
    node.put("name", key.name());
    node.put("hint", key.hint());
    node.put("status", status(key));
    ArrayNode scopes = node.putArray("scopes");
    key.scopes().stream().map(Scope::label).sorted().forEach(scopes::add);
    ArrayNode models = node.putArray("allowed_models");
    key.allowedModels().forEach(models::add);
    node.put("created_at", key.createdAt().toString());
    instant(node, "expires_at", key.expiresAt());
    instant(node, "revoked_at", key.revokedAt());
    instant(node, "last_used_at", key.lastUsedAt());
    return node;
  }

  private String status(VirtualKey key) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    Instant expiry = key.expiresAt();
    return expiry != null && !clock.instant().isBefore(expiry) ? "expired" : "active";
  }

  private static void instant(ObjectNode node, String name, @Nullable Instant instant) {
    node.put(name, instant == null ? null : instant.toString());
  }
}
