package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads whole answers. */
final class AnswerDecoder {
  private final String provider;
  private final ProviderFailures failures;

  AnswerDecoder(String provider, ProviderFailures failures) {
    this.provider = provider;
    this.failures = failures;
  }

  ChatResponse decode(byte[] body) {
    try {
      Fields answer = Fields.of(Json.parseReply(body));
      if (answer.optionalText("type").orElse("").equals("error")) {
        throw new FailureException(failures.decode(200, answer.node(), null));
      }
      return decode(answer);
    } catch (InvalidJsonException e) {
      throw new FailureException(failures.unreadable(e));
    } catch (InvalidFieldException e) {
      throw new FailureException(failures.unreadable(e));
    }
  }

  private ChatResponse decode(Fields answer) {
    String model = answer.optionalText("model").orElse("");
    String id = answer.optionalText("id").orElse("");
    AnswerBlocks blocks =
        new AnswerBlocks(id, new Origin(Dialect.ANTHROPIC_MESSAGES, provider, model));
    List<Content> content = new ArrayList<>();
    answer.objects("content").forEach(block -> content.addAll(blocks.decode(block)));
    refusal(answer).ifPresent(content::add);
    String reason =
        answer
            .optionalText("stop_reason")
            .orElseThrow(
                () -> new FailureException(failures.noEnd("the answer has no stop reason")));
    UsageCounts usage = new UsageCounts();
    usage.read(answer.node().path("usage"));
    return new ChatResponse(
        id,
        model,
        content,
        StopReasons.of(reason, blocks.calledTool()),
        reason,
        answer.optionalText("stop_sequence").orElse(null),
        usage.total());
  }

  /** The model's words for why it declined, if it gave any. */
  static Optional<Content.Refusal> refusal(Fields holder) {
    return holder
        .optionalObject("stop_details")
        .flatMap(details -> details.optionalText("explanation"))
        .filter(words -> !words.isEmpty())
        .map(Content.Refusal::new);
  }
}
