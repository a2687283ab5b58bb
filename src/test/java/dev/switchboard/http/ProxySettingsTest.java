package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
  @Test
  void goesDirectlyWithoutVariables() {
    assertThat(ProxySettings.fromEnvironment(Map.of()).proxyFor(true, "a.example", 443)).isEmpty();
  }

  @Test
  void choosesByScheme() {
    ProxySettings settings =
        ProxySettings.fromEnvironment(
            Map.of("HTTP_PROXY", "http://one:3128", "HTTPS_PROXY", "two:8080"));
    assertThat(settings.proxyFor(false, "a.example", 80).orElseThrow().host()).isEqualTo("one");
    ProxySettings.Proxy secure = settings.proxyFor(true, "a.example", 443).orElseThrow();
    assertThat(secure.host() + secure.port()).isEqualTo("two8080");
  }

  @Test
  void prefersTheLowerCaseNameAndFallsBackToAll() {
    ProxySettings settings =
        ProxySettings.fromEnvironment(
            Map.of("HTTP_PROXY", "upper:1", "http_proxy", "lower:2", "ALL_PROXY", "all:3"));
    assertThat(settings.proxyFor(false, "a.example", 80).orElseThrow().host()).isEqualTo("lower");
    assertThat(settings.proxyFor(true, "a.example", 443).orElseThrow().host()).isEqualTo("all");
  }

  @Test
  void readsCredentialsAndKeepsThemToItself() {
    ProxySettings settings =
        ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "http://user:p%40ss@p.example"));
    ProxySettings.Proxy proxy = settings.proxyFor(true, "a.example", 443).orElseThrow();
    assertThat(proxy.authorization()).contains("Basic dXNlcjpwQHNz");
    assertThat(proxy.port()).isEqualTo(80);
    assertThat(settings.toString()).doesNotContain("dXNlcjpwQHNz");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com,        example.com,     443, true",
    "example.com,        www.example.com, 443, true",
    "example.com,        WWW.EXAMPLE.COM, 443, true",
    "example.com,        notexample.com,  443, false",
    ".example.com,       www.example.com, 443, true",
    ".example.com,       example.com,     443, true",
    "*.example.com,      www.example.com, 443, true",
    "example.com:8443,   example.com,     443, false",
    "example.com:443,    example.com,     443, true",
    "*,                  anything,        443, true",
    "10.0.0.0/8,         10.1.2.3,        443, true",
    "10.0.0.0/8,         11.1.2.3,        443, false",
    "10.0.0.0/8,         ten.example,     443, false",
    "192.168.1.7,        192.168.1.7,     443, true",
    "fd00::/8,           fd00::1,         443, true",
    "other.example,      localhost,       443, true",
    "other.example,      127.0.0.5,       443, true",
    "other.example,      ::1,             443, true",
    "other.example,      example.com,     443, false",
  })
  void leavesOutTheExceptions(String exception, String host, int port, boolean direct) {
    ProxySettings settings =
        ProxySettings.fromEnvironment(
            Map.of("HTTPS_PROXY", "p:1", "NO_PROXY", " x.example , " + exception + ","));
    assertThat(settings.proxyFor(true, host, port).isEmpty()).isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://user:secret@p:1080", "http://", "https://p", "http://a b"})
  void refusesWhatIsNoHttpProxyWithoutShowingIt(String value) {
    assertThatThrownBy(() -> ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesAnExceptionThatIsNoBlock() {
    assertThatThrownBy(
            () -> ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "p", "NO_PROXY", "a/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
  }
}
