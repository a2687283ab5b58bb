package dev.switchboard.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running gateway whose media routes are called with bytes. */
final class MediaGateway implements AutoCloseable {
  private final RunningGateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  MediaGateway(Path folder, String yaml) {
    this.gateway = RunningGateway.start(folder, yaml);
  }

  RunningGateway gateway() {
    return gateway;
  }

  HttpResponse<byte[]> json(String path, String body, String... headers) {
    return send(path, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpResponse<byte[]> form(String path, Form form, String... headers) {
    return send(path, "multipart/form-data; boundary=" + Form.BOUNDARY, form.bytes(), headers);
  }

  private HttpResponse<byte[]> send(String path, String type, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri("/v3/compat" + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", type)
            .header("Authorization", "Bearer " + gateway.key())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    try {
      return http.send(
          (headers.length == 0 ? request : request.headers(headers)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
  }

  /** A form as a browser writes it. */
  static final class Form {
    static final String BOUNDARY = "----test-boundary";

    private final List<byte[]> pieces = new ArrayList<>();

    Form field(String name, String value) {
      pieces.add(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + name
                  + "\"\r\n\r\n"
                  + value
                  + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Form file(String name, String fileName, String type, byte[] bytes) {
      pieces.add(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + name
                  + "\"; filename=\""
                  + fileName
                  + "\"\r\nContent-Type: "
                  + type
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      pieces.add(bytes);
      pieces.add("\r\n".getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** A part as SDKs write a bare stream, and Java's also a plain field: a type and no name. */
    Form typed(String name, String type, byte[] bytes) {
      pieces.add(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + name
                  + "\"\r\nContent-Type: "
                  + type
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      pieces.add(bytes);
      pieces.add("\r\n".getBytes(StandardCharsets.UTF_8));
      return this;
    }

    byte[] bytes() {
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      pieces.forEach(out::writeBytes);
      out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
      return out.toByteArray();
    }
  }
}
