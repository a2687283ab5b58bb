package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.routing.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What routes may ask about a conversation. A body that cannot be read here says nothing: it may
 * still be passed on.
 */
public final class ChatSaid implements Said {
  private static final String CACHE_KEY = "prompt_cache_key";
  private static final int LONGEST_SESSION = 512;

  private final Supplier<ChatRequest> request;
  private final OptionalLong bytes;
  private @Nullable Long tokens;

  /**
   * @param request decoded when first asked for
   * @param bytes how many its body has; empty when it has none
   */
  public ChatSaid(Supplier<ChatRequest> request, OptionalLong bytes) {
    this.request = request;
    this.bytes = bytes;
  }

  @Override
  public OptionalLong inputTokens() {
    Long known = tokens;
    if (known == null) {
      Optional<ChatRequest> readable = readable();
      if (readable.isEmpty()) {
        return OptionalLong.empty();
      }
      known = UsageEstimate.roughly(readable.get(), InputSize.of(readable.get()));
      tokens = known;
    }
    return OptionalLong.of(known);
  }

  @Override
  public OptionalLong mostInputTokens() {
    return bytes;
  }

  @Override
  public Set<Form> forms() {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    readable()
        .ifPresent(asked -> {
          if (!asked.tools().isEmpty()) {
            forms.add(Form.TOOLS);
          }
          asked.messages().forEach(message -> add(message.content(), forms));
        });
    return forms;
  }

  private static void add(List<Content> content, Set<Form> forms) {
    for (Content part : content) {
      switch (part) {
        case Content.Image _ -> forms.add(Form.IMAGE);
        case Content.Audio _ -> forms.add(Form.AUDIO);
        case Content.Video _ -> forms.add(Form.VIDEO);
        case Content.Document _ -> forms.add(Form.DOCUMENT);
        case Content.ToolResult result -> add(result.content(), forms);
        case Content.Text _,
            Content.Reasoning _,
            Content.Refusal _,
            Content.ToolCall _,
            Content.CachePoint _,
            Content.Opaque _ -> {}
      }
    }
  }

  @Override
  public String session() {
    return readable().map(ChatSaid::session).orElse("");
  }

  private static String session(ChatRequest asked) {
    for (Extension extension : asked.extensions()) {
      if (extension.name().equals(CACHE_KEY)) {
        JsonNode value = Json.parse(extension.json());
        if (value.isString() && !value.stringValue().isBlank()) {
          return bounded(value.stringValue());
        }
      }
    }
    String user = asked.endUser();
    return user == null ? "" : bounded(user);
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_SESSION ? text : text.substring(0, LONGEST_SESSION);
  }

  @Override
  public String prefix() {
    return readable()
        .filter(asked -> !asked.messages().isEmpty())
        .map(asked -> Long.toHexString(hash(asked, true)))
        .orElse("");
  }

  @Override
  public String prompt() {
    return readable()
        .filter(asked ->
            !asked.tools().isEmpty()
                || asked.messages().stream().anyMatch(turn -> turn.role() == Role.SYSTEM))
        .map(asked -> Long.toHexString(hash(asked, false)))
        .orElse("");
  }

  /**
   * Of tools and system text.
   *
   * @param turn whether the first turn counts too
   */
  private static long hash(ChatRequest asked, boolean turn) {
    long hash = 17;
    for (Tool tool : asked.tools()) {
      hash =
          31 * hash
              + switch (tool) {
                case Tool.Function function ->
                    31L * function.name().hashCode() + Objects.hashCode(function.parameters());
                case Tool.Opaque opaque -> opaque.json().hashCode();
              };
    }
    for (Message message : asked.messages()) {
      if (message.role() != Role.SYSTEM && !turn) {
        break;
      }
      hash = 31 * hash + (message.role() == Role.SYSTEM ? 1 : 2);
      for (Content part : message.content()) {
        hash = 31 * hash + hash(part);
      }
      if (message.role() != Role.SYSTEM) {
        break;
      }
    }
    return hash;
  }

  /** Of what providers cache; two parts of one kind with the same words are the same. */
  private static long hash(Content part) {
    return switch (part) {
      case Content.Text text -> text.text().hashCode();
      case Content.Image image -> hash(image.source());
      case Content.Audio audio -> hash(audio.source());
      case Content.Video video -> hash(video.source());
      case Content.Document document -> hash(document.source());
      case Content.Opaque opaque -> opaque.json().hashCode();
      case Content.ToolResult _,
          Content.Reasoning _,
          Content.Refusal _,
          Content.ToolCall _,
          Content.CachePoint _ ->
          0;
    };
  }

  private static long hash(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> inline.base64().hashCode();
      case MediaSource.Url url -> url.url().hashCode();
      case MediaSource.FileId file -> file.id().hashCode();
    };
  }

  private Optional<ChatRequest> readable() {
    try {
      return Optional.of(request.get());
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return Optional.empty();
    }
  }
}
