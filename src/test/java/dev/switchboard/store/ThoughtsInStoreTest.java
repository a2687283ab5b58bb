package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.pipeline.SealedThoughts;
import dev.switchboard.pipeline.ThoughtStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ThoughtsInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Backend backend;
  @TempDir Path folder;
  private Store store;
  private ThoughtStore thoughts;

  ThoughtsInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.fixed(NOW, ZoneOffset.UTC));
    thoughts = store.thoughts();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void areFoundUnderEachOfTheirKeys() {
    thoughts.put("prj_a", List.of("k1", "k2"), sealed(1, 2, 0, -1), LATER);
    Map<String, SealedThoughts> found = thoughts.find("prj_a", List.of("k1", "k2", "k3"), NOW);
    assertThat(found).containsOnlyKeys("k1", "k2");
    assertThat(Objects.requireNonNull(found.get("k2")).bytes()).containsExactly(1, 2, 0, -1);
  }

  @Test
  void belongToTheirProjectAlone() {
    thoughts.put("prj_a", List.of("k1"), sealed(1), LATER);
    assertThat(thoughts.find("prj_b", List.of("k1"), NOW)).isEmpty();
  }

  @Test
  void areReplacedByNewerOnes() {
    thoughts.put("prj_a", List.of("k1"), sealed(1), LATER);
    thoughts.put("prj_a", List.of("k1"), sealed(2), LATER);
    assertThat(Objects.requireNonNull(thoughts.find("prj_a", List.of("k1"), NOW).get("k1")).bytes())
        .containsExactly(2);
  }

  @Test
  void areNotFoundOnceTheyHaveExpired() {
    thoughts.put("prj_a", List.of("k1"), sealed(1), LATER);
    assertThat(thoughts.find("prj_a", List.of("k1"), LATER)).isEmpty();
  }

  @Test
  void leaveTheTablesWhenTheyHaveExpired() {
    thoughts.put("prj_a", List.of("old"), sealed(1), NOW.minusSeconds(1));
    for (int i = 0; i < 200; i++) {
      thoughts.put("prj_a", List.of("k" + i), sealed(1), LATER);
    }
    Instant before = NOW.minusSeconds(2);
    assertThat(thoughts.find("prj_a", List.of("old", "k0"), before)).containsOnlyKeys("k0");
  }

  private static SealedThoughts sealed(int... bytes) {
    byte[] sealed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      sealed[i] = (byte) bytes[i];
    }
    return new SealedThoughts(sealed);
  }
}
