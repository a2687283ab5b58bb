package dev.switchboard.app;

import dev.switchboard.admin.AdminSurface;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads a list of the management API to its end. */
final class Pages {
  private static final int MAX_ITEMS = 100_000;

  private Pages() {}

  static ArrayNode all(AdminOptions admin, Session session, String path) {
    ArrayNode items = Json.array();
    try (ApiClient client = admin.client(session)) {
      String next = path;
      while (true) {
        JsonNode page = client.get(AdminSurface.PREFIX + next);
        page.path("data").forEach(items::add);
        JsonNode cursor = page.path("next_cursor");
        if (!cursor.isString() || items.size() >= MAX_ITEMS) {
          return items;
        }
        next =
            path
                + (path.indexOf('?') < 0 ? '?' : '&')
                + "cursor="
                + ApiClient.encoded(cursor.stringValue());
      }
    }
  }
}
