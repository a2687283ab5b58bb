package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Ids;
import dev.switchboard.access.IssuedKey;
import dev.switchboard.access.KeyHash;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyRing;
import dev.switchboard.access.NewKey;
import dev.switchboard.access.Page;
import dev.switchboard.access.Pepper;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.access.Scope;
import dev.switchboard.access.StoredKey;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.access.VirtualKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class KeysInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

  private final Backend backend;
  @TempDir Path folder;
  private Store store;
  private VirtualKeys keys;
  private Projects projects;

  KeysInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.fixed(NOW, ZoneOffset.UTC));
    keys = store.virtualKeys();
    projects = store.projects();
    projects.insert(new Project("prj_a", "default", NOW));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aProjectIsFoundByIdAndByName() {
    Project project = new Project("prj_b", "Ünïcode 👋", NOW);
    projects.insert(project);
    assertThat(projects.find("prj_b")).contains(project);
    assertThat(projects.findByName("Ünïcode 👋")).contains(project);
    assertThat(projects.find("prj_c")).isEmpty();
  }

  @Test
  void aSecondProjectOfTheSameNameIsAConflict() {
    assertThatThrownBy(() -> projects.insert(new Project("prj_b", "default", NOW)))
        .hasMessageStartingWith("conflict: project default");
  }

  @Test
  void listsComePageByPageInTheOrderOfIdsUpperBeforeLowerCase() {
    for (String id : List.of("prj_b", "prj_B", "prj_c", "prj_Z")) {
      projects.insert(new Project(id, "name " + id, NOW));
    }
    List<String> ids = new ArrayList<>();
    Page.Request request = Page.Request.first(2);
    while (true) {
      Page<Project> page = projects.list(request);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
      page.items().forEach(project -> ids.add(project.id()));
      if (page.nextCursor() == null) {
        break;
      }
      request = new Page.Request(2, page.nextCursor());
    }
    assertThat(ids).containsExactly("prj_B", "prj_Z", "prj_a", "prj_b", "prj_c");
  }

  @Test
  void aKeyIsReadBackAsItWasWritten() {
    StoredKey stored = key("key_1", 1, NOW.plusSeconds(9));
    keys.insert(stored);
    assertThat(keys.find("key_1")).contains(stored.key());
    assertThat(keys.findByHash(stored.hash())).contains(stored);
    assertThat(keys.findByHashes(List.of(stored.hash(), hash(7)))).containsExactly(stored);
    assertThat(keys.findByHash(hash(7))).isEmpty();
  }

  @Test
  void aKeyOfNoProjectIsRefused() {
    VirtualKey key = key("key_1", 1, null).key();
    VirtualKey lost =
        new VirtualKey(
            "key_1", "prj_x", "n", "abcd", key.scopes(), List.of(), NOW, null, null, null);
    assertThatThrownBy(() -> keys.insert(new StoredKey(lost, hash(1))))
        .hasMessageStartingWith("not_found: project prj_x");
  }

  @Test
  void twoKeysOfOneTextAreAConflict() {
    keys.insert(key("key_1", 1, null));
    assertThatThrownBy(() -> keys.insert(key("key_2", 1, null)))
        .hasMessageStartingWith("conflict: key key_2");
  }

  @Test
  void keysAreListedOfOneProjectOrOfAll() {
    projects.insert(new Project("prj_b", "other", NOW));
    keys.insert(key("key_1", 1, null));
    VirtualKey other =
        new VirtualKey("key_2", "prj_b", "n", "abcd", Set.of(), List.of(), NOW, null, null, null);
    keys.insert(new StoredKey(other, hash(2)));
    assertThat(keys.list("prj_b", Page.Request.first(10)).items()).containsExactly(other);
    assertThat(keys.list(null, Page.Request.first(10)).items())
        .extracting(VirtualKey::id)
        .containsExactly("key_1", "key_2");
  }

  @Test
  void theFirstRevocationStands() {
    keys.insert(key("key_1", 1, null));
    keys.revoke("key_1", NOW);
    assertThat(keys.revoke("key_1", NOW.plusSeconds(5)).orElseThrow().key().revokedAt())
        .isEqualTo(NOW);
    assertThat(keys.revoke("key_2", NOW)).isEmpty();
  }

  @Test
  void aRotatedKeyHasItsNewHashOnly() {
    keys.insert(key("key_1", 1, null));
    assertThat(keys.rotate("key_1", hash(2), "wxyz")).contains(hash(1));
    assertThat(keys.findByHash(hash(1))).isEmpty();
    assertThat(keys.findByHash(hash(2)).orElseThrow().key().hint()).isEqualTo("wxyz");
  }

  @Test
  void aRevokedKeyIsNotRotated() {
    keys.insert(key("key_1", 1, null));
    keys.revoke("key_1", NOW);
    assertThatThrownBy(() -> keys.rotate("key_1", hash(2), "wxyz"))
        .hasMessageStartingWith("conflict: key key_1");
  }

  @Test
  void lastUseNeverMovesBack() {
    keys.insert(key("key_1", 1, null));
    keys.touch(Map.of("key_1", NOW, "key_gone", NOW));
    keys.touch(Map.of("key_1", NOW.minusSeconds(60)));
    assertThat(keys.find("key_1").orElseThrow().lastUsedAt()).isEqualTo(NOW);
  }

  @Test
  void theGenerationGrowsWithEveryChange() {
    List<Long> generations = new ArrayList<>(List.of(keys.generation()));
    keys.insert(key("key_1", 1, null));
    generations.add(keys.generation());
    keys.rotate("key_1", hash(2), "wxyz");
    generations.add(keys.generation());
    keys.revoke("key_1", NOW);
    generations.add(keys.generation());
    assertThat(generations).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aSettingIsKeptOnce() {
    assertThat(store.settings().insertIfAbsent("a", "1")).isEqualTo("1");
    assertThat(store.settings().insertIfAbsent("a", "2")).isEqualTo("1");
    assertThat(store.settings().find("a")).contains("1");
    assertThat(store.settings().find("b")).isEmpty();
  }

  @Test
  void aKeyLivesFromItsMakingToItsEndInBothProcesses() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Pepper pepper = Pepper.open(folder, store.settings());
    KeyRing here = new KeyRing(keys, pepper, clock);
    KeyRing there = new KeyRing(store.virtualKeys(), pepper, clock);
    KeyIssuer issuer = new KeyIssuer(keys, here, pepper, Ids.secure(clock), clock);
    IssuedKey issued = issuer.issue(NewKey.unrestricted("prj_a", "test"));
    assertThat(there.authenticate(issued.text().reveal())).isEqualTo(issued.key());
    IssuedKey rotated = issuer.rotate(issued.key().id());
    there.refresh();
    assertThatThrownBy(() -> there.authenticate(issued.text().reveal()))
        .hasMessageStartingWith("invalid_key");
    assertThat(there.authenticate(rotated.text().reveal()).id()).isEqualTo(issued.key().id());
    here.authenticate(rotated.text().reveal());
    here.flushLastUsed();
    assertThat(keys.find(issued.key().id()).orElseThrow().lastUsedAt())
        .isEqualTo(Instant.ofEpochMilli(NOW.toEpochMilli()));
    issuer.revoke(issued.key().id());
    there.refresh();
    for (KeyRing ring : List.of(here, there)) {
      assertThatThrownBy(() -> ring.authenticate(rotated.text().reveal()))
          .hasMessageStartingWith("invalid_key");
    }
  }

  @Test
  void noSecretIsInAnyFileOfTheDatabase() throws Exception {
    Clock clock = Clock.systemUTC();
    Pepper pepper = Pepper.open(folder, store.settings());
    KeyRing ring = new KeyRing(keys, pepper, clock);
    KeyIssuer issuer = new KeyIssuer(keys, ring, pepper, Ids.secure(clock), clock);
    IssuedKey issued = issuer.issue(NewKey.unrestricted("prj_a", "the name to be found"));
    ring.authenticate(issued.text().reveal());
    ring.flushLastUsed();
    Path files = folder;
    if (backend == Backend.POSTGRESQL) {
      store
          .database()
          .read(session -> session.connection().createStatement().execute("CHECKPOINT"));
      files = PostgresServer.shared().files();
    }
    String secret = issued.text().reveal().substring(26);
    assertThat(filesHolding(files, "the name to be found")).isNotEmpty();
    assertThat(filesHolding(files, secret)).isEmpty();
  }

  private static List<Path> filesHolding(Path folder, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static StoredKey key(String id, int hash, @Nullable Instant expiresAt) {
    VirtualKey key =
        new VirtualKey(
            id,
            "prj_a",
            "a key",
            "abcd",
            EnumSet.of(Scope.CALL, Scope.READ_TRACES),
            List.of("openai/*", "smart"),
            NOW,
            expiresAt,
            null,
            null);
    return new StoredKey(key, hash(hash));
  }

  private static KeyHash hash(int number) {
    return new KeyHash(-number, number, 0, Long.MIN_VALUE);
  }
}
