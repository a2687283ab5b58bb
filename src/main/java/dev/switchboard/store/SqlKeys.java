package dev.switchboard.store;

import dev.switchboard.access.KeyHash;
import dev.switchboard.access.Page;
import dev.switchboard.access.Scope;
import dev.switchboard.access.StoredKey;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.access.VirtualKeys;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Virtual keys as rows. */
final class SqlKeys implements VirtualKeys {
  private static final String SELECT =
      """
      SELECT id, project_id, name, hint, hash, scopes, allowed_models, created_at, expires_at,
        revoked_at, last_used_at
      FROM virtual_keys \
      """;
  private static final Sql FIND = Sql.of(SELECT + "WHERE id = :id");
  private static final Sql FIND_BY_HASH = Sql.of(SELECT + "WHERE hash = :hash");
  private static final Sql LIST = Sql.of(SELECT + "WHERE id > :after ORDER BY id LIMIT :limit");
  private static final Sql LIST_OF_PROJECT =
      Sql.of(SELECT + "WHERE project_id = :project AND id > :after ORDER BY id LIMIT :limit");
  private static final Sql PROJECT = Sql.of("SELECT id FROM projects WHERE id = :id");
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO virtual_keys (id, project_id, name, hint, hash, scopes, allowed_models,
            created_at, expires_at, revoked_at, last_used_at)
          VALUES (:id, :project, :name, :hint, :hash, :scopes, :allowed, :created, :expires,
            :revoked, :used)
          ON CONFLICT DO NOTHING
          """);
  private static final Sql REVOKE =
      Sql.of("UPDATE virtual_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL");
  private static final Sql ROTATE =
      Sql.of(
          """
          UPDATE virtual_keys SET hash = :hash, hint = :hint
          WHERE id = :id AND hash = :old AND revoked_at IS NULL
          """);
  private static final Sql TOUCH =
      Sql.of(
          """
          UPDATE virtual_keys SET last_used_at = :at
          WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)
          """);
  private static final Sql NEXT_GENERATION =
      Sql.of("UPDATE counters SET value = value + 1 WHERE name = 'keys'");
  private static final Sql GENERATION = Sql.of("SELECT value FROM counters WHERE name = 'keys'");

  private final Database database;

  SqlKeys(Database database) {
    this.database = database;
  }

  @Override
  public void insert(StoredKey stored) {
    VirtualKey key = stored.key();
    int inserted =
        database.write(session -> {
          if (session
              .on(PROJECT)
              .bind("id", key.projectId())
              .first(row -> row.text("id"))
              .isEmpty()) {
            throw new FailureException(
                new Failure.NotFound(
                    "not_found", "project " + key.projectId() + ": there is none of that id"));
          }
          session.on(NEXT_GENERATION).update();
          return insert(session, stored);
        });
    if (inserted == 0) {
      throw new FailureException(
          new Failure.Conflict("key " + key.id() + ": its id or its text is taken"));
    }
  }

  private static int insert(Session session, StoredKey stored) throws SQLException {
    VirtualKey key = stored.key();
    String allowed = JsonColumns.ofList(key.allowedModels());
    return session
        .on(INSERT)
        .bind("id", key.id())
        .bind("project", key.projectId())
        .bind("name", key.name())
        .bind("hint", key.hint())
        .bind("hash", stored.hash().hex())
        .bind(
            "scopes",
            key.scopes().stream().map(Scope::label).sorted().collect(Collectors.joining(",")))
        .bind("allowed", allowed == null ? "[]" : allowed)
        .bind("created", key.createdAt())
        .bind("expires", key.expiresAt())
        .bind("revoked", key.revokedAt())
        .bind("used", key.lastUsedAt())
        .update();
  }

  @Override
  public Optional<VirtualKey> find(String id) {
    return database.read(session -> find(session, id)).map(StoredKey::key);
  }

  private static Optional<StoredKey> find(Session session, String id) throws SQLException {
    return session.on(FIND).bind("id", id).first(SqlKeys::key);
  }

  @Override
  public Optional<StoredKey> findByHash(KeyHash hash) {
    return database.read(
        session -> session.on(FIND_BY_HASH).bind("hash", hash.hex()).first(SqlKeys::key));
  }

  @Override
  public List<StoredKey> findByHashes(Collection<KeyHash> hashes) {
    if (hashes.isEmpty()) {
      return List.of();
    }
    Sql sql = Sql.of(SELECT + "WHERE hash IN (" + Sql.list("hash", hashes.size()) + ")");
    return database.read(session -> {
      Statement statement = session.once(sql);
      int i = 0;
      for (KeyHash hash : hashes) {
        statement.bind("hash" + i++, hash.hex());
      }
      return statement.list(SqlKeys::key);
    });
  }

  @Override
  public Page<VirtualKey> list(@Nullable String projectId, Page.Request page) {
    List<VirtualKey> found =
        database.read(session -> {
          Statement statement =
              projectId == null
                  ? session.on(LIST)
                  : session.on(LIST_OF_PROJECT).bind("project", projectId);
          return Pages.bind(statement, page).list(row -> key(row).key());
        });
    return Pages.of(page, found, VirtualKey::id);
  }

  @Override
  public Optional<StoredKey> revoke(String id, Instant at) {
    return database.write(session -> {
      if (session.on(REVOKE).bind("id", id).bind("at", at).update() > 0) {
        session.on(NEXT_GENERATION).update();
      }
      return find(session, id);
    });
  }

  @Override
  public Optional<KeyHash> rotate(String id, KeyHash hash, String hint) {
    return database.write(session -> {
      Optional<StoredKey> before = find(session, id);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      KeyHash old = before.get().hash();
      int rotated =
          session
              .on(ROTATE)
              .bind("id", id)
              .bind("old", old.hex())
              .bind("hash", hash.hex())
              .bind("hint", hint)
              .update();
      if (rotated == 0) {
        throw new FailureException(
            new Failure.Conflict("key " + id + ": revoked or rotated by somebody else"));
      }
      session.on(NEXT_GENERATION).update();
      return Optional.of(old);
    });
  }

  @Override
  public void touch(Map<String, Instant> lastUsed) {
    if (lastUsed.isEmpty()) {
      return;
    }
    database.write(session -> {
      Statement touch = session.on(TOUCH);
      // In the order of ids, so that two processes cannot wait for each other in a circle.
      for (String id : lastUsed.keySet().stream().sorted().toList()) {
        touch.bind("id", id).bind("at", lastUsed.get(id)).add();
      }
      return touch.updateAll();
    });
  }

  @Override
  public long generation() {
    return database.read(
        session -> session.on(GENERATION).list(row -> row.number("value")).getFirst());
  }

  private static StoredKey key(Row row) throws SQLException {
    VirtualKey key =
        new VirtualKey(
            row.text("id"),
            row.text("project_id"),
            row.text("name"),
            row.text("hint"),
            scopes(row.text("scopes")),
            JsonColumns.list(row.text("allowed_models")),
            row.instant("created_at"),
            row.optionalInstant("expires_at"),
            row.optionalInstant("revoked_at"),
            row.optionalInstant("last_used_at"));
    return new StoredKey(key, KeyHash.ofHex(row.text("hash")));
  }

  private static Set<Scope> scopes(String column) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(column.split(",", -1))
        .filter(label -> !label.isEmpty())
        .forEach(label -> scopes.add(Scope.ofLabel(label)));
    return scopes;
  }
}
