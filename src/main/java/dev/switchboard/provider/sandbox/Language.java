package dev.switchboard.provider.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A language other than English in which the sandbox can say who it is. */
enum Language {
  SWEDISH(
      "på svenska",
      "Det här är Switchboards sandlåda{model}, som svarar utan en språkmodell. Du skrev om {topic}."
          + " Samma fråga får alltid samma svar."),
  GERMAN(
      "auf deutsch",
      "Das ist die Sandbox von Switchboard{model}, die ohne Sprachmodell antwortet. Es geht um"
          + " {topic}. Dieselbe Frage bekommt immer dieselbe Antwort."),
  FRENCH(
      "en français",
      "Ceci est le bac à sable de Switchboard{model}, qui répond sans modèle de langage. Il s'agit"
          + " de {topic}. La même question reçoit toujours la même réponse."),
  SPANISH(
      "en español",
      "Este es el entorno de pruebas de Switchboard{model}, que responde sin un modelo de lenguaje."
          + " Se trata de {topic}. La misma pregunta recibe siempre la misma respuesta."),
  ITALIAN(
      "in italiano",
      "Questa è la sandbox di Switchboard{model}, che risponde senza un modello linguistico. Si"
          + " parla di {topic}. La stessa domanda riceve sempre la stessa risposta."),
  PORTUGUESE(
      "em português",
      "Este é o ambiente de testes do Switchboard{model}, que responde sem um modelo de linguagem."
          + " Trata-se de {topic}. A mesma pergunta recebe sempre a mesma resposta."),
  DUTCH(
      "in het nederlands",
      "Dit is de sandbox van Switchboard{model}, die zonder taalmodel antwoordt. Het gaat over"
          + " {topic}. Dezelfde vraag krijgt altijd hetzelfde antwoord."),
  NORWEGIAN(
      "på norsk",
      "Dette er sandkassen til Switchboard{model}, som svarer uten en språkmodell. Det handler om"
          + " {topic}. Samme spørsmål får alltid samme svar."),
  DANISH(
      "på dansk",
      "Dette er Switchboards sandkasse{model}, som svarer uden en sprogmodel. Det handler om"
          + " {topic}. Samme spørgsmål får altid samme svar."),
  FINNISH(
      "suomeksi",
      "Tämä on Switchboardin hiekkalaatikko{model}, joka vastaa ilman kielimallia. Aiheena on"
          + " {topic}. Sama kysymys saa aina saman vastauksen."),
  POLISH(
      "po polsku",
      "To jest piaskownica Switchboard{model}, która odpowiada bez modelu językowego. Chodzi o"
          + " {topic}. To samo pytanie zawsze otrzymuje tę samą odpowiedź."),
  JAPANESE(
      "日本語で",
      "これは Switchboard のサンドボックス{model}です。 モデルを使わずに答えています。 話題は {topic} です。 同じ質問には 常に 同じ答えを返します。"),
  CHINESE("用中文", "这是 Switchboard 的沙盒{model}。 它不使用模型来回答。 话题是 {topic}。 相同的问题 总是得到 相同的回答。"),
  KOREAN(
      "한국어로", "여기는 Switchboard 샌드박스{model}입니다. 모델 없이 답합니다. 주제는 {topic}입니다. 같은 질문에는 항상 같은 답을 합니다.");

  private static final Pattern ASKED =
      Pattern.compile(
          "\\b(?:respond|answer|reply|write|speak|talk)\\b[^.!?\\n]{0,40}?\\bin\\s+(\\p{L}+)",
          Pattern.CASE_INSENSITIVE);

  private final String phrase;
  private final String answer;

  Language(String phrase, String answer) {
    this.phrase = phrase;
    this.answer = answer;
  }

  /** The first language that a text asks for: "Respond in Swedish", or its own words for that. */
  static Optional<Language> askedFor(String text) {
    Matcher matcher = ASKED.matcher(text);
    while (matcher.find()) {
      String word = matcher.group(1).toUpperCase(Locale.ROOT);
      Optional<Language> found =
          Arrays.stream(values()).filter(l -> l.name().equals(word)).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(l -> lower.contains(l.phrase)).findFirst();
  }

  String answer(String standIn, String topic) {
    return answer
        .replace("{model}", standIn.isEmpty() ? "" : " (" + standIn + ")")
        .replace("{topic}", topic);
  }
}
