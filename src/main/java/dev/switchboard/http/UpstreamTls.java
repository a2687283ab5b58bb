package dev.switchboard.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the client trusts: the platform's authorities and, if given, those of one PEM file. */
final class UpstreamTls {
  private UpstreamTls() {}

  /**
   * Makes the client's TLS context; names are verified.
   *
   * @throws IllegalArgumentException if the file cannot be used
   */
  static SslContext context(Optional<Path> extraCertificates) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .endpointIdentificationAlgorithm("HTTPS");
      if (extraCertificates.isPresent()) {
        builder.trustManager(trust(extraCertificates.get()));
      }
      return builder.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "extra certificates: " + extraCertificates.orElse(Path.of("")) + " cannot be used", e);
    }
  }

  private static TrustManagerFactory trust(Path pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    for (TrustManager manager : factory(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate known : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("c" + count++, known);
        }
      }
    }
    int known = count;
    try (InputStream in = Files.newInputStream(pem)) {
      for (Certificate extra : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("c" + count++, extra);
      }
    }
    if (count == known) {
      throw new IllegalArgumentException(
          "extra certificates: " + pem + " has none (expected: PEM certificates)");
    }
    return factory(store);
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
