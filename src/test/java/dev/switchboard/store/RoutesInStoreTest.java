package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.config.RouteText;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.RouteBook;
import dev.switchboard.routing.StoredRoute;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two books on one database are two processes. */
@ParameterizedClass
@EnumSource
class RoutesInStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final String TARGETS = "{\"targets\":[\"openai/gpt-4o\"]}";

  private final Backend backend;
  @TempDir Path folder;
  private Store store;

  RoutesInStoreTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    store = Store.open(backend.fresh(folder), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private RouteBook book(ModelRoute... configured) {
    Projects projects = store.projects();
    RouteBook book =
        new RouteBook(store.routes(), name -> projects.findByName(name).map(Project::id));
    book.configure(List.of(configured), new RouteText(List.of(), Catalog.load()));
    book.refresh();
    return book;
  }

  private static ModelRoute configured(String name) {
    return new ModelRoute(
        name,
        ModelRoute.Balance.ORDER,
        List.of(new ModelRoute.Choice("anthropic/claude-sonnet-4-5", 1)));
  }

  private static String first(RouteBook book, String name) {
    return book.named(name).map(route -> route.choices().getFirst().model()).orElse("none");
  }

  @Test
  void oneProcessTakesOverWhatAnotherMadeChangedAndForgot() {
    RouteBook here = book();
    RouteBook there = book();
    here.put(new StoredRoute("a", TARGETS, NOW));
    assertThat(first(here, "a")).isEqualTo("openai/gpt-4o");
    there.refresh();
    assertThat(first(there, "a")).isEqualTo("openai/gpt-4o");
    there.put(new StoredRoute("a", TARGETS.replace("4o", "4.1"), NOW));
    here.refresh();
    assertThat(first(here, "a")).isEqualTo("openai/gpt-4.1");
    assertThat(here.remove("a")).isTrue();
    assertThat(here.remove("a")).isFalse();
    there.refresh();
    assertThat(there.named("a")).isEmpty();
  }

  @Test
  void theConfigurationHoldsOfTwoOfOneNameAndTheListSaysSo() {
    book().put(new StoredRoute("a", TARGETS, NOW));
    RouteBook book = book(configured("a"));
    assertThat(first(book, "a")).isEqualTo("anthropic/claude-sonnet-4-5");
    assertThat(book.entries()).hasSize(2);
    assertThat(book.entries().getLast().problem()).contains("the configuration has a route");
    book.configure(List.of(), new RouteText(List.of(), Catalog.load()));
    assertThat(first(book, "a")).isEqualTo("openai/gpt-4o");
  }

  @Test
  void oneThatCannotBeUsedAnyMoreIsKeptAndSaysWhy() {
    store.routes().put(new StoredRoute("a", "{\"targets\":[\"gone/such-a-model\"]}", NOW));
    RouteBook book = book();
    assertThat(book.named("a")).isEmpty();
    assertThat(book.entries().getFirst().problem()).contains("gone/such-a-model");
  }

  @Test
  void oneThatIsWrongIsNotKept() {
    RouteBook book = book();
    assertThatThrownBy(() -> book.put(new StoredRoute("a", "{}", NOW)))
        .hasMessageContaining("targets: missing");
    assertThat(store.routes().all()).isEmpty();
  }

  @Test
  void aProjectMadeLaterIsFoundByItsName() {
    RouteBook book = book();
    String definition =
        "{\"targets\":[{\"model\":\"openai/gpt-4o\",\"when\":{\"project\":\"later\"}}]}";
    book.put(new StoredRoute("a", definition, NOW));
    store.projects().insert(new Project("prj_later", "later", NOW));
    book.refresh();
    assertThat(book.named("a").orElseThrow().choices().getFirst().when().project())
        .isEqualTo("prj_later");
  }
}
