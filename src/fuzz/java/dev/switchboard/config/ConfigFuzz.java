package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Any file is a configuration or refused with its place and what was expected. */
class ConfigFuzz {
  private static final Vendors VENDORS = Vendors.load();
  private static final Map<String, String> ENVIRONMENT =
      Map.of("OPENAI_API_KEY", "test-credential", "HOST", "127.0.0.1", "EMPTY", "");

  @FuzzTest
  void isReadOrRefused(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("switchboard", ".yaml");
    try {
      Files.write(file, bytes);
      Config config =
          new ConfigReader(ENVIRONMENT, VENDORS)
              .read(new Flags(null, null, null, file.toString(), false));
      assertThat(config.toString()).doesNotContain("test-credential");
    } catch (ConfigException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("test-credential");
    } finally {
      Files.delete(file);
    }
  }
}
