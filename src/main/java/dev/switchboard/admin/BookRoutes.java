package dev.switchboard.admin;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code /ledger/verify} and {@code /journal}: whether the books are in order. */
public final class BookRoutes implements AdminSurface.Noun {
  private final Books books;

  public BookRoutes(Books books) {
    this.books = books;
  }

  /** The books as they stand; a port, because the database is another room's. */
  public interface Books {
    /** Compares the journal with the tables; reads everything and changes nothing. */
    ObjectNode verify();

    /** How the journal stands, and how far it is applied. */
    ObjectNode journal();
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/ledger/verify", this::verify), Route.get("/journal", this::journal));
  }

  private void verify(ManagementRequest request) {
    request.allowParameters(Set.of());
    request.answer(200, books.verify());
  }

  private void journal(ManagementRequest request) {
    request.allowParameters(Set.of());
    request.answer(200, books.journal());
  }
}
