package dev.switchboard.provider;

import java.net.URI;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a provider within a cloud needs beside an address and a key: where in the cloud, and who we
 * are there. Every secret in it is hidden from {@code toString}.
 */
public sealed interface Cloud {

  /** Whether we are known there by more than an API key. */
  default boolean hasLogin() {
    return switch (this) {
      case None _ -> false;
      case Aws aws -> aws.keys() != null;
      case Google _ -> true;
      case Azure azure -> azure.login() != null;
    };
  }

  /** None: an address and a key are all. */
  record None() implements Cloud {}

  /**
   * AWS.
   *
   * @param region such as {@code eu-north-1}; part of every signature
   * @param keys null when an API key is sent instead of a signature
   */
  record Aws(String region, @Nullable AwsKeys keys) implements Cloud {
    public Aws {
      Objects.requireNonNull(region);
    }
  }

  /**
   * Keys that sign requests.
   *
   * @param sessionToken null for keys that do not expire
   */
  record AwsKeys(
      String accessKeyId, Credential secretAccessKey, @Nullable Credential sessionToken) {
    public AwsKeys {
      Objects.requireNonNull(accessKeyId);
      Objects.requireNonNull(secretAccessKey);
    }
  }

  /**
   * Google Cloud.
   *
   * @param location such as {@code europe-west1} or {@code global}
   */
  record Google(String project, String location, GoogleLogin login) implements Cloud {
    public Google {
      Objects.requireNonNull(project);
      Objects.requireNonNull(location);
      Objects.requireNonNull(login);
    }
  }

  /**
   * Azure.
   *
   * @param apiVersion the {@code api-version} of the query; null for the v1 API, which needs none
   * @param deployments models to the names of their deployments, where the two differ
   * @param login null when an API key is sent
   */
  record Azure(
      @Nullable String apiVersion, Map<String, String> deployments, @Nullable EntraLogin login)
      implements Cloud {
    public Azure {
      deployments = Map.copyOf(deployments);
    }
  }

  /** Who we are at Google. */
  sealed interface GoogleLogin {}

  /** Whoever the machine runs as, told by its metadata server. */
  record GoogleMachine(URI metadata) implements GoogleLogin {
    public GoogleMachine {
      Objects.requireNonNull(metadata);
    }
  }

  /**
   * A service account.
   *
   * @param keyId names the key to Google
   * @param key signs our requests for tokens
   */
  record GoogleServiceAccount(String email, String keyId, PrivateKey key, URI tokens)
      implements GoogleLogin {
    public GoogleServiceAccount {
      Objects.requireNonNull(email);
      Objects.requireNonNull(keyId);
      Objects.requireNonNull(key);
      Objects.requireNonNull(tokens);
    }

    @Override
    public String toString() {
      return "GoogleServiceAccount[" + email + "]";
    }
  }

  /** A person who has logged in with Google's tools. */
  record GoogleUser(String clientId, Credential clientSecret, Credential refreshToken, URI tokens)
      implements GoogleLogin {
    public GoogleUser {
      Objects.requireNonNull(clientId);
      Objects.requireNonNull(clientSecret);
      Objects.requireNonNull(refreshToken);
      Objects.requireNonNull(tokens);
    }
  }

  /** A token that somebody else keeps fresh. */
  record GoogleToken(Credential token) implements GoogleLogin {
    public GoogleToken {
      Objects.requireNonNull(token);
    }
  }

  /**
   * An application that is registered in Microsoft Entra.
   *
   * @param tokens where tokens of its tenant are asked for
   */
  record EntraLogin(URI tokens, String clientId, Credential clientSecret) {
    public EntraLogin {
      Objects.requireNonNull(tokens);
      Objects.requireNonNull(clientId);
      Objects.requireNonNull(clientSecret);
    }
  }
}
