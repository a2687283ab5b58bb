package dev.switchboard.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Headers;
import dev.switchboard.json.Json;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Credential;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Signatures that AWS's own signer made. */
class RequestSignerTest {
  static Stream<JsonNode> vectors() throws IOException {
    return Json.parse(
            Files.readAllBytes(Path.of("src/test/resources/vectors/sigv4-bedrock-vectors.json")))
        .valueStream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsAwsDoes(JsonNode vector) {
    JsonNode input = vector.path("input");
    JsonNode token = input.path("sessionToken");
    Headers signed =
        new RequestSigner(
                input.path("region").stringValue(),
                new Cloud.AwsKeys(
                    input.path("accessKeyId").stringValue(),
                    secret(input.path("secretAccessKey").stringValue()),
                    token.isString() ? secret(token.stringValue()) : null),
                Clock.fixed(Instant.parse(input.path("date").stringValue()), ZoneOffset.UTC))
            .sign(
                Headers.of("content-type", "application/json"),
                URI.create(
                    "https://"
                        + input.path("host").stringValue()
                        + input.path("path").stringValue()),
                input.path("body").stringValue().getBytes(StandardCharsets.UTF_8));
    for (String name : vector.path("signedHeaders").propertyNames()) {
      if (!name.equals("host")) {
        assertThat(signed.first(name))
            .as(name)
            .contains(vector.path("signedHeaders").path(name).stringValue());
      }
    }
  }

  @Test
  void coversThePortOfAnUnusualAddress() {
    Cloud.AwsKeys keys = new Cloud.AwsKeys("A", secret("s"), null);
    RequestSigner signer =
        new RequestSigner("eu-north-1", keys, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    Headers plain = Headers.of("content-type", "application/json");
    assertThat(signature(signer.sign(plain, URI.create("https://h:443/m"), new byte[0])))
        .isEqualTo(signature(signer.sign(plain, URI.create("https://h/m"), new byte[0])))
        .isNotEqualTo(signature(signer.sign(plain, URI.create("https://h:444/m"), new byte[0])));
  }

  private static String signature(Headers headers) {
    return headers.firstOr("authorization", "");
  }

  private static Credential secret(String text) {
    return new Credential(text, "test");
  }
}
