package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.ModerationResponse.Finding;
import dev.switchboard.ir.ModerationResponse.Verdict;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.openai.DataUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of {@code POST /moderations}, requests and answers, read and written.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/moderations">source</a>
 */
public final class ModerationBodies {
  private ModerationBodies() {}

  /** Reads a caller's request. */
  public static ModerationRequest read(byte[] json, String fallbackModel) {
    Fields fields = Fields.of(Json.parse(json));
    Located input =
        fields.optional("input").orElseThrow(() -> fields.invalid("input", "a text or an array"));
    List<List<Content>> items = new ArrayList<>();
    if (input.node().isString()) {
      items.add(List.of(new Content.Text(input.text())));
    } else if (input.node().path(0).isObject()) {
      items.add(input.objects().stream().map(ModerationBodies::part).toList());
    } else {
      input.items().forEach(item -> items.add(List.of(new Content.Text(item.text()))));
    }
    if (items.isEmpty()) {
      throw input.invalid("at least one text");
    }
    return new ModerationRequest(
        fields.optionalText("model").orElse(fallbackModel),
        items,
        Extras.of(fields, Set.of("model", "input")));
  }

  private static Content part(Fields part) {
    return part.choice("type", Map.of("text", false, "image_url", true))
        ? new Content.Image(source(part.object("image_url")), null)
        : new Content.Text(part.text("text"));
  }

  private static MediaSource source(Fields image) {
    String url = image.text("url");
    if (!DataUrl.isDataUrl(url)) {
      return new MediaSource.Url(url);
    }
    return DataUrl.read(url)
        .orElseThrow(() -> image.invalid("url", "a data: URL with a type and base64"));
  }

  /** Writes a request for a vendor. */
  static byte[] write(ModerationRequest request, String upstreamModel) {
    ObjectNode body = Json.object();
    body.put("model", upstreamModel);
    ArrayNode input = body.putArray("input");
    boolean parts = request.items().stream().anyMatch(item -> !isText(item));
    if (parts && request.items().size() > 1) {
      throw new FailureException(
          new Failure.Unsupported(
              "input", "input: several items with pictures (expected: one item, or texts)"));
    }
    for (List<Content> item : request.items()) {
      for (Content part : item) {
        switch (part) {
          case Content.Text text when !parts -> input.add(text.text());
          case Content.Text text -> input.addObject().put("type", "text").put("text", text.text());
          case Content.Image image ->
              input
                  .addObject()
                  .put("type", "image_url")
                  .putObject("image_url")
                  .put("url", url(image.source()));
          default ->
              throw new FailureException(
                  new Failure.Unsupported("input", "input: only texts and pictures are judged"));
        }
      }
    }
    Extras.write(request.extensions(), body);
    return Json.write(body);
  }

  private static boolean isText(List<Content> item) {
    return item.size() == 1 && item.getFirst() instanceof Content.Text;
  }

  private static String url(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> DataUrl.write(inline);
      case MediaSource.Url url -> url.url();
      case MediaSource.FileId file ->
          throw new FailureException(
              new Failure.Unsupported("input", "input: a file's id " + file.id()));
    };
  }

  /** Reads a vendor's answer. */
  static ModerationResponse readAnswer(
      byte[] body, ModerationRequest request, Unreadable unreadable) {
    JsonNode answer = unreadable.json(body);
    List<Verdict> verdicts = new ArrayList<>();
    for (JsonNode result : answer.path("results")) {
      verdicts.add(verdict(result));
    }
    if (verdicts.size() != request.items().size()) {
      throw unreadable.because(
          verdicts.size() + " judgements (expected: " + request.items().size() + ")");
    }
    JsonNode tokens = answer.path("usage").path("prompt_tokens");
    return new ModerationResponse(
        answer.path("id").asString(""),
        answer.path("model").asString(""),
        verdicts,
        tokens.isIntegralNumber() ? Usage.of(Math.max(0, tokens.asLong()), 0) : Usage.UNKNOWN);
  }

  private static Verdict verdict(JsonNode result) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    boolean any = false;
    for (Map.Entry<String, JsonNode> category : result.path("categories").properties()) {
      String name = category.getKey();
      boolean flagged = category.getValue().asBoolean(false);
      any |= flagged;
      List<String> applied = new ArrayList<>();
      result
          .path("category_applied_input_types")
          .path(name)
          .forEach(type -> applied.add(type.asString("")));
      findings.put(
          name,
          new Finding(flagged, result.path("category_scores").path(name).asDouble(0), applied));
    }
    JsonNode flagged = result.path("flagged");
    return new Verdict(flagged.isBoolean() ? flagged.booleanValue() : any, findings);
  }

  /**
   * Writes an answer for a caller.
   *
   * @param id used when the provider gave none
   * @param model to report when the provider gave none
   */
  public static byte[] writeAnswer(ModerationResponse response, String id, String model) {
    ObjectNode body = Json.object();
    body.put("id", response.id().isEmpty() ? id : response.id());
    body.put("model", response.reportedModel().isEmpty() ? model : response.reportedModel());
    ArrayNode results = body.putArray("results");
    for (Verdict verdict : response.verdicts()) {
      ObjectNode result = results.addObject();
      result.put("flagged", verdict.flagged());
      ObjectNode categories = result.putObject("categories");
      ObjectNode scores = result.putObject("category_scores");
      ObjectNode applied = result.putObject("category_applied_input_types");
      verdict
          .categories()
          .forEach((name, finding) -> {
            categories.put(name, finding.flagged());
            scores.put(name, finding.score());
            ArrayNode types = applied.putArray(name);
            finding.appliesTo().forEach(types::add);
          });
    }
    return Json.write(body);
  }
}
