#include <fstream>

#include "http_fixture.h"

namespace sluss::connectors::http {
namespace {

class HttpTls : public HttpTest {
 protected:
  Certificates certificates_{"Losenfras-for-nyckeln-3"};

  tests::ServerProcess tls_server(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--certificate", certificates_.file("server.pem"), "--key",
                                          certificates_.file("server.key")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return tests::ServerProcess("http_server.py", arguments);
  }
  static std::string at(const tests::ServerProcess& server, const std::string& path) {
    return "https://127.0.0.1:" + std::to_string(server.port()) + path;
  }
};

TEST_F(HttpTls, an_authority_of_our_own) {
  const auto server = tls_server();
  Client stranger(quick(), clock_);
  const auto unknown = stranger.get({.url = at(server, "/good")});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "http.tls");
  EXPECT_EQ(unknown.error().error_class, core::ErrorClass::config) << "a certificate does not heal by itself";
  EXPECT_NE(unknown.error().remedy.find("as http.ca_file"), std::string::npos) << core::describe(unknown.error());

  Options options = quick();
  options.ca_file = certificates_.file("ca.pem");
  Client client(options, clock_);
  const auto answer = client.get({.url = at(server, "/good")});
  ASSERT_TRUE(answer) << core::describe(answer.error());
  EXPECT_EQ(answer->certificate_ends, "") << "only for a request that wants it";
  const auto with_certificate = client.get({.url = at(server, "/good"), .certificate = true});
  ASSERT_TRUE(with_certificate) << core::describe(with_certificate.error());
  EXPECT_TRUE(with_certificate->certificate_ends.ends_with(" GMT")) << with_certificate->certificate_ends;
  const auto other_name = client.get({.url = "https://localhost:" + std::to_string(server.port()) + "/good"});
  ASSERT_FALSE(other_name);
  EXPECT_EQ(other_name.error().code, "http.tls");
  EXPECT_NE(other_name.error().remedy.find("a name that the server's certificate has"), std::string::npos)
      << core::describe(other_name.error());
  EXPECT_EQ(client.get({.url = at(server, "/redirect?to=http://127.0.0.1:") + std::to_string(server.port()) + "/good"})
                .error()
                .code,
            "http.redirect")
      << "never from https to http";
  EXPECT_EQ(client.get({.url = at(server, "/truncate")}).error().code, "http.truncated");

  options.ca_file = certificates_.file("no-such-file.pem");
  Client fileless(options, clock_);
  EXPECT_EQ(fileless.get({.url = at(server, "/good")}).error().code, "http.tls");

  std::ofstream(certificates_.file("words.pem")) << "no certificate\n";
  options.ca_file = certificates_.file("words.pem");
  Client wordy(options, clock_);
  const auto no_pem = wordy.get({.url = at(server, "/good")});
  ASSERT_FALSE(no_pem);
  EXPECT_EQ(no_pem.error().code, "http.tls");
  EXPECT_EQ(no_pem.error().error_class, core::ErrorClass::config);
  EXPECT_NE(no_pem.error().remedy.find("PEM"), std::string::npos) << core::describe(no_pem.error());
}

TEST_F(HttpTls, a_client_certificate_with_an_encrypted_key) {
  const auto server = tls_server({"--client-ca", certificates_.file("ca.pem")});
  Options options = quick();
  options.ca_file = certificates_.file("ca.pem");
  Client without_certificate(options, clock_);
  EXPECT_FALSE(without_certificate.get({.url = at(server, "/good")}));

  options.client_certificate = certificates_.file("client.pem");
  options.client_key = certificates_.file("client.key");
  options.client_key_passphrase = core::Secret("Losenfras-for-nyckeln-3");
  Client known(options, clock_);
  const auto answer = known.get({.url = at(server, "/good")});
  ASSERT_TRUE(answer) << core::describe(answer.error());

  for (const char* wrong : {"Fel-losenfras-for-nyckeln", ""}) {
    options.client_key_passphrase = core::Secret(wrong);
    Client locked_out(options, clock_);
    const auto failed = locked_out.get({.url = at(server, "/good")});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "http.tls");
    EXPECT_EQ(failed.error().error_class, core::ErrorClass::config);
    EXPECT_EQ(core::describe(failed.error()).find("Fel-losenfras"), std::string::npos);
  }
}

}  // namespace
}  // namespace sluss::connectors::http
