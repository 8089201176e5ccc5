// Kolada over HTTP, with secrets in headers and addresses, does what every source must: against the stand-in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/http/client.h"
#include "connectors/kolada/kind.h"
#include "connectors/testing/conformance.h"
#include "core/time.h"
#include "tests/tools/server_process.h"

namespace sluss::tests {
namespace {

using ::testing::IsEmpty;
namespace kolada = connectors::kolada;
namespace http = connectors::http;

constexpr const char* secret = "hemligt-4711";

class KoladaConformance : public ::testing::Test {
 protected:
  [[nodiscard]] core::Result<std::unique_ptr<connectors::Source>> open(const std::string& path) const {
    http::Options options;
    options.attempts = 1;
    options.no_proxy = "*";
    const auto client = std::make_shared<http::Client>(options, system_clock_);
    core::config::Table source("source.kolada");
    source.put("url", {.text = server_.url() + path});
    source.put("per_page", {.integer = 100});
    source.put("secret_headers", {.names = {{"X-Key", "nyckel"}}});
    source.put("secret_query", {.names = {{"key", "nyckel"}}});
    core::config::Table job("job.0");
    job.put("indicators", {.texts = {"N35024", "U23471"}});
    job.put("areas", {.texts = {"1980", "1981", "2080"}});
    job.put("first_year", {.integer = 1970});
    job.put("full_reload", {.text = "always"});
    return kolada::kind.open(
        {.name = "kolada",
         .source = std::move(source),
         .job = std::move(job),
         .municipality = "1981",
         .clock = clock_,
         .secret = [](std::string_view /*name*/) -> core::Result<core::Secret> { return core::Secret(secret); },
         .http = [client]() -> core::Result<std::shared_ptr<http::Client>> { return client; },
         .expand_sets = [](const std::vector<std::string>& texts) { return texts; }});
  }

  ServerProcess server_{"kolada_standin.py", {"--today", "2023-03-28"}};
  core::SystemClock system_clock_;
  core::FixedClock clock_{core::parse_instant("2026-03-31T12:00:00Z").value()};
};

TEST_F(KoladaConformance, DoesWhatEverySourceMust) {
  EXPECT_THAT(connectors::testing::check_source({.open = [this] { return open("/v3"); },
                                                 .read_again = kolada::kind.read_again,
                                                 .resumes = kolada::kind.resumes,
                                                 .forks = false,  // tests/crash kills the program
                                                 .secret = secret,
                                                 .open_failing = [this] { return open("/no_such_path"); }}),
              IsEmpty());
}

}  // namespace
}  // namespace sluss::tests
