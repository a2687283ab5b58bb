package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTextTest {

  @Test
  void leavesAnOrdinarySentenceAsItIs() {
    String text =
        "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576)."
            + " Model claude-sonnet-4-5-20250929, request 0f8fad5b-d9cb-469f-a165-70867728950e.";
    assertThat(ProviderText.clean(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Incorrect API key provided: sk-proj-Zx81*********************q9Za",
        "bad key AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
        "Authorization: Bearer abc.Zx81q9Za.ghi was refused",
        "GET https://host/v1/models?key=Zx81q9Za&alt=sse failed",
        "{\"api_key\": \"Zx81q9Za\"}",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJaeDgxcTlaYSJ9.Zx81q9Za",
        "secret 0123456789abcdef0123456789abcdefZx81q9Za",
        "Rate limit reached in organization org-Zx81q9Za on tokens",
        "quota of projects/Zx81q9Za is used up",
      })
  void masksCredentialsAndAccounts(String text) {
    assertThat(ProviderText.clean(text))
        .contains("[masked]")
        .doesNotContain("q9Za")
        .doesNotContain("Zx81");
  }

  @Test
  void dropsMarkupAndControlCharacters() {
    assertThat(ProviderText.clean("<html><h1>502\r\nBad\u0000 Gateway</h1>\u202Ecba</html>"))
        .isEqualTo("502 Bad Gateway cba");
  }

  @Test
  void isBoundedWithoutCuttingACharacterInHalf() {
    String clean = ProviderText.clean("😀".repeat(1_000));
    assertThat(clean.length()).isLessThanOrEqualTo(ProviderText.MAX_LENGTH);
    assertThat(clean).endsWith("😀…");
  }

  @Test
  void takesLinearTimeOnHostileText() {
    long start = System.nanoTime();
    ProviderText.clean("<".repeat(2_000_000));
    ProviderText.clean("key key ".repeat(500_000));
    ProviderText.clean("a_".repeat(1_000_000));
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2_000);
  }

  @Test
  void nothingStaysNothing() {
    assertThat(ProviderText.clean(null)).isEmpty();
    assertThat(ProviderText.clean(" \n")).isEmpty();
  }
}
