package dev.switchboard.provider.bedrock;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Credential;
import dev.switchboard.wire.PathStep;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests with AWS Signature Version 4: content type, host, time, token and the body's hash.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     source</a>
 */
final class RequestSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "bedrock";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String region;
  private final Cloud.AwsKeys keys;
  private final Clock clock;

  RequestSigner(String region, Cloud.AwsKeys keys, Clock clock) {
    this.region = region;
    this.keys = keys;
    this.clock = clock;
  }

  /** The headers with the signature of a POST and what it covers. */
  Headers sign(Headers headers, URI address, byte[] body) {
    String time = TIME.format(clock.instant());
    String hash = hex(sha256(body));
    Map<String, String> signed = new TreeMap<>();
    headers.first("content-type").ifPresent(type -> signed.put("content-type", type.strip()));
    signed.put("host", host(address));
    signed.put("x-amz-content-sha256", hash);
    signed.put("x-amz-date", time);
    Credential token = keys.sessionToken();
    if (token != null) {
      signed.put("x-amz-security-token", token.secret());
    }
    String names = String.join(";", signed.keySet());
    String canonical = canonicalRequest(address, signed, names, hash);
    String scope = time.substring(0, 8) + "/" + region + "/" + SERVICE + "/aws4_request";
    String text = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical))));
    String authorization =
        ALGORITHM
            + " Credential="
            + keys.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + hex(hmac(signingKey(time.substring(0, 8)), text));
    Headers.Builder all = headers.toBuilder();
    signed.forEach((name, value) -> {
      if (!name.equals("host")) {
        all.set(name, value);
      }
    });
    return all.set("authorization", authorization).build();
  }

  private static String canonicalRequest(
      URI address, Map<String, String> signed, String names, String hash) {
    String fields =
        signed.entrySet().stream()
            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join("\n", "POST", canonicalPath(address), "", fields, names, hash);
  }

  /** Escapes are escaped once more: so every service but S3 wants it. */
  private static String canonicalPath(URI address) {
    String path = address.getRawPath();
    return path.isEmpty()
        ? "/"
        : Arrays.stream(path.split("/", -1)).map(PathStep::of).collect(Collectors.joining("/"));
  }

  private static String host(URI address) {
    int port = address.getPort();
    boolean usual =
        port < 0
            || (port == 443 && address.getScheme().equals("https"))
            || (port == 80 && address.getScheme().equals("http"));
    return usual ? address.getHost() : address.getHost() + ":" + port;
  }

  private byte[] signingKey(String date) {
    byte[] day = hmac(utf8("AWS4" + keys.secretAccessKey().secret()), date);
    return hmac(hmac(hmac(day, region), SERVICE), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
