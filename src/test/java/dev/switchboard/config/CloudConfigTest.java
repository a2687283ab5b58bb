package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.ProviderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of providers within a cloud. */
class CloudConfigTest {
  @TempDir Path folder;

  @Test
  void readsAzuresDeployments() {
    ProviderConfig provider =
        read(
            "{kind: azure, base_url: 'https://r.openai.azure.com', api_key: k,"
                + " api_version: 2024-10-21, deployments: {gpt-4o: mine}}",
            Map.of());
    assertThat(provider.cloud())
        .isEqualTo(new Cloud.Azure("2024-10-21", Map.of("gpt-4o", "mine"), null));
  }

  @Test
  void readsAnApplicationOfEntraFromTheUsualVariables() {
    ProviderConfig provider =
        read(
            "{kind: azure, base_url: 'https://r.openai.azure.com'}",
            Map.of(
                "AZURE_TENANT_ID", "t/1",
                "AZURE_CLIENT_ID", "c",
                "AZURE_CLIENT_SECRET", "hush-hush-hush-hush"));
    Cloud.EntraLogin login =
        java.util.Objects.requireNonNull(((Cloud.Azure) provider.cloud()).login());
    assertThat(login.tokens())
        .hasToString("https://login.microsoftonline.com/t%2F1/oauth2/v2.0/token");
    assertThat(provider.toString()).doesNotContain("hush-hush-hush");
  }

  @Test
  void takesAwssKeysFromTheUsualVariables() {
    ProviderConfig provider =
        read(
            "{kind: bedrock}",
            Map.of(
                "AWS_REGION", "cn-north-1",
                "AWS_ACCESS_KEY_ID", "AKID",
                "AWS_SECRET_ACCESS_KEY", "hush-hush-hush-hush"));
    assertThat(provider.baseUrl())
        .hasToString("https://bedrock-runtime.cn-north-1.amazonaws.com.cn");
    assertThat(provider.region()).isEqualTo("cn-north-1");
    assertThat(provider.credential()).isNull();
    assertThat(provider.toString()).contains("AKID").doesNotContain("hush-hush-hush");
  }

  @Test
  void sendsABedrockApiKeyRatherThanSignWithTheMachinesKeys() {
    ProviderConfig provider =
        read(
            "{kind: aws, region: eu-north-1, api_key: abc}",
            Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "secret"));
    assertThat(provider.cloud()).isEqualTo(new Cloud.Aws("eu-north-1", null));
  }

  @Test
  void findsBedrockByItsApiKeyAndRegionAlone() {
    Map<String, String> environment =
        Map.of("AWS_BEARER_TOKEN_BEDROCK", "abc", "AWS_REGION", "us-east-1");
    assertThat(read("{kind: openai, api_key: k}", environment, "aws").region())
        .isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @CsvSource({
    "global,       https://aiplatform.googleapis.com/v1,",
    "eu,           https://aiplatform.eu.rep.googleapis.com/v1,   eu",
    "europe-west1, https://europe-west1-aiplatform.googleapis.com/v1, europe-west1",
  })
  void findsVertexAtItsLocation(String location, String address, String region) {
    ProviderConfig provider =
        read("{kind: gcp-vertex, project: p1, location: " + location + "}", Map.of());
    assertThat(provider.baseUrl()).hasToString(address);
    assertThat(provider.region()).isEqualTo(region);
    assertThat(provider.credential()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"external_account"}                       | type: external_account (expected: service_account or
          {"type":"service_account","client_email":"a"}     | /private_key_id: expected
          {"type":"service_account","client_email":"a","private_key_id":"k","private_key":"hush"} | private_key: cannot be read
          {"type":                                          | (expected: a JSON object)
          """)
  void neverShowsWhatIsWrongInACredentialsFile(String json, String complaint) throws IOException {
    Path file = folder.resolve("credentials.json");
    Files.writeString(file, json);
    String yaml =
        "{kind: gcp-vertex, project: p1, location: eu, credentials_file: \"" + file + "\"}";
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: azure, base_url: 'https://r', api_key: k, client_id: c}          | api_key: stands beside client_id
          {kind: azure, base_url: 'https://r', client_id: c}                      | client_secret: missing
          {kind: azure, base_url: 'https://r', client_id: c, client_secret: s}    | tenant_id: missing
          {kind: azure, base_url: 'https://r', client_id: c, client_secret: s, token_url: x} | token_url: x (expected: an http
          {kind: azure, base_url: 'https://r', api_key: k, api_version: 'a&b'}    | api_version: a&b (expected: a version
          {kind: azure, base_url: 'https://r', api_key: k, project: p}            | unknown key providers.mock.project
          {kind: aws, api_key: k}                                                 | region: missing
          {kind: aws, api_key: k, region: Europe}                                 | region: Europe (expected: an AWS region
          {kind: aws, region: eu-north-1}                                         | access_key_id: missing (expected: AWS credentials
          {kind: aws, region: eu-north-1, access_key_id: A}                       | secret_access_key: missing
          {kind: aws, region: eu-north-1, secret_access_key: s}                   | access_key_id: missing
          {kind: aws, region: eu-north-1, api_key: k, access_key_id: A, secret_access_key: s} | api_key: stands beside access_key_id
          {kind: gcp-vertex, location: eu}                                        | project: missing
          {kind: gcp-vertex, project: p1}                                         | location: missing
          {kind: gcp-vertex, project: p1, location: 'a/b'}                        | location: a/b (expected: global or
          {kind: gcp-vertex, project: '../x', location: eu}                       | project: ../x (expected: the id
          {kind: gcp-vertex, project: p1, location: eu, credentials_file: /none}  | /none: cannot be read
          {kind: openai, api_key: k, access_key_id: A}                            | unknown key providers.mock.access_key_id
          """)
  void complainsWithTheSettingsName(String yaml, String complaint) {
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint);
  }

  private ProviderConfig read(String yaml, Map<String, String> environment) {
    return read(yaml, environment, "mock");
  }

  private ProviderConfig read(String yaml, Map<String, String> environment, String name) {
    try {
      Path file = folder.resolve("switchboard.yaml");
      Files.writeString(file, "providers: {mock: " + yaml + "}");
      Flags flags = new Flags(null, 0, folder.toString(), file.toString(), false);
      return new ConfigReader(environment, Vendors.load())
          .read(flags).providers().stream()
              .map(Config.ConfiguredProvider::provider)
              .filter(provider -> provider.name().equals(name))
              .findFirst()
              .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
