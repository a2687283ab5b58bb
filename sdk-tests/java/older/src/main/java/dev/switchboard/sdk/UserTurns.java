package dev.switchboard.sdk;

import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.MessageCreateParams;
import java.util.List;

/** What Anthropic's Java SDK has called otherwise from major to major. */
public final class UserTurns {
  private UserTurns() {}

  public static MessageCreateParams.Builder add(
      MessageCreateParams.Builder asked, List<ContentBlockParam> content) {
    return asked.addUserMessageOfBlockParams(content);
  }
}
