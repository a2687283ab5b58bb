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

/**
 * Whom the client trusts: the platform's authorities and, if given, those of one PEM file.
 *
 * <p>Reading the platform's hundred and more authorities takes a tenth of a second, so it is done
 * for the first connection that needs them.
 */
final class UpstreamTls {
  private final Optional<Path> extraCertificates;

  /** Guarded by this. */
  private @Nullable SslContext made;

  /**
   * @throws IllegalArgumentException if the file of extra certificates cannot be used
   */
  UpstreamTls(Optional<Path> extraCertificates) {
    this.extraCertificates = extraCertificates;
    made = extraCertificates.isPresent() ? make() : null;
  }

  /** The client's TLS context, the same each time; names are verified. */
  synchronized SslContext context() {
    SslContext context = made;
    if (context == null) {
      context = make();
      made = context;
    }
    return context;
  }

  private SslContext make() {
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
