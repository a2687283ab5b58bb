package dev.switchboard.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
  @TempDir Path folder;

  private String text() throws IOException {
    return Files.readString(folder.resolve(AdminToken.FILE)).strip();
  }

  @Test
  void isMadeOnceForItsOwnerOnly() throws IOException {
    AdminToken.open(folder, null);
    String first = text();
    AdminToken.open(folder, null);
    assertThat(text()).isEqualTo(first).hasSizeGreaterThan(43);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(AdminToken.FILE))))
        .isEqualTo("rw-------");
  }

  @Test
  void matchesItsOwnTextOnly() throws IOException {
    AdminToken token = AdminToken.open(folder, null);
    assertThat(token.matches(text())).isTrue();
    assertThat(token.matches(text() + "x")).isFalse();
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void isTheOperatorsWhereThereIsOne() {
    AdminToken token = AdminToken.open(folder, "chosen-by-the-operator");
    assertThat(token.matches("chosen-by-the-operator")).isTrue();
    assertThat(folder.resolve(AdminToken.FILE)).doesNotExist();
  }

  @Test
  void doesNotShowItself() throws IOException {
    assertThat(AdminToken.open(folder, null).toString()).doesNotContain(text());
  }
}
