package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature.Kind;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.Base64Syntax;
import dev.switchboard.wire.Citations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one block of a caller's history at a time.
 *
 * <p>Blocks of server tools, search results and types that are new are kept as opaque, and so is a
 * document whose citations, context or parts no other dialect can carry.
 */
final class CallerBlockReader {
  private Content.@Nullable Signature ofNextCall;

  /** Forgets what belongs to the next call: an assistant's message begins. */
  void beginAnswer() {
    ofNextCall = null;
  }

  /** Appends a block of a user's message or an instruction: its parts, then its cache mark. */
  void said(Fields block, List<Content> to) {
    switch (block.text("type")) {
      case "text" -> to.add(new Content.Text(block.text("text")));
      case "image" -> to.add(image(block));
      case "document" -> to.add(document(block));
      case "tool_result" -> {
        to.add(result(block));
        return;
      }
      case "tool_use", "thinking", "redacted_thinking" ->
          throw block.invalid("type", "a block of a user's message");
      default -> {
        to.add(opaque(block));
        return;
      }
    }
    mark(block, to);
  }

  /** Whether we made the citation of what another provider said; it is of no use to any. */
  private static boolean isForeign(Located citation) {
    return citation.node().path("encrypted_index").asString("").equals(Citations.FOREIGN);
  }

  /** Appends a block of an assistant's message. */
  void answered(Fields block, List<Content> to) {
    switch (block.text("type")) {
      case "text" -> {
        to.add(new Content.Text(block.text("text")));
        for (Located citation : block.optionalItems("citations")) {
          if (!isForeign(citation)) {
            to.add(AnswerBlocks.citation(citation.node()));
          }
        }
      }
      case "image" -> to.add(image(block));
      case "document" -> to.add(document(block));
      case "tool_use" -> to.add(call(block));
      case "thinking" -> thought(block, to);
      case "redacted_thinking" ->
          to.add(
              new Content.Reasoning(
                  "", ThoughtToken.read(block.required("data"), Kind.REDACTED).signature()));
      case "tool_result" -> throw block.invalid("type", "a block of an assistant's message");
      default -> {
        to.add(opaque(block));
        return;
      }
    }
    mark(block, to);
  }

  private void thought(Fields block, List<Content> to) {
    String text = block.optionalText("thinking").orElse("");
    Optional<Located> signature =
        block
            .optional("signature")
            .filter(value -> !value.node().isString() || !value.text().isEmpty());
    if (signature.isEmpty()) {
      to.add(new Content.Reasoning(text, null));
      return;
    }
    ThoughtToken token = ThoughtToken.read(signature.get(), Kind.SIGNATURE);
    if (!token.isOfCall()) {
      to.add(new Content.Reasoning(text, token.signature()));
      return;
    }
    ofNextCall = token.signature();
    if (!text.isEmpty()) {
      to.add(new Content.Reasoning(text, null));
    }
  }

  private static void mark(Fields block, List<Content> to) {
    CallerToolReader.cachePoint(block).ifPresent(to::add);
  }

  private static Content opaque(Fields block) {
    return new Content.Opaque(Dialect.ANTHROPIC_MESSAGES, Json.text(block.node()));
  }

  private static Content image(Fields block) {
    Fields source = block.object("source");
    return new Content.Image(
        switch (source.text("type")) {
          case "base64" -> inline(source);
          case "url" -> new MediaSource.Url(source.text("url"));
          case "file" -> new MediaSource.FileId(Dialect.ANTHROPIC_MESSAGES, source.text("file_id"));
          default -> throw source.invalid("type", "one of base64, file, url");
        },
        null);
  }

  private static MediaSource inline(Fields source) {
    String base64 = source.text("data");
    if (!Base64Syntax.isStandard(base64)) {
      throw source.invalid("data", "base64");
    }
    return new MediaSource.Inline(source.text("media_type").toLowerCase(Locale.ROOT), base64);
  }

  private static Content document(Fields block) {
    boolean cited =
        block.optionalObject("citations").map(c -> c.boolOr("enabled", false)).orElse(false);
    if (cited || block.optional("context").isPresent()) {
      return opaque(block);
    }
    Fields source = block.object("source");
    Optional<MediaSource> read =
        switch (source.text("type")) {
          case "base64" -> Optional.of(inline(source));
          case "url" -> Optional.of(new MediaSource.Url(source.text("url")));
          case "file" ->
              Optional.of(
                  new MediaSource.FileId(Dialect.ANTHROPIC_MESSAGES, source.text("file_id")));
          case "text" -> Optional.of(plain(source.text("data")));
          case "content" -> content(source.required("content"));
          default -> throw source.invalid("type", "one of base64, content, file, text, url");
        };
    String title = block.optionalText("title").orElse(null);
    return read.<Content>map(media -> new Content.Document(media, title))
        .orElseGet(() -> opaque(block));
  }

  /** Parts matter to citations only; without them the document is its text. */
  private static Optional<MediaSource> content(Located content) {
    if (content.node().isString()) {
      return Optional.of(plain(content.text()));
    }
    StringBuilder text = new StringBuilder();
    for (Fields part : content.objects()) {
      if (!part.text("type").equals("text")) {
        return Optional.empty();
      }
      text.append(text.isEmpty() ? "" : "\n").append(part.text("text"));
    }
    return Optional.of(plain(text.toString()));
  }

  private static MediaSource plain(String text) {
    return new MediaSource.Inline(
        "text/plain", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A call made by the code of a server tool and not by the model itself stays opaque. */
  private Content call(Fields block) {
    String caller =
        block.optionalObject("caller").flatMap(c -> c.optionalText("type")).orElse("direct");
    if (!caller.equals("direct")) {
      return opaque(block);
    }
    JsonNode input = block.object("input").node();
    Content.Signature signature = ofNextCall;
    ofNextCall = null;
    return new Content.ToolCall(
        nonEmpty(block, "id", "the id of the call"),
        nonEmpty(block, "name", "the name of a tool"),
        Json.text(input),
        signature);
  }

  private Content result(Fields block) {
    List<Content> content = new ArrayList<>();
    Optional<Located> given = block.optional("content");
    if (given.isPresent() && given.get().node().isString()) {
      content.add(new Content.Text(given.get().text()));
    } else if (given.isPresent()) {
      for (Fields part : given.get().objects()) {
        if (part.text("type").equals("tool_result")) {
          throw part.invalid("type", "a block of a tool's result");
        }
        said(part, content);
      }
    }
    mark(block, content);
    return new Content.ToolResult(
        nonEmpty(block, "tool_use_id", "the id of a tool call before it"),
        null,
        content,
        block.boolOr("is_error", false));
  }

  private static String nonEmpty(Fields block, String name, String expected) {
    String text = block.text(name);
    if (text.isEmpty()) {
      throw block.invalid(name, expected);
    }
    return text;
  }
}
