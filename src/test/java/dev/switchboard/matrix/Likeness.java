package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What must be the same on both sides of the gateway, as plain texts: in order, without what a
 * dialect is free to choose, such as the ids of calls that it does not have.
 */
final class Likeness {
  private Likeness() {}

  /**
   * Words, calls and results of a conversation, in order; each result beside the call it answers.
   */
  static List<String> conversation(List<Message> messages) {
    List<String> ids = new ArrayList<>();
    List<String> said = new ArrayList<>();
    for (Message message : messages) {
      if (message.role() != Role.SYSTEM) {
        for (Content part : message.content()) {
          conversation(message.role(), part, ids, said);
        }
      }
    }
    return said;
  }

  private static void conversation(Role role, Content part, List<String> ids, List<String> said) {
    switch (part) {
      case Content.Text text -> said.add(role + ": " + text.text());
      case Content.Refusal refusal -> said.add(role + ": " + refusal.text());
      case Content.ToolCall call -> {
        ids.add(call.id());
        said.add("call " + ids.size() + ": " + call.name() + " " + meaning(call.arguments()));
      }
      case Content.ToolResult result ->
          said.add(
              "result "
                  + (ids.indexOf(result.toolCallId()) + 1)
                  + ": "
                  + meaning(plain(result.content())));
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.Reasoning _,
          Content.CachePoint _,
          Content.Opaque _ -> {}
    }
  }

  /** The instructions of the operator, one text. */
  static String system(ChatRequest request) {
    List<String> texts = new ArrayList<>();
    for (Message message : request.messages()) {
      if (message.role() == Role.SYSTEM) {
        texts.add(plain(message.content()));
      }
    }
    return String.join("\n", texts);
  }

  /** All media with their bytes, and the text that each one follows. */
  static List<String> media(ChatRequest request) {
    List<String> media = new ArrayList<>();
    String before = "";
    for (Message message : request.messages()) {
      for (Content part : message.content()) {
        switch (part) {
          case Content.Text text -> before = text.text();
          case Content.Image image -> media.add(before + " image " + bytes(image.source()));
          case Content.Audio audio -> media.add(before + " audio " + bytes(audio.source()));
          case Content.Video video -> media.add(before + " video " + bytes(video.source()));
          case Content.Document paper -> media.add(before + " document " + bytes(paper.source()));
          case Content.ToolCall _,
              Content.ToolResult _,
              Content.Refusal _,
              Content.Reasoning _,
              Content.CachePoint _,
              Content.Opaque _ -> {}
        }
      }
    }
    return media;
  }

  private static String bytes(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> inline.mimeType() + ";" + inline.base64();
      case MediaSource.Url url -> url.url();
      case MediaSource.FileId file -> file.id();
    };
  }

  /** The texts after which a prompt may be cached. */
  static List<String> marks(ChatRequest request) {
    List<String> marks = new ArrayList<>();
    for (Message message : request.messages()) {
      String before = "";
      for (Content part : message.content()) {
        if (part instanceof Content.Text text) {
          before = text.text();
        } else if (part instanceof Content.CachePoint mark) {
          marks.add(before + " " + mark.ttl());
        }
      }
    }
    for (Tool tool : request.tools()) {
      if (tool instanceof Tool.Function function && function.cachePoint() != null) {
        marks.add(function.name());
      }
    }
    return marks;
  }

  /** Names, descriptions and schemas of the tools. */
  static List<String> tools(ChatRequest request) {
    List<String> tools = new ArrayList<>();
    for (Tool tool : request.tools()) {
      switch (tool) {
        case Tool.Function function ->
            tools.add(
                function.name()
                    + " "
                    + function.description()
                    + " "
                    + meaning(String.valueOf(function.parameters())));
        case Tool.Opaque opaque -> tools.add(opaque.json());
      }
    }
    return tools;
  }

  /** Words, thoughts and calls of an answer, in order and with the ids of the calls. */
  static List<String> answer(List<Content> content) {
    List<String> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text words) {
        text.append(words.text());
        continue;
      }
      flush(text, parts);
      switch (part) {
        case Content.ToolCall call ->
            parts.add(call.id() + " " + call.name() + " " + meaning(call.arguments()));
        case Content.Refusal refusal -> parts.add("refusal " + refusal.text());
        case Content.Reasoning thought -> {
          if (!thought.text().isEmpty()) {
            parts.add("thought " + thought.text());
          }
        }
        case Content.Text _,
            Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.ToolResult _,
            Content.CachePoint _,
            Content.Opaque _ -> {}
      }
    }
    flush(text, parts);
    return parts;
  }

  private static void flush(StringBuilder text, List<String> parts) {
    if (!text.isEmpty()) {
      parts.add("text " + text);
      text.setLength(0);
    }
  }

  /** JSON as it is meant: white space and the order of members do not count. */
  static String meaning(String json) {
    try {
      JsonNode parsed = Json.parseReply(json);
      return parsed.isObject() ? Json.text(sorted(parsed)) : json;
    } catch (InvalidJsonException e) {
      return json;
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var copy = Json.object();
      node.propertyNames().stream()
          .sorted()
          .forEach(name -> copy.set(name, sorted(node.path(name))));
      return copy;
    }
    if (node.isArray()) {
      var copy = Json.array();
      node.forEach(item -> copy.add(sorted(item)));
      return copy;
    }
    return node;
  }

  private static String plain(List<Content> content) {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text words) {
        text.append(words.text());
      }
    }
    return text.toString();
  }
}
