package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code system} and {@code messages}; one instance per request.
 *
 * <p>A user's message that holds tool results becomes two: the results, then the rest. System
 * messages within the conversation are read in either edition; coding agents send them in the older
 * one too. Fields that only answers have come back in histories and are ignored.
 */
final class CallerMessageReader {
  /**
   * The name under which the billing line of a coding agent is kept apart from the instructions:
   * its hash differs from session to session, which spoils every prompt cache but the one of the
   * vendor that it is meant for.
   */
  static final String BILLING = "x-anthropic-billing-header";

  private static final Map<String, Role> ROLES =
      Map.of("user", Role.USER, "assistant", Role.ASSISTANT, "system", Role.SYSTEM);

  private final CallerBlockReader blocks = new CallerBlockReader();
  private final List<Extension> extensions;
  private final List<Message> messages = new ArrayList<>();

  /**
   * @param extensions takes what is no part of the conversation
   */
  CallerMessageReader(List<Extension> extensions) {
    this.extensions = extensions;
  }

  List<Message> read(Fields body) {
    body.optional("system").ifPresent(system -> add(Role.SYSTEM, instructions(system)));
    List<Fields> all = body.objects("messages");
    if (all.isEmpty()) {
      throw body.required("messages").invalid("at least one message");
    }
    for (Fields message : all) {
      Located content = message.required("content");
      switch (message.choice("role", ROLES)) {
        case SYSTEM -> add(Role.SYSTEM, instructions(content));
        case USER, TOOL -> addUser(content(content));
        case ASSISTANT -> messages.add(new Message(Role.ASSISTANT, answer(content), null));
      }
    }
    return messages;
  }

  private void add(Role role, List<Content> content) {
    if (!content.isEmpty()) {
      messages.add(new Message(role, content, null));
    }
  }

  private void addUser(List<Content> content) {
    List<Content> results = new ArrayList<>();
    List<Content> said = new ArrayList<>();
    for (Content part : content) {
      (part instanceof Content.ToolResult ? results : said).add(part);
    }
    add(Role.TOOL, results);
    if (!said.isEmpty() || results.isEmpty()) {
      messages.add(new Message(Role.USER, said, null));
    }
  }

  private List<Content> instructions(Located system) {
    if (system.node().isString()) {
      return system.text().isEmpty() ? List.of() : List.of(new Content.Text(system.text()));
    }
    List<Content> content = new ArrayList<>();
    for (Fields block : blocks(system)) {
      Optional<Located> text = block.optional("text").filter(value -> value.node().isString());
      if (text.isPresent() && text.get().text().startsWith(BILLING + ":")) {
        extensions.add(
            new Extension(Dialect.ANTHROPIC_MESSAGES, BILLING, Json.text(text.get().node())));
      } else {
        blocks.said(block, content);
      }
    }
    return content;
  }

  private List<Content> content(Located content) {
    if (content.node().isString()) {
      return List.of(new Content.Text(content.text()));
    }
    List<Content> all = new ArrayList<>();
    for (Fields block : blocks(content)) {
      blocks.said(block, all);
    }
    return all;
  }

  private List<Content> answer(Located content) {
    if (content.node().isString()) {
      return List.of(new Content.Text(content.text()));
    }
    List<Content> all = new ArrayList<>();
    blocks.beginAnswer();
    for (Fields block : blocks(content)) {
      blocks.answered(block, all);
    }
    return all;
  }

  private static List<Fields> blocks(Located content) {
    if (!content.node().isArray()) {
      throw content.invalid("a string or an array of blocks");
    }
    return content.objects();
  }
}
