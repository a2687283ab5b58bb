package dev.switchboard.app;

import dev.switchboard.admin.AdminSurface;
import dev.switchboard.admin.AdminToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a command reaches the management API, and in which form it answers. */
final class AdminOptions {
  @Mixin private GatewayOptions gateway = new GatewayOptions();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data folder, for its file admin-token. Default: $SWITCHBOARD_DATA, else ./data.")
  private @Nullable String data;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description =
          "The file that holds the admin credential."
              + " Default: $SWITCHBOARD_ADMIN_TOKEN itself, else admin-token in the data folder.")
  private @Nullable Path tokenFile;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  GatewayOptions gateway() {
    return gateway;
  }

  Path data(Session session) {
    return Path.of(
        Optional.ofNullable(data).or(() -> session.variable("SWITCHBOARD_DATA")).orElse("./data"));
  }

  /** The gateway with the admin credential; the caller closes it. */
  ApiClient client(Session session) {
    return new ApiClient(gateway.url(session), Optional.of(token(session)), session.environment());
  }

  JsonNode get(Session session, String path) {
    try (ApiClient client = client(session)) {
      return client.get(AdminSurface.PREFIX + path);
    }
  }

  JsonNode post(Session session, String path, JsonNode body) {
    try (ApiClient client = client(session)) {
      return client.post(AdminSurface.PREFIX + path, body);
    }
  }

  JsonNode put(Session session, String path, JsonNode body) {
    try (ApiClient client = client(session)) {
      return client.put(AdminSurface.PREFIX + path, body);
    }
  }

  JsonNode delete(Session session, String path) {
    try (ApiClient client = client(session)) {
      return client.delete(AdminSurface.PREFIX + path);
    }
  }

  private String token(Session session) {
    Optional<String> variable = session.variable(AdminToken.VARIABLE);
    if (tokenFile == null && variable.isPresent()) {
      return variable.get();
    }
    Path file = tokenFile == null ? data(session).resolve(AdminToken.FILE) : tokenFile;
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "the admin credential " + file + " cannot be read",
          "name the gateway's data folder with --data, or its file with --admin-token-file, or set "
              + AdminToken.VARIABLE);
    }
  }
}
