package dev.switchboard.bench;

import dev.switchboard.http.SseEncoder;
import dev.switchboard.http.SseParser;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What one call costs in codecs: microseconds for each body, or for each stream of 50 events. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBenchmark {
  private static final AnswerHead HEAD =
      new AnswerHead("chatcmpl-bench", "openai/gpt-4.1-mini", 1_760_000_000, Delivery.WHOLE);
  private static final AnswerHead STREAM_HEAD =
      new AnswerHead("chatcmpl-bench", "openai/gpt-4.1-mini", 1_760_000_000, Delivery.STREAM);

  private final OpenAiChatServer openAiServer = new OpenAiChatServer();
  private final OpenAiChatClient openAi = new OpenAiChatClient("openai", OpenAiFlags.NONE);
  private final AnthropicClient anthropic = new AnthropicClient("anthropic");
  private final JsonPatch patch = JsonPatch.none().set("/model", "gpt-4.1-mini");

  @Param({"1024", "20480"})
  public int requestBytes;

  private byte[] request;
  private ChatRequest decodedRequest;
  private byte[] openAiAnswer;
  private byte[] anthropicAnswer;
  private ChatResponse decodedAnswer;
  private byte[] openAiStream;
  private byte[] anthropicStream;

  @Setup
  public void prepare() {
    request = utf8(Samples.request(requestBytes));
    decodedRequest = openAiServer.decodeRequest(request).chat();
    openAiAnswer = utf8(Samples.openAiAnswer());
    anthropicAnswer = utf8(Samples.anthropicAnswer());
    decodedAnswer = openAi.decodeResponse(openAiAnswer);
    openAiStream = utf8(Samples.openAiStream());
    anthropicStream = utf8(Samples.anthropicStream());
  }

  @Benchmark
  public byte[] scanAndPatch() {
    return patch.apply(TopLevel.scan(request));
  }

  @Benchmark
  public ChatRequest openAiDecodeRequest() {
    return openAiServer.decodeRequest(request).chat();
  }

  @Benchmark
  public Object openAiEncodeRequest() {
    return openAi.encodeRequest(decodedRequest, "gpt-4.1-mini", false, ModelTraits.UNKNOWN);
  }

  @Benchmark
  public Object anthropicEncodeRequest() {
    return anthropic.encodeRequest(decodedRequest, "claude-haiku-4-5", false, ModelTraits.UNKNOWN);
  }

  @Benchmark
  public Object openAiDecodeAnswer() {
    return openAi.decodeResponse(openAiAnswer);
  }

  @Benchmark
  public Object openAiEncodeAnswer() {
    return openAiServer.encodeResponse(decodedAnswer, HEAD);
  }

  @Benchmark
  public Object anthropicDecodeAnswer() {
    return anthropic.decodeResponse(anthropicAnswer);
  }

  /** Same dialect: parsed, decoded for usage and record, framed again as it came. */
  @Benchmark
  public void openAiStreamPassedOn(Blackhole sink) {
    StreamDecoder decoder = openAi.streamDecoder();
    SseParser parser =
        new SseParser(
            1 << 20,
            event -> {
              sink.consume(decoder.decode(event.event(), event.data()));
              sink.consume(SseEncoder.data(event.data()));
            });
    parser.feed(openAiStream, 0, openAiStream.length);
    sink.consume(decoder.end());
  }

  @Benchmark
  public void anthropicStreamTranslated(Blackhole sink) {
    StreamDecoder decoder = anthropic.streamDecoder();
    StreamEncoder encoder = openAiServer.streamEncoder(STREAM_HEAD);
    List<StreamEvent> events = new ArrayList<>();
    SseParser parser =
        new SseParser(1 << 20, event -> events.addAll(decoder.decode(event.event(), event.data())));
    parser.feed(anthropicStream, 0, anthropicStream.length);
    events.addAll(decoder.end());
    for (StreamEvent event : events) {
      for (WireEvent out : encoder.encode(event)) {
        sink.consume(SseEncoder.data(out.data()));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
