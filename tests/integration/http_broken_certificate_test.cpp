// Bytes that are no text as the name in a server's certificate, which curl repeats in its messages.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

#include "core/descriptor.h"
#include "core/text.h"
#include "http_fixture.h"
#include "tests/tools/broken_text.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::http {
namespace {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* one) const {
    Free(one);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;

/// Signed by itself. OpenSSL opens no certificate that declares other bytes as UTF-8; in this type it takes any.
Certificate named(const std::string& name, EVP_PKEY* key) {
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_pubkey(made.get(), key);
  auto* const subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_NID(subject, NID_commonName, V_ASN1_T61STRING,
                             reinterpret_cast<const unsigned char*>(name.data()), static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(made.get(), subject);
  X509_sign(made.get(), key, EVP_sha256());
  return made;
}

/// Shakes one hand on loopback.
class TlsServer {
 public:
  TlsServer(X509* certificate, EVP_PKEY* key) : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), certificate);
    SSL_CTX_use_PrivateKey(context_.get(), key);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening_.number(), name, size) != 0 || ::listen(listening_.number(), 4) != 0 ||
        ::getsockname(listening_.number(), name, &size) != 0)
      throw std::runtime_error("no port");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] {
      const core::Descriptor taken(::accept(listening_.number(), nullptr, nullptr));
      const std::unique_ptr<SSL, Freeing<SSL_free>> hand(SSL_new(context_.get()));
      SSL_set_fd(hand.get(), taken.number());
      if (SSL_accept(hand.get()) == 1) SSL_shutdown(hand.get());
    });
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer() { ::shutdown(listening_.number(), SHUT_RDWR); }
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/good"; }

 private:
  std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>> context_;
  core::Descriptor listening_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int port_ = 0;
  std::jthread thread_;
};

TEST(HttpBrokenCertificate, ANameThatIsNoText) {
  (void)::signal(SIGPIPE, SIG_IGN);  // a client that goes amid the hand-shake
  const Key key(EVP_EC_gen("P-256"));
  const sluss::tests::TemporaryFolder folder;
  const auto file = folder.path() / "ca.pem";
  const core::SystemClock clock;
  int with_name = 0;
  for (const auto& text : tests::broken_texts()) {
    const auto certificate = named(text, key.get());
    {
      const std::unique_ptr<std::FILE, Freeing<std::fclose>> output(std::fopen(file.c_str(), "we"));
      PEM_write_X509(output.get(), certificate.get());
    }
    const TlsServer server(certificate.get(), key.get());
    auto options = quick();
    options.attempts = 1;
    options.ca_file = file;
    Client client(options, clock);
    const auto answer = client.get({.url = server.url()});
    ASSERT_FALSE(answer);
    const auto& error = answer.error();
    EXPECT_TRUE(error.code.starts_with("http.")) << error.code;
    for (const auto& part : {error.what, error.remedy, error.place.file, core::describe(error)})
      EXPECT_TRUE(core::is_well_formed(part)) << with_name << ": " << error.code;
    with_name += error.what.find("subject name") != std::string::npos ? 1 : 0;
  }
  EXPECT_GE(with_name, 32) << "curl did not repeat the name: the test shows nothing";
}

}  // namespace
}  // namespace sluss::connectors::http
