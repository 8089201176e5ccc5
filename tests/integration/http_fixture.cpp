#include "http_fixture.h"

#include <stdlib.h>

#include <charconv>
#include <cstdlib>
#include <optional>

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;

std::optional<tests::ServerProcess> the_server;
int suites = 0;

void shell(const std::string& command) {
  if (std::system(("(" + command + ") >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
}

}  // namespace

Options quick() {
  Options options;
  options.attempts = 4;
  options.budget = 10s;
  options.backoff_first = 1ms;
  options.backoff_most = 4ms;
  options.connect_timeout = 5s;
  options.total_timeout = 8s;
  options.stall = 5s;
  options.no_proxy = "*";
  return options;
}

Certificates::Certificates(const std::string& passphrase) {
  std::string pattern = (std::filesystem::temp_directory_path() / "sluss-http-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  const std::string in = "cd '" + folder_.string() + "' && ";
  const std::string key = "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 ";
  shell(in + key + "-x509 -nodes -days 2 -subj /CN=Testutgivare -keyout ca.key -out ca.pem");
  const std::string sign = "openssl x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial ";
  shell(in + key +
        "-nodes -subj /CN=127.0.0.1 -keyout server.key -out server.csr && echo subjectAltName=IP:127.0.0.1 > san && " +
        sign + "-extfile san -in server.csr -out server.pem");
  shell(in + key + "-passout 'pass:" + passphrase + "' -subj /CN=kommun -keyout client.key -out client.csr && " + sign +
        "-in client.csr -out client.pem");
}

Certificates::~Certificates() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void HttpTest::SetUpTestSuite() {
  if (suites++ == 0) the_server.emplace("http_server.py");
}

void HttpTest::TearDownTestSuite() {
  if (--suites == 0) the_server.reset();
}

const tests::ServerProcess& HttpTest::server() {
  return *the_server;
}

std::string HttpTest::server_log() {
  const core::SystemClock clock;
  Client client(quick(), clock);
  const auto log = client.get({.url = url("/log")});
  return log ? log->body : core::describe(log.error());
}

int HttpTest::counted(const std::string& name) {
  const std::string log = server_log();
  const auto at = log.find('"' + name + "\": ");
  int number = 0;
  if (at != std::string::npos) std::from_chars(log.data() + at + name.size() + 4, log.data() + log.size(), number);
  return number;
}

void HttpTest::await(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "never came";
    std::this_thread::yield();
  }
}

Stoppable::Stoppable(Client& client, Request request)
    : request_(std::move(request)), thread_([this, &client](const std::stop_token& stop) {
        result_ = client.get(request_, stop);
        returned_ = std::chrono::steady_clock::now();
      }) {}

std::chrono::milliseconds Stoppable::stop_and_wait() {
  const auto stopped = std::chrono::steady_clock::now();
  thread_.request_stop();
  thread_.join();
  return std::chrono::duration_cast<std::chrono::milliseconds>(returned_ - stopped);
}

}  // namespace sluss::connectors::http
