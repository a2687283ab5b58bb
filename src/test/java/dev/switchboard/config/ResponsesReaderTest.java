package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesReaderTest {
  private static final Vendors VENDORS = Vendors.load();

  @TempDir Path folder;

  private boolean asksAtResponses(String provider) throws IOException {
    Path file = folder.resolve("switchboard.yaml");
    Files.writeString(file, "providers:\n  p: {" + provider + ", api_key: k}\n");
    Config config =
        new ConfigReader(Map.of(), VENDORS)
            .read(new Flags(null, null, null, file.toString(), false));
    return config.providers().getFirst().provider().vendor().flags().containsKey("responses");
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1, true",
    "https://API.OpenAI.com/v1, true",
    "https://eu.api.openai.com/v1, true",
    "https://api.openai.com.example.org/v1, false",
    "https://notapi.openai.com.example.org/v1, false",
    "https://evilapi.openai.com/v1, false",
    "http://127.0.0.1:9001/v1, false"
  })
  void aVendorsEntryHoldsForItsOwnServers(String address, boolean expected) throws IOException {
    assertThat(asksAtResponses("kind: openai, base_url: \"" + address + "\"")).isEqualTo(expected);
  }

  @Test
  void everyAddressOfAzureIsAzures() throws IOException {
    assertThat(asksAtResponses("kind: azure, base_url: \"https://mine.example.org\"")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"openai, true", "groq, true", "openai, false", "xai, false", "azure, false"})
  void theConfigurationGoesBeforeTheEntry(String kind, boolean said) throws IOException {
    String provider = "kind: " + kind + ", base_url: \"https://api.openai.com/v1\", responses: ";
    assertThat(asksAtResponses(provider + said)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic, true, only kinds of OpenAI's dialect",
    "openai-responses, false, speaks nothing else"
  })
  void refusesWhatAKindCannotDo(String kind, String said, String expected) {
    assertThatThrownBy(() ->
            asksAtResponses("kind: " + kind + ", base_url: \"http://a.test\", responses: " + said))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("providers.p.responses: " + said)
        .hasMessageContaining(expected);
  }
}
