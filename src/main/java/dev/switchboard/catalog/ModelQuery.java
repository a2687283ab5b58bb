package dev.switchboard.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A question for a list of models.
 *
 * @param filter which models
 * @param sort by what
 * @param descending the other way round; models without a value stay last
 * @param limit elements of the page, 1 to {@value #MAX_LIMIT}
 * @param offset elements before the page
 */
public record ModelQuery(Filter filter, Sort sort, boolean descending, int limit, int offset) {

  /** The most elements of one page. */
  public static final int MAX_LIMIT = 1000;

  /**
   * Which models; an empty part does not restrict.
   *
   * @param type the kind of work
   * @param provider ids or aliases of providers
   * @param among ids of providers, beside the others a second condition
   * @param text words that must all stand in the qualified id or the name, any case
   * @param capabilities what the model must be known to do
   */
  public record Filter(
      Optional<ModelType> type,
      List<String> provider,
      Set<String> among,
      String text,
      List<Capability> capabilities) {

    /** Every model. */
    public static final Filter ALL =
        new Filter(Optional.empty(), List.of(), Set.of(), "", List.of());

    public Filter {
      provider = List.copyOf(provider);
      among = Set.copyOf(among);
      capabilities = List.copyOf(capabilities);
    }
  }

  /** What a list can be sorted by. */
  public enum Sort {
    ID,
    NAME,
    PROVIDER,
    INPUT_PRICE,
    OUTPUT_PRICE,
    CONTEXT_WINDOW,
    RELEASED;

    /** The word used in the API: {@code id}, {@code input_price}, … */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The order of that word, any case; empty when there is none. */
    public static Optional<Sort> ofWord(String word) {
      for (Sort sort : values()) {
        if (sort.word().equalsIgnoreCase(word)) {
          return Optional.of(sort);
        }
      }
      return Optional.empty();
    }
  }

  public ModelQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset: " + offset + " (expected: >= 0)");
    }
  }

  ModelPage over(Catalog catalog) {
    List<String> providers =
        catalog.providers().stream()
            .filter(known ->
                filter.provider().isEmpty() || filter.provider().stream().anyMatch(known::isCalled))
            .map(CatalogProvider::id)
            .filter(id -> filter.among().isEmpty() || filter.among().contains(id))
            .toList();
    List<String> words =
        Columns.split(filter.text().strip().toLowerCase(Locale.ROOT), ' ').stream()
            .filter(word -> !word.isEmpty())
            .toList();
    List<ModelEntry> matching =
        providers.stream()
            .flatMap(provider -> catalog.models(provider).stream())
            .filter(model -> fits(model, words))
            .sorted(order())
            .toList();
    List<ModelEntry> page = matching.stream().skip(offset).limit(limit).toList();
    return new ModelPage(page, limit, offset, matching.size());
  }

  private boolean fits(ModelEntry model, List<String> words) {
    if (filter.type().isPresent() && filter.type().get() != model.type()) {
      return false;
    }
    if (!model.facts().can().containsAll(filter.capabilities())) {
      return false;
    }
    String text = (model.qualifiedId() + ' ' + model.name()).toLowerCase(Locale.ROOT);
    return words.stream().allMatch(text::contains);
  }

  private Comparator<ModelEntry> order() {
    Comparator<ModelEntry> byId = Comparator.comparing(ModelEntry::qualifiedId);
    Comparator<ModelEntry> order =
        switch (sort) {
          case ID -> direct(byId);
          case NAME ->
              direct(Comparator.comparing(ModelEntry::name, String.CASE_INSENSITIVE_ORDER));
          case PROVIDER -> direct(Comparator.comparing(ModelEntry::provider));
          case INPUT_PRICE -> byNumber(model -> model.prices().base().listed(TokenClass.INPUT));
          case OUTPUT_PRICE -> byNumber(model -> model.prices().base().listed(TokenClass.OUTPUT));
          case CONTEXT_WINDOW -> byNumber(model -> model.limits().context());
          case RELEASED -> byText(model -> model.lifecycle().released());
        };
    return order.thenComparing(byId);
  }

  private Comparator<ModelEntry> direct(Comparator<ModelEntry> order) {
    return descending ? order.reversed() : order;
  }

  private interface NumberOf {
    OptionalLong of(ModelEntry model);
  }

  private interface TextOf {
    Optional<String> of(ModelEntry model);
  }

  private Comparator<ModelEntry> byNumber(NumberOf number) {
    return Comparator.comparing((ModelEntry model) -> number.of(model).isEmpty())
        .thenComparing(direct(Comparator.comparingLong(model -> number.of(model).orElse(0))));
  }

  private Comparator<ModelEntry> byText(TextOf text) {
    return Comparator.comparing((ModelEntry model) -> text.of(model).isEmpty())
        .thenComparing(direct(Comparator.comparing(model -> text.of(model).orElse(""))));
  }
}
