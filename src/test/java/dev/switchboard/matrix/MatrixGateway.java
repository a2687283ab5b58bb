package dev.switchboard.matrix;

import dev.switchboard.app.RunningGateway;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.ir.Dialect;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A gateway in front of one provider of each dialect, all of them one local server. */
final class MatrixGateway implements AutoCloseable {
  private final FakeUpstream upstream = FakeUpstream.start();
  private final RunningGateway gateway;

  MatrixGateway(Path folder) {
    StringBuilder yaml = new StringBuilder("providers:\n");
    for (Egress egress : Egress.ALL) {
      yaml.append(egress.yaml(upstream::uri));
    }
    yaml.append(Egress.VLLM.yaml(upstream::uri));
    // OpenAI itself would be asked in the Responses dialect by callers of that dialect.
    yaml.append(
        "  plain: {kind: friendli, base_url: \"%s\", api_key: \"test-credential-1234\", retries: 0}\n"
            .formatted(upstream.uri("/v1")));
    gateway = RunningGateway.start(folder, yaml.toString());
  }

  /** The name by which callers of that dialect ask for a model of that provider. */
  static String model(Ingress ingress, Egress egress, boolean thinks) {
    boolean plain =
        ingress.server().dialect() == Dialect.OPENAI_RESPONSES && egress.provider().equals("chat");
    return (plain ? "plain" : egress.provider())
        + "/"
        + (thinks ? egress.thinker() : egress.model());
  }

  /** Asks; the provider does what the script says, if it is asked at all. */
  HttpResponse<String> ask(String path, byte[] body, Script script) {
    upstream.forgetRequests();
    upstream.otherwise(_ -> script);
    return gateway.post(path, new String(body, StandardCharsets.UTF_8));
  }

  /** What the provider was sent. */
  FakeUpstream.Received sent() {
    return upstream.takeRequest();
  }

  /** Whether the provider was asked. */
  boolean asked() {
    return !upstream.requests().isEmpty();
  }

  /** What the answer's trace says, as JSON text. */
  String trace(HttpResponse<String> answer) {
    return dev.switchboard.json.Json.text(gateway.traceOf(answer));
  }

  @Override
  public void close() {
    gateway.close();
    upstream.close();
  }
}
