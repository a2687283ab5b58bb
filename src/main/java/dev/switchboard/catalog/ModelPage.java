package dev.switchboard.catalog;

import java.util.List;

/**
 * A part of a list of models.
 *
 * @param models the models of the page
 * @param limit the most models that were asked for
 * @param offset how many come before
 * @param total how many match in all
 */
public record ModelPage(List<ModelEntry> models, int limit, int offset, int total) {
  public ModelPage {
    models = List.copyOf(models);
  }
}
