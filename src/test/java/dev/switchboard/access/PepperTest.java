package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperTest {
  private final Settings settings = new MemorySettings();
  @TempDir Path folder;

  @Test
  void isMadeAtTheFirstStartForItsOwnerOnly() throws Exception {
    Pepper.open(folder, settings);
    Path file = folder.resolve(Pepper.FILE);
    assertThat(Files.size(file)).isEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void isTheSameAtTheNextStart() {
    KeyHash before = Pepper.open(folder, settings).hash("text");
    assertThat(Pepper.open(folder, settings).hash("text")).isEqualTo(before);
  }

  @Test
  void hashesAsHmacSha256() throws Exception {
    byte[] bytes = new byte[32];
    bytes[3] = 7;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
    assertThat(Pepper.ofHex(HexFormat.of().formatHex(bytes), settings).hash("text").hex())
        .isEqualTo(HexFormat.of().formatHex(mac.doFinal("text".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aLostFileStopsTheStartInsteadOfMakingANewOne() throws Exception {
    Pepper.open(folder, settings);
    Files.delete(folder.resolve(Pepper.FILE));
    assertThatThrownBy(() -> Pepper.open(folder, settings))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("key-pepper is missing")
        .hasMessageContaining("expected: restore it");
    assertThat(folder.resolve(Pepper.FILE)).doesNotExist();
  }

  @Test
  void anotherDatabasesPepperStopsTheStart() {
    Pepper.open(folder, settings);
    assertThatThrownBy(() -> Pepper.ofHex("00".repeat(32), settings))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("not the one under which this database's keys are hashed");
  }

  @Test
  void aCutFileStopsTheStart() throws Exception {
    Files.write(folder.resolve(Pepper.FILE), new byte[31]);
    assertThatThrownBy(() -> Pepper.open(folder, settings))
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("has 31 bytes (expected: 32)");
  }

  @Test
  void aConfiguredPepperThatIsNoHexIsNotRepeated() {
    assertThatThrownBy(() -> Pepper.ofHex("not-hexadecimal-at-all", settings))
        .isInstanceOf(PepperException.class)
        .hasMessageNotContaining("not-hexadecimal-at-all");
  }

  @Test
  void aHashIsReadBackFromItsText() {
    KeyHash hash = Pepper.open(folder, settings).hash("text");
    assertThat(KeyHash.ofHex(hash.hex())).isEqualTo(hash);
    assertThat(hash.hex()).hasSize(KeyHash.HEX_LENGTH);
  }
}
