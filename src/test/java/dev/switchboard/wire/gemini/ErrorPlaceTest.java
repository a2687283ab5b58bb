package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Failure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorPlaceTest {
  @ParameterizedTest
  @CsvSource({"/contents/0/parts,contents[0].parts", "/a~1b,a/b", "/ge~nera,ge~nera", "/a~,a~"})
  void isWrittenAsGoogleDoesWhateverTheCallerNamedAField(String pointer, String field) {
    byte[] body =
        new GeminiServer(true).encodeFailure(Failure.InvalidRequest.at(pointer, "wrong"), "r");
    assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"field\":\"" + field + "\"");
  }
}
