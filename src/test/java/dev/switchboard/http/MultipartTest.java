package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=b1";

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String content(byte[] body, Multipart.Part part) {
    return new String(
        Arrays.copyOfRange(body, part.start(), part.end()), StandardCharsets.ISO_8859_1);
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // the line ends are what is read
  void findsFieldsAndFilesWithTheirBytes() {
    byte[] body =
        bytes(
            "preamble\r\n--b1\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm/1\r\n"
                + "--b1 \t\r\ncontent-disposition: form-data; filename=\"a b.wav\"; name=\"file\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n\r\n--b\r\n\u0000\u00ff\r\n--b1--\r\nepilogue");
    List<Multipart.Part> parts = Multipart.read(TYPE, body);
    assertThat(parts).extracting(Multipart.Part::name).containsExactly("model", "file");
    assertThat(content(body, parts.get(0))).isEqualTo("m/1");
    assertThat(content(body, parts.get(1))).isEqualTo("\r\n--b\r\n\u0000\u00ff");
    assertThat(parts.get(1).fileName()).isEqualTo("a b.wav");
    assertThat(parts.get(1).contentType()).isEqualTo("audio/wav");
    assertThat(parts.get(0).fileName()).isNull();
  }

  @Test
  void readsAnEmptyFieldAndAnEmptyForm() {
    byte[] empty = bytes("--b1\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--b1--");
    Multipart.Part part = Multipart.read(TYPE, empty).getFirst();
    assertThat(content(empty, part)).isEmpty();
    assertThat(Multipart.read(TYPE, bytes("--b1--\r\n"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"say \\\"hi\\\".wav", "say %22hi%22.wav"})
  void understandsBothWaysToQuoteAQuote(String written) {
    byte[] body =
        bytes(
            "--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\""
                + written
                + "\"\r\n\r\nx\r\n--b1--");
    assertThat(Multipart.read(TYPE, body).getFirst().fileName()).isEqualTo("say \"hi\".wav");
  }

  @Test
  void takesAQuotedBoundary() {
    byte[] body = bytes("--a b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--a b--");
    assertThat(Multipart.read("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", body))
        .hasSize(1);
  }

  @Test
  void readsBackWhatItWrites() {
    byte[] noise = new byte[5_000];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] =
          (byte) (random.nextInt(4) == 0 ? "\r\n-sb".charAt(random.nextInt(5)) : random.nextInt());
    }
    String boundary = Multipart.newBoundary();
    byte[] body =
        Multipart.write(
            boundary,
            List.of(
                new Multipart.Field("text", null, "", "größe".getBytes(StandardCharsets.UTF_8)),
                new Multipart.Field("file", "a\"b.png", "image/png", noise)));
    List<Multipart.Part> parts = Multipart.read(Multipart.contentType(boundary), body);
    assertThat(parts).extracting(Multipart.Part::name).containsExactly("text", "file");
    assertThat(parts.get(1).fileName()).isEqualTo("a\"b.png");
    assertThat(Arrays.copyOfRange(body, parts.get(1).start(), parts.get(1).end())).isEqualTo(noise);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b2\r\n",
        "--b1",
        "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ncut off",
        "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ncut off\r\n--b1",
        "--b1\nContent-Disposition: form-data; name=\"x\"\n\n1\n--b1--",
        "--b1\r\n\r\nno name\r\n--b1--",
        "--b1\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\n1\r\n--b1--",
        "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n--b1--",
        "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--b1--"
      })
  void refusesWhatIsNoWholeForm(String body) {
    assertThatThrownBy(() -> Multipart.read(TYPE, bytes(body)))
        .isInstanceOf(MultipartException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\""
      })
  void refusesATypeWithoutABoundary(String type) {
    assertThatThrownBy(() -> Multipart.read(type, bytes("--\r\n")))
        .isInstanceOf(MultipartException.class)
        .hasMessageContaining("boundary");
  }

  @Test
  void refusesMorePartsThanAnyFormHas() {
    String part = "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n";
    byte[] body = bytes(part.repeat(Multipart.MAX_PARTS + 1) + "--b1--");
    assertThatThrownBy(() -> Multipart.read(TYPE, body))
        .isInstanceOf(MultipartException.class)
        .hasMessageContaining("parts");
  }

  @Test
  void survivesAnyCut() {
    byte[] body =
        bytes(
            "--b1\r\nContent-Disposition: form-data; name=\"x\"; filename=\"y\"\r\n"
                + "Content-Type: a/b\r\n\r\nabc\r\n--b1--");
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> Multipart.read(TYPE, cut)).isInstanceOf(MultipartException.class);
    }
  }
}
