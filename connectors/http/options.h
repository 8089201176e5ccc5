#pragma once
// What an operator can set of the HTTP client; apart, so that the configuration needs no client.

#include <chrono>
#include <cstdint>
#include <string>

#include "core/secret.h"

namespace sluss::connectors::http {

enum class ProxyAuth : std::uint8_t { any, basic, ntlm, negotiate };

/// Everything an operator can set under [http]. Sizes in bytes.
struct Options {
  int attempts = 6;
  std::chrono::milliseconds budget = std::chrono::minutes(10);  ///< all attempts of one request together
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds total_timeout = std::chrono::minutes(10);  ///< one attempt
  std::chrono::milliseconds stall = std::chrono::seconds(60);          ///< no byte for so long ends an attempt
  std::chrono::milliseconds backoff_first = std::chrono::milliseconds(500);
  std::chrono::milliseconds backoff_most = std::chrono::seconds(60);
  std::uint64_t body_most = 256ULL << 20;  ///< after decompression
  double rate = 5.0;  ///< requests a second and host; not applied to loopback addresses unless rate_loopback
  bool rate_loopback = false;
  int concurrency = 3;   ///< requests at once and host
  std::string proxy;     ///< "http://proxy.example.se:8080"; empty: the environment's
  std::string no_proxy;  ///< comma list; empty: the environment's
  ProxyAuth proxy_auth = ProxyAuth::any;
  std::string proxy_user;
  core::Secret proxy_password;
  std::string ca_file;
  std::string client_certificate;
  std::string client_key;
  core::Secret client_key_passphrase;
  std::string contact;  ///< in User-Agent: "sluss/0.1 (+contact)"
};

}  // namespace sluss::connectors::http
