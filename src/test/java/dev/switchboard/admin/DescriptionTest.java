package dev.switchboard.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DescriptionTest {
  @TempDir Path folder;

  private final JsonNode description =
      Json.tree(
          new Load(LoadSettings.builder().build())
              .loadFromString(new String(Description.file(), StandardCharsets.UTF_8)));

  private static void assertFits(JsonNode description, String schema, JsonNode value) {
    String text = Json.text(description).replace("#/components/schemas/", "#/$defs/");
    ObjectNode whole = Json.object().put("$ref", "#/$defs/" + schema);
    whole.set("$defs", Json.parse(text).path("components").path("schemas"));
    assertThat(new SchemaValidator(1 << 20).compile(whole).validate(value)).as(schema).isEmpty();
  }

  @Test
  void namesEveryRouteAndNoOther() throws IOException {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
      }
    }
    try (RunningAdmin admin = new RunningAdmin(folder)) {
      Set<String> routed =
          admin.surface.routes().stream()
              .map(route -> route.method() + " " + route.template())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(routed).isEqualTo(described);
    }
  }

  @Test
  void isServedAsItIsWithoutACredential() throws IOException {
    try (RunningAdmin admin = new RunningAdmin(folder)) {
      HttpResponse<String> response = admin.raw("GET", "/openapi.yaml", "", "");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .isEqualTo(Files.readString(Path.of("docs/openapi/management.yaml")));
    }
  }

  @Test
  void describesWhatIsAnswered() throws IOException {
    try (RunningAdmin admin = new RunningAdmin(folder)) {
      assertFits(description, "Project", admin.post("/projects", "{\"name\": \"p\"}").body());
      assertFits(description, "ProjectPage", admin.get("/projects").body());
      JsonNode key = admin.post("/keys", "{\"name\": \"k\", \"expires_in\": \"1d\"}").body();
      assertFits(description, "IssuedKey", key);
      assertFits(description, "KeyPage", admin.get("/keys").body());
      assertFits(description, "ProviderPage", admin.get("/providers").body());
      assertFits(description, "TracePage", admin.get("/traces").body());
      assertFits(description, "Spend", admin.get("/spend").body());
      for (String model : List.of("smart", "nope")) {
        String body = Json.text(Json.object().put("model", model));
        assertFits(description, "RouteAnswer", admin.post("/route/explain", body).body());
      }
      String asked =
          "{\"dialect\": \"native\", \"body\": {}, \"project\": \"p\", \"prefer\": \"fast\"}";
      assertFits(description, "RouteAnswer", admin.post("/routes/simulate", asked).body());
      assertFits(
          description,
          "StoredRoute",
          admin.put("/routes/own", "{\"targets\": [\"openai/gpt-4o\"]}").body());
      assertFits(description, "StoredRoute", admin.get("/routes/own").body());
      assertFits(description, "StoredRoutes", admin.get("/routes").body());
      assertFits(description, "ForgottenRoute", admin.delete("/routes/own").body());
      String limit =
          "{\"project\": \"p\", \"tag\": {\"a\": \"b\"}, \"each\": \"key\", \"tokens\": 5}";
      JsonNode limited = admin.post("/rate-limits", limit).body();
      assertFits(description, "RateLimit", limited);
      assertFits(description, "RateLimits", admin.get("/rate-limits").body());
      String endLimit = "/rate-limits/" + limited.path("id").stringValue() + "/end";
      assertFits(description, "EndedRateLimit", admin.post(endLimit, "{}").body());
      String budget = "{\"project\": \"p\", \"period\": \"day\", \"limit_usd\": 0.5}";
      JsonNode made = admin.post("/budgets", budget).body();
      assertFits(description, "Budget", made);
      assertFits(description, "Budgets", admin.get("/budgets").body());
      String end = "/budgets/" + made.path("id").stringValue() + "/end";
      assertFits(description, "EndedBudget", admin.post(end, "{}").body());
      assertFits(description, "Error", admin.get("/keys/none").body());
    }
  }
}
