package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.ModerationResponse.Finding;
import dev.switchboard.ir.ModerationResponse.Verdict;
import dev.switchboard.ir.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Judges texts by a few plain words, in OpenAI's categories; a toy that says that it is one. */
final class Moderator {
  private static final List<String> CATEGORIES =
      List.of(
          "harassment",
          "harassment/threatening",
          "hate",
          "hate/threatening",
          "illicit",
          "illicit/violent",
          "self-harm",
          "self-harm/instructions",
          "self-harm/intent",
          "sexual",
          "sexual/minors",
          "violence",
          "violence/graphic");

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "harassment", Set.of("idiot", "stupid", "loser", "moron"),
          "harassment/threatening", Set.of("threaten", "threat"),
          "hate", Set.of("hate", "hateful"),
          "illicit", Set.of("drugs", "counterfeit", "steal"),
          "illicit/violent", Set.of("bomb", "explosive", "explosives"),
          "self-harm", Set.of("suicide", "self-harm"),
          "sexual", Set.of("porn", "sexual"),
          "violence", Set.of("kill", "murder", "attack", "shoot", "stab", "bomb"),
          "violence/graphic", Set.of("gore", "bloody"));

  private static final double FLAGGED = 0.9;
  private static final double CLEAN = 0.001;

  private Moderator() {}

  static ModerationResponse judged(ModerationRequest request, String reported) {
    List<Verdict> verdicts = request.items().stream().map(Moderator::verdict).toList();
    String id = "modr-sandbox-" + Long.toHexString(Embedder.hash(request.items().toString()));
    long tokens = 0;
    for (List<Content> item : request.items()) {
      tokens += Tokens.count(Conversation.text(item));
    }
    return new ModerationResponse(id, reported, verdicts, Usage.of(tokens, 0));
  }

  private static Verdict verdict(List<Content> item) {
    List<String> words =
        Words.of(Conversation.text(item)).stream().map(w -> w.toLowerCase(Locale.ROOT)).toList();
    Map<String, Finding> findings = new LinkedHashMap<>();
    boolean any = false;
    for (String category : CATEGORIES) {
      Set<String> telling = WORDS.getOrDefault(category, Set.of());
      boolean flagged = words.stream().anyMatch(telling::contains);
      any |= flagged;
      findings.put(category, new Finding(flagged, flagged ? FLAGGED : CLEAN, List.of("text")));
    }
    return new Verdict(any, findings);
  }
}
