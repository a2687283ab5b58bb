package dev.switchboard.provider;

import dev.switchboard.http.Headers;

/** The headers that every request to a provider carries. */
public final class ProviderHeaders {
  private ProviderHeaders() {}

  /** Content type, credential and the operator's own headers. */
  public static Headers.Builder of(ProviderConfig config) {
    Headers.Builder headers =
        Headers.builder()
            .add("content-type", "application/json")
            .add("accept", "application/json, text/event-stream")
            .add("user-agent", "switchboard");
    Credential credential = config.credential();
    if (credential != null) {
      Vendor.Auth auth = config.vendor().auth();
      headers.add(auth.header(), auth.prefix() + credential.secret());
    }
    config.headers().forEach(headers::set);
    return headers;
  }
}
