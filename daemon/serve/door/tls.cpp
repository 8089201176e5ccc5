#include "daemon/serve/door/tls.h"

#include <boost/asio/ssl/context.hpp>

namespace sluss::daemon::door {

namespace ssl = boost::asio::ssl;

namespace {

/// What TLS 1.2 may speak: forward secrecy and authenticated encryption only (RFC 9325 §4.2). TLS 1.3 has no other.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";

}  // namespace

core::Result<std::shared_ptr<ssl::context>> tls_context(const std::filesystem::path& certificate,
                                                        const std::filesystem::path& key) {
  const auto wrong = [](const std::filesystem::path& file, const std::string& why) {
    return core::fail(core::ErrorClass::config, "control.tls", "the certificate cannot be used: " + why,
                      "Name a PEM file with the certificate and its chain, and one with its key without a pass phrase, "
                      "both readable by the user that runs sluss.",
                      {file.string(), 0, 0, ""});
  };
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code problem;
  ::SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  ::SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  if (::SSL_CTX_set_cipher_list(context->native_handle(), ciphers) != 1)
    return wrong(certificate, "this machine's OpenSSL lacks the ciphers");
  // A key with a pass phrase is an error, not a question on the terminal.
  context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, problem);
  context->use_certificate_chain_file(certificate.string(), problem);
  if (problem) return wrong(certificate, problem.message());
  context->use_private_key_file(key.string(), ssl::context::pem, problem);
  if (problem) return wrong(key, problem.message());
  if (::SSL_CTX_check_private_key(context->native_handle()) != 1)
    return wrong(key, "the key is of another certificate");
  return context;
}

}  // namespace sluss::daemon::door
