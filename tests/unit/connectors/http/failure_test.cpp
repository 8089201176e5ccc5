#include "connectors/http/failure.h"

#include <gtest/gtest.h>

namespace sluss::connectors::http {
namespace {

using core::ErrorClass;

TEST(Failure, EachHasARemedy) {
  const Options options;
  for (int status = 300; status < 600; ++status)
    EXPECT_FALSE(status_error(status, "http://h").remedy.empty()) << status;
  for (int code = 1; code < CURL_LAST; ++code) {
    for (const auto stage : {Stage::resolving, Stage::connecting, Stage::talking}) {
      Outcome outcome;
      outcome.code = static_cast<CURLcode>(code);
      outcome.stage = stage;
      const auto error = exchange_error(outcome, options, "http://h");
      ASSERT_TRUE(error) << code;
      EXPECT_FALSE(error->remedy.empty()) << code << " " << error->code;
    }
  }
}

TEST(Failure, statuses) {
  struct Case {
    int status;
    const char* code;
    ErrorClass error_class;
  };
  const std::vector<Case> cases = {
      {400, "http.status_4xx", ErrorClass::source},    {401, "http.denied", ErrorClass::config},
      {403, "http.denied", ErrorClass::config},        {404, "http.status_4xx", ErrorClass::source},
      {407, "http.proxy_denied", ErrorClass::config},  {408, "http.status_4xx", ErrorClass::transient},
      {410, "http.gone", ErrorClass::source},          {422, "http.status_4xx", ErrorClass::source},
      {425, "http.status_4xx", ErrorClass::transient}, {429, "http.rate_limited", ErrorClass::transient},
      {500, "http.status_5xx", ErrorClass::transient}, {503, "http.status_5xx", ErrorClass::transient},
      {300, "http.redirect", ErrorClass::source},
  };
  for (const auto& c : cases) {
    const auto error = status_error(c.status, "http://h/p?secret");
    EXPECT_EQ(error.code, c.code) << c.status;
    EXPECT_EQ(error.error_class, c.error_class) << c.status;
    EXPECT_EQ(error.place.file, "http://h/p");
  }
  for (const int status : {200, 204, 206, 304}) EXPECT_TRUE(is_answer(status));
  for (const int status : {100, 199, 300, 303, 400, 500}) EXPECT_FALSE(is_answer(status));
  for (const int status : {301, 302, 303, 307, 308}) EXPECT_TRUE(is_redirect(status));
}

TEST(Failure, exchanges) {
  struct Case {
    CURLcode code;
    Stage stage;
    const char* expected;
    ErrorClass error_class;
  };
  const auto transient = ErrorClass::transient;
  const std::vector<Case> cases = {
      {CURLE_OPERATION_TIMEDOUT, Stage::resolving, "http.dns", transient},
      {CURLE_OPERATION_TIMEDOUT, Stage::connecting, "http.connect", transient},
      {CURLE_OPERATION_TIMEDOUT, Stage::talking, "http.timeout", transient},
      {CURLE_COULDNT_RESOLVE_HOST, Stage::resolving, "http.dns", transient},
      {CURLE_COULDNT_RESOLVE_PROXY, Stage::resolving, "http.dns", transient},
      {CURLE_COULDNT_CONNECT, Stage::connecting, "http.connect", transient},
      {CURLE_PARTIAL_FILE, Stage::talking, "http.truncated", transient},
      {CURLE_BAD_CONTENT_ENCODING, Stage::talking, "http.truncated", transient},
      {CURLE_RECV_ERROR, Stage::talking, "http.reset", transient},
      {CURLE_GOT_NOTHING, Stage::talking, "http.reset", transient},
      {CURLE_HTTP2_STREAM, Stage::talking, "http.reset", transient},
      {CURLE_SSL_CONNECT_ERROR, Stage::connecting, "http.tls", transient},
      {CURLE_PEER_FAILED_VERIFICATION, Stage::connecting, "http.tls", ErrorClass::config},
      {CURLE_SSL_CERTPROBLEM, Stage::connecting, "http.tls", ErrorClass::config},
      {CURLE_FILESIZE_EXCEEDED, Stage::talking, "http.too_large", ErrorClass::source},
      {CURLE_UNSUPPORTED_PROTOCOL, Stage::resolving, "http.request", ErrorClass::config},
      {CURLE_UNSUPPORTED_PROTOCOL, Stage::talking, "http.reset", ErrorClass::transient},
      {CURLE_URL_MALFORMAT, Stage::resolving, "http.request", ErrorClass::config},
      {CURLE_OUT_OF_MEMORY, Stage::talking, "http.too_large", ErrorClass::source},
      {CURLE_FAILED_INIT, Stage::talking, "http.failed", ErrorClass::transient},
  };
  for (const auto& c : cases) {
    Outcome outcome;
    outcome.code = c.code;
    outcome.stage = c.stage;
    const auto error = exchange_error(outcome, Options{}, "http://h/p?secret");
    ASSERT_TRUE(error) << c.code;
    EXPECT_EQ(error->code, c.expected) << c.code;
    EXPECT_EQ(error->error_class, c.error_class) << c.code;
    EXPECT_EQ(error->what.find("secret"), std::string::npos);
  }
  EXPECT_FALSE(exchange_error(Outcome{}, Options{}, "http://h/p"));
}

TEST(Failure, special_ends) {
  Outcome stalled;
  stalled.code = CURLE_OPERATION_TIMEDOUT;
  stalled.stage = Stage::talking;
  stalled.stalled = true;
  EXPECT_EQ(exchange_error(stalled, Options{}, "u")->code, "http.stall");

  Outcome proxy;
  proxy.code = CURLE_RECV_ERROR;
  proxy.proxy_status = 407;
  EXPECT_EQ(exchange_error(proxy, Options{}, "u")->code, "http.proxy_denied");
  proxy.proxy_status = 403;
  EXPECT_EQ(exchange_error(proxy, Options{}, "u")->code, "http.proxy_denied");
  proxy.proxy_status = 502;
  EXPECT_EQ(exchange_error(proxy, Options{}, "u")->code, "http.connect");

  Outcome refused;
  refused.code = CURLE_WRITE_ERROR;
  refused.refused = core::Error{.code = "archive.full", .error_class = ErrorClass::storage};
  EXPECT_EQ(exchange_error(refused, Options{}, "u")->code, "archive.full");

  Outcome page;  // a 503 whose page broke off is still a 503
  page.code = CURLE_PARTIAL_FILE;
  page.status = 503;
  EXPECT_FALSE(exchange_error(page, Options{}, "u"));
}

TEST(Failure, proxy_authentication_maps_to_curls_bits) {
  EXPECT_EQ(auth_bits(ProxyAuth::basic), CURLAUTH_BASIC);
  EXPECT_EQ(auth_bits(ProxyAuth::ntlm), CURLAUTH_NTLM);
  EXPECT_EQ(auth_bits(ProxyAuth::negotiate), CURLAUTH_NEGOTIATE);
  EXPECT_EQ(auth_bits(ProxyAuth::any), CURLAUTH_ANY);
  const auto* curl = curl_version_info(CURLVERSION_NOW);
  for (const int feature :
       {CURL_VERSION_NTLM, CURL_VERSION_SPNEGO, CURL_VERSION_GSSAPI, CURL_VERSION_HTTP2, CURL_VERSION_LIBZ,
        CURL_VERSION_BROTLI, CURL_VERSION_ZSTD, CURL_VERSION_SSL, CURL_VERSION_ASYNCHDNS})
    EXPECT_NE(curl->features & feature, 0) << feature;
}

TEST(Failure, user_agent_names_a_contact) {
  EXPECT_TRUE(user_agent("").starts_with("sluss/"));
  EXPECT_TRUE(user_agent("it@example.se").ends_with(" (+it@example.se)"));
}

}  // namespace
}  // namespace sluss::connectors::http
