package dev.switchboard.config;

import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Credential;
import dev.switchboard.provider.Vendor;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a provider is in its cloud and who we are there, from its settings and, for what they
 * leave out, from the variables that the cloud's own tools read.
 */
final class CloudReader {
  private static final Pattern AWS_REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
  private static final Pattern LOCATION = Pattern.compile("[a-z][a-z0-9-]{1,40}");
  private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9.:-]{1,60}");
  private static final Pattern API_VERSION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final String ENTRA = "https://login.microsoftonline.com/";

  private final Map<String, String> environment;

  CloudReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What the environment alone tells; empty if that is not enough. */
  Optional<Cloud> fromEnvironment(Vendor vendor) {
    return switch (vendor.host()) {
      case NONE -> Optional.of(new Cloud.None());
      case AWS -> awsRegion().map(region -> new Cloud.Aws(region, null));
      case GOOGLE, AZURE -> Optional.empty();
    };
  }

  /**
   * What a provider's settings tell.
   *
   * @throws ConfigException naming the setting that is missing or wrong
   */
  Cloud fromFile(Section section, Vendor vendor) {
    return switch (vendor.host()) {
      case NONE -> new Cloud.None();
      case AWS -> aws(section, vendor);
      case GOOGLE -> google(section);
      case AZURE -> azure(section, vendor);
    };
  }

  /** Where a cloud's service is, for vendors without an address of their own. */
  static Optional<String> address(Cloud cloud) {
    return switch (cloud) {
      case Cloud.None _, Cloud.Azure _ -> Optional.empty();
      case Cloud.Aws aws ->
          Optional.of(
              "https://bedrock-runtime."
                  + aws.region()
                  + (aws.region().startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com"));
      case Cloud.Google google ->
          Optional.of(
              switch (google.location()) {
                case "global" -> "https://aiplatform.googleapis.com/v1";
                case "us", "eu" ->
                    "https://aiplatform." + google.location() + ".rep.googleapis.com/v1";
                default -> "https://" + google.location() + "-aiplatform.googleapis.com/v1";
              });
    };
  }

  /** The region that a place in a cloud is. */
  static Optional<String> regionOf(Cloud cloud) {
    return switch (cloud) {
      case Cloud.None _, Cloud.Azure _ -> Optional.empty();
      case Cloud.Aws aws -> Optional.of(aws.region());
      case Cloud.Google google ->
          google.location().equals("global") ? Optional.empty() : Optional.of(google.location());
    };
  }

  private Cloud aws(Section section, Vendor vendor) {
    String region =
        section
            .text("region")
            .or(this::awsRegion)
            .orElseThrow(() -> section.missing("region", "an AWS region such as eu-north-1"));
    if (!AWS_REGION.matcher(region).matches()) {
      throw section.invalid("region", region, "an AWS region such as eu-north-1");
    }
    Optional<Cloud.AwsKeys> keys = awsKeys(section);
    if (keys.isPresent() && section.has("api_key")) {
      throw section.invalid("api_key", "stands beside access_key_id", "one of the two");
    }
    boolean hasApiKey = section.has("api_key") || isSet(vendor.environment());
    if (keys.isEmpty() && !hasApiKey) {
      keys = awsKeysOfEnvironment();
      if (keys.isEmpty()) {
        throw section.missing(
            "access_key_id",
            "AWS credentials: access_key_id with secret_access_key, api_key, or"
                + " AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY in the environment");
      }
    }
    return new Cloud.Aws(region, keys.orElse(null));
  }

  private static Optional<Cloud.AwsKeys> awsKeys(Section section) {
    Optional<String> id = section.text("access_key_id");
    Optional<Credential> secret = Secrets.of(section, "secret_access_key");
    Optional<Credential> token = Secrets.of(section, "session_token");
    if (id.isEmpty() && secret.isEmpty() && token.isEmpty()) {
      return Optional.empty();
    }
    String accessKeyId =
        id.orElseThrow(() -> section.missing("access_key_id", "the id of the secret access key"));
    if (!accessKeyId.matches("[A-Za-z0-9]{1,128}")) {
      throw section.invalid("access_key_id", accessKeyId, "letters and digits");
    }
    return Optional.of(
        new Cloud.AwsKeys(
            accessKeyId,
            secret.orElseThrow(
                () -> section.missing("secret_access_key", "the secret of access_key_id")),
            token.orElse(null)));
  }

  private Optional<Cloud.AwsKeys> awsKeysOfEnvironment() {
    Optional<String> id = variable("AWS_ACCESS_KEY_ID");
    Optional<Credential> secret = secretVariable("AWS_SECRET_ACCESS_KEY");
    return id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Cloud.AwsKeys(
                id.get(), secret.get(), secretVariable("AWS_SESSION_TOKEN").orElse(null)));
  }

  private Optional<String> awsRegion() {
    return variable("AWS_REGION").or(() -> variable("AWS_DEFAULT_REGION"));
  }

  private Cloud google(Section section) {
    Optional<String> file =
        section.text("credentials_file").or(() -> variable("GOOGLE_APPLICATION_CREDENTIALS"));
    Optional<Credential> token = Secrets.of(section, "api_key");
    GoogleCredentials.Found found =
        token
            .map(given -> new GoogleCredentials.Found(new Cloud.GoogleToken(given), null))
            .or(() ->
                file.map(path -> GoogleCredentials.read(path, section.place("credentials_file"))))
            .orElseGet(() -> new GoogleCredentials.Found(machine(), null));
    String project =
        section
            .text("project")
            .or(() -> Optional.ofNullable(found.project()))
            .or(() -> variable("GOOGLE_CLOUD_PROJECT"))
            .orElseThrow(() -> section.missing("project", "the id of a Google Cloud project"));
    String location =
        section
            .text("location")
            .or(() -> variable("GOOGLE_CLOUD_LOCATION"))
            .orElseThrow(
                () -> section.missing("location", "global or a location such as europe-west1"));
    require(section, "project", project, PROJECT, "the id of a Google Cloud project");
    require(section, "location", location, LOCATION, "global or a location such as europe-west1");
    return new Cloud.Google(project, location, found.login());
  }

  private Cloud.GoogleMachine machine() {
    String host = variable("GCE_METADATA_HOST").orElse("metadata.google.internal");
    return new Cloud.GoogleMachine(
        URI.create(
            "http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token"));
  }

  private Cloud azure(Section section, Vendor vendor) {
    Optional<String> version = section.text("api_version");
    version.ifPresent(
        text -> require(section, "api_version", text, API_VERSION, "a version such as 2024-10-21"));
    Map<String, String> deployments = new LinkedHashMap<>();
    Optional<Section> found = section.section("deployments");
    if (found.isPresent()) {
      try (Section names = found.get()) {
        for (String model : names.names()) {
          names.text(model).ifPresent(deployment -> deployments.put(model, deployment));
        }
      }
    }
    return new Cloud.Azure(version.orElse(null), deployments, entra(section, vendor));
  }

  private Cloud.@Nullable EntraLogin entra(Section section, Vendor vendor) {
    Optional<String> tenant = section.text("tenant_id");
    Optional<String> client = section.text("client_id");
    Optional<Credential> secret = Secrets.of(section, "client_secret");
    Optional<String> address = section.text("token_url");
    boolean isNamed = tenant.isPresent() || client.isPresent() || secret.isPresent();
    if (!isNamed && (section.has("api_key") || isSet(vendor.environment()))) {
      return null;
    }
    tenant = tenant.or(() -> variable("AZURE_TENANT_ID"));
    client = client.or(() -> variable("AZURE_CLIENT_ID"));
    secret = secret.or(() -> secretVariable("AZURE_CLIENT_SECRET"));
    if (!isNamed && (client.isEmpty() || secret.isEmpty())) {
      return null;
    }
    if (isNamed && section.has("api_key")) {
      throw section.invalid("api_key", "stands beside client_id", "one of the two");
    }
    String id = client.orElseThrow(() -> section.missing("client_id", "an application's id"));
    Credential word =
        secret.orElseThrow(() -> section.missing("client_secret", "the application's secret"));
    Optional<String> tenantAddress =
        tenant.map(name -> ENTRA + encoded(name) + "/oauth2/v2.0/token");
    String tokens =
        address
            .or(() -> tenantAddress)
            .orElseThrow(() -> section.missing("tenant_id", "the application's tenant"));
    return new Cloud.EntraLogin(address(section, tokens), id, word);
  }

  private static URI address(Section section, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && uri.getScheme() != null && uri.getScheme().startsWith("http")) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Refused below.
    }
    throw section.invalid("token_url", text, "an http or https address with a host");
  }

  private static void require(
      Section section, String key, String text, Pattern form, String expected) {
    if (!form.matcher(text).matches()) {
      throw section.invalid(key, text, expected);
    }
  }

  private boolean isSet(Iterable<String> names) {
    for (String name : names) {
      if (variable(name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private Optional<Credential> secretVariable(String name) {
    String where = "environment " + name;
    return variable(name).map(text -> Secrets.credential(text, where, where));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
