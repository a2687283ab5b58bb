package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a request can say.
 *
 * @param thinks whether a model that thinks is asked
 * @param meant what of the request must arrive
 */
record Asked(
    String name, boolean thinks, ChatRequest request, Function<ChatRequest, Object> meant) {

  static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  static final String PDF = "JVBERi0xLjQKMSAwIG9iajw8Pj5lbmRvYmoKdHJhaWxlcjw8Pj4KJSVFT0YK";
  static final String WAV =
      "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQgAAAAAAAAAAAAAAA==";
  private static final String CITY =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],"
          + "\"additionalProperties\":false}";

  static final Sampling BOUNDED = Sampling.DEFAULT.withMaxOutputTokens(4_000);
  private static final ToolChoice AUTO = new ToolChoice.Auto();
  private static final Message HELLO = Message.text(Role.USER, "Say hello.");

  static List<Asked> all() {
    List<Asked> all = new ArrayList<>();
    words(all);
    media(all);
    tools(all);
    forms(all);
    sampling(all);
    return List.copyOf(all);
  }

  private static void words(List<Asked> all) {
    all.add(of("text", request(HELLO), Asked::conversation));
    all.add(
        of(
            "several turns",
            request(
                HELLO, Message.text(Role.ASSISTANT, "Hello."), Message.text(Role.USER, "Again.")),
            Asked::conversation));
    all.add(
        of(
            "system text",
            request(Message.text(Role.SYSTEM, "Be brief."), HELLO),
            r -> Likeness.system(r) + conversation(r)));
    all.add(
        of(
            "cache marks",
            request(
                Message.of(
                    Role.SYSTEM, new Content.Text("Be brief."), new Content.CachePoint(null)),
                Message.of(
                    Role.USER, new Content.Text("Say hello."), new Content.CachePoint(null))),
            Likeness::marks));
  }

  private static void media(List<Asked> all) {
    all.add(
        withMedia("image", new Content.Image(new MediaSource.Inline("image/png", PIXEL), null)));
    all.add(
        withMedia(
            "PDF",
            new Content.Document(new MediaSource.Inline("application/pdf", PDF), "paper.pdf")));
    all.add(withMedia("audio", new Content.Audio(new MediaSource.Inline("audio/wav", WAV))));
  }

  private static Asked withMedia(String name, Content part) {
    return of(
        name,
        request(Message.of(Role.USER, new Content.Text("What is this?"), part)),
        Likeness::media);
  }

  private static void tools(List<Asked> all) {
    all.add(of("tools", tools(AUTO), Likeness::tools));
    all.add(of("parallel tools over two turns", round(), Asked::conversation));
    choice(all, "any", new ToolChoice.Required());
    choice(all, "none", new ToolChoice.None());
    choice(all, "named", new ToolChoice.Named("get_time"));
    choice(all, "one of some", new ToolChoice.Allowed(List.of("get_time"), true));
    all.add(
        of(
            "no parallel tools",
            parallel(tools(AUTO), false),
            r -> Objects.toString(r.parallelToolCalls())));
  }

  private static void choice(List<Asked> all, String name, ToolChoice choice) {
    all.add(of("tool choice: " + name, tools(choice), Asked::toolChoice));
  }

  /** One allowed tool, or the only one there is, that must be called is that tool by name. */
  private static Object toolChoice(ChatRequest request) {
    if (request.toolChoice() instanceof ToolChoice.Required
        && request.tools().size() == 1
        && request.tools().getFirst() instanceof Tool.Function only) {
      return new ToolChoice.Named(only.name());
    }
    return request.toolChoice() instanceof ToolChoice.Allowed allowed
            && allowed.required()
            && allowed.names().size() == 1
        ? new ToolChoice.Named(allowed.names().getFirst())
        : request.toolChoice();
  }

  private static void forms(List<Asked> all) {
    all.add(
        of(
            "structured output",
            request(HELLO).withOutput(new OutputFormat.JsonSchema("answer", CITY, true, null)),
            Asked::schema));
    all.add(
        of(
            "JSON mode",
            request(HELLO).withOutput(new OutputFormat.JsonObject()),
            ChatRequest::output));
    all.add(
        new Asked(
            "reasoning effort",
            true,
            thinking(new ReasoningRequest(ReasoningRequest.Effort.LOW, null, null)),
            Asked::effort));
    all.add(
        new Asked(
            "reasoning budget",
            true,
            thinking(new ReasoningRequest(null, 2_000, null)),
            Asked::effort));
  }

  private static Object effort(ChatRequest request) {
    Integer budget = request.reasoning().budgetTokens();
    return budget == null ? Objects.toString(request.reasoning().effort()) : budget + " tokens";
  }

  private static Object schema(ChatRequest request) {
    return request.output() instanceof OutputFormat.JsonSchema schema
        ? Likeness.meaning(schema.schema())
        : request.output();
  }

  private static void sampling(List<Asked> all) {
    drawn(
        all,
        "temperature",
        new Sampling(0.5, null, null, 4_000, List.of(), null, null, null, null, null),
        Sampling::temperature);
    drawn(
        all,
        "top_p",
        new Sampling(null, 0.5, null, 4_000, List.of(), null, null, null, null, null),
        Sampling::topP);
    drawn(
        all,
        "top_k",
        new Sampling(null, null, 20, 4_000, List.of(), null, null, null, null, null),
        Sampling::topK);
    drawn(all, "bound on tokens", BOUNDED, Sampling::maxOutputTokens);
    drawn(
        all,
        "stop sequences",
        new Sampling(null, null, null, 4_000, List.of("END", "FIN"), null, null, null, null, null),
        Sampling::stop);
    drawn(
        all,
        "seed",
        new Sampling(null, null, null, 4_000, List.of(), 7L, null, null, null, null),
        Sampling::seed);
    drawn(
        all,
        "presence penalty",
        new Sampling(null, null, null, 4_000, List.of(), null, 0.5, null, null, null),
        Sampling::presencePenalty);
    drawn(
        all,
        "frequency penalty",
        new Sampling(null, null, null, 4_000, List.of(), null, null, 0.5, null, null),
        Sampling::frequencyPenalty);
    drawn(
        all,
        "several answers",
        new Sampling(null, null, null, 4_000, List.of(), null, null, null, 2, null),
        Sampling::choices);
    drawn(
        all,
        "log probabilities",
        new Sampling(null, null, null, 4_000, List.of(), null, null, null, null, 2),
        Sampling::topLogprobs);
  }

  private static void drawn(
      List<Asked> all, String name, Sampling sampling, Function<Sampling, @Nullable Object> meant) {
    all.add(
        of(
            name,
            request(HELLO).withSampling(sampling),
            r -> Objects.toString(meant.apply(r.sampling()))));
  }

  /** A greeting, thoughts wanted or nothing said of them. */
  static ChatRequest hello(boolean thoughts) {
    return thoughts ? thinking(new ReasoningRequest(null, 2_000, true)) : request(HELLO);
  }

  private static Asked of(String name, ChatRequest request, Function<ChatRequest, Object> meant) {
    return new Asked(name, false, request, meant);
  }

  static Object conversation(ChatRequest request) {
    return Likeness.conversation(request.messages());
  }

  static ChatRequest request(Message... messages) {
    return ChatRequest.of("m", List.of(messages)).withSampling(BOUNDED);
  }

  static ChatRequest tools(ToolChoice choice) {
    return request(HELLO).withTools(functions(), choice);
  }

  static List<Tool> functions() {
    return List.of(
        new Tool.Function("get_weather", "The weather of a city.", CITY, null, null),
        new Tool.Function("get_time", "The time in a city.", CITY, null, null));
  }

  private static ChatRequest round() {
    return request(
            HELLO,
            Message.of(
                Role.ASSISTANT,
                new Content.Text("I look."),
                call("call_a", "Paris"),
                call("call_b", "Rome")),
            new Message(
                Role.TOOL,
                List.of(result("call_a", "{\"degrees\":21}"), result("call_b", "{\"degrees\":25}")),
                null))
        .withTools(functions(), AUTO);
  }

  private static Content call(String id, String city) {
    return new Content.ToolCall(id, "get_weather", "{\"city\":\"" + city + "\"}", null);
  }

  private static Content result(String id, String text) {
    return new Content.ToolResult(id, "get_weather", List.of(new Content.Text(text)), false);
  }

  static ChatRequest parallel(ChatRequest request, boolean wanted) {
    return new ChatRequest(
        request.model(),
        request.messages(),
        request.tools(),
        request.toolChoice(),
        wanted,
        request.output(),
        request.sampling(),
        request.reasoning(),
        request.endUser(),
        request.extensions());
  }

  private static ChatRequest thinking(ReasoningRequest reasoning) {
    return thinking(request(HELLO), reasoning);
  }

  static ChatRequest thinking(ChatRequest plain, ReasoningRequest reasoning) {
    return new ChatRequest(
        plain.model(),
        plain.messages(),
        plain.tools(),
        plain.toolChoice(),
        plain.parallelToolCalls(),
        plain.output(),
        plain.sampling(),
        reasoning,
        plain.endUser(),
        plain.extensions());
  }
}
