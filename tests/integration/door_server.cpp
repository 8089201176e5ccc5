// The door over a daemon that only pretends: for tests/integration/test_door.py. Options as NAME=VALUE; prints
// "ready 127.0.0.1:PORT" when it listens, one line for each audited call, and ends in order on SIGTERM.
#include <grp.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>

#include "core/files.h"
#include "core/log.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/api.h"
#include "daemon/serve/door/http_door.h"
#include "daemon/serve/door/tokens.h"
#include "pretended_daemon.h"

namespace {

namespace asio = boost::asio;
using namespace sluss;
using namespace sluss::daemon::door;

std::mutex printing;
void say(const std::string& line) {
  const std::scoped_lock lock(printing);
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

/// Where handlers are held until they are let go.
class Latch {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    say("held");
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// What the door itself must bear: slow, large, throwing, with line breaks in a header.
std::vector<Route> odd_routes(Latch& latch, FakeOperations& operations) {
  std::vector<Route> routes;
  const auto get = [&](std::string pattern, Handler handler) {
    routes.push_back(
        {.method = "GET", .pattern = std::move(pattern), .role = Role::reader, .handler = std::move(handler)});
  };
  get("/", [](const Request& request, const std::stop_token&) {
    Response response;
    response.body = "<form method=post action=/act><input name=token value=\"" + request.form_token + "\"></form>";
    return response;
  });
  get("/who", [](const Request& request, const std::stop_token&) {
    Response response;
    response.type = "application/json";
    response.body =
        "{\"name\":\"" + request.identity.name + "\",\"roles\":" + std::to_string(request.identity.roles) + "}";
    return response;
  });
  get("/slow", [](const Request&, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any asked;
    std::unique_lock lock(mutex);
    asked.wait(lock, stop, [] { return false; });
    say("stopped");
    return Response{};
  });
  get("/latch", [&latch](const Request&, const std::stop_token&) {
    latch.wait();
    return Response{};
  });
  routes.push_back({.method = "GET",
                    .pattern = "/let-go",
                    .open = true,
                    .handler =
                        [&latch](const Request&, const std::stop_token&) {
                          latch.open();
                          return Response{};
                        },
                    .lane = Lane::loop});
  for (const bool held : {true, false}) {
    get(held ? "/hold-metrics" : "/give-metrics", [&operations, held](const Request&, const std::stop_token&) {
      operations.hold_metrics(held);
      return Response{};
    });
  }
  get("/broken", [](const Request&, const std::stop_token&) {
    return problem(core::fail(core::ErrorClass::storage, "disk.permission",
                              "cannot open /var/lib/sluss/journal.jsonl: Permission denied",
                              "See https://example.se/help and `ls /var/lib/sluss`; GET /api/v1/jobs goes on.")
                       .error());
  });
  get("/large", [](const Request&, const std::stop_token&) {
    Response response;
    response.body.assign(8U << 20U, 'x');
    return response;
  });
  get("/throws", [](const Request&, const std::stop_token&) -> Response { throw std::runtime_error("out of luck"); });
  get("/split", [](const Request&, const std::stop_token&) {
    Response response;
    response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: b");
    return response;
  });
  get("/gone", [](const Request&, const std::stop_token&) {
    Response response;
    response.file = "/nonexistent";
    return response;
  });
  get("/tagged", [](const Request&, const std::stop_token&) {
    Response response;
    response.headers.emplace_back("ETag", "\"one\"");
    response.body = "tagged";
    return response;
  });
  get("/echo/{rest...}", [](const Request& request, const std::stop_token&) {
    Response response;
    response.type = "text/plain; charset=utf-8";
    response.body = Request::find(request.parameters, "rest").value_or("");
    for (const auto& [name, value] : request.query) response.body.append("\n").append(name).append("=").append(value);
    return response;
  });
  routes.push_back({.method = "POST",
                    .pattern = "/act",
                    .role = Role::operator_,
                    .handler =
                        [](const Request& request, const std::stop_token&) {
                          Response response;
                          response.body = "did " + Request::find(request.form, "what").value_or("nothing");
                          return response;
                        },
                    .action = "act"});
  return routes;
}

std::map<std::string, std::uint8_t> groups_of(const std::string& text) {
  std::map<std::string, std::uint8_t> groups;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(';', begin), text.size());
    const auto pair = text.substr(begin, end - begin);
    groups[pair.substr(0, pair.find('='))] = *parse_roles(pair.substr(pair.find('=') + 1));
    begin = end + 1;
  }
  return groups;
}

Options options_of(const std::map<std::string, std::string>& given) {
  const auto get = [&](const char* name, const char* otherwise = "") {
    const auto found = given.find(name);
    return found == given.end() ? std::string(otherwise) : found->second;
  };
  const auto millis = [&](const char* name, const char* otherwise) {
    return std::chrono::milliseconds(std::stoi(get(name, otherwise)));
  };
  Options options;
  options.socket = get("socket");
  options.old_socket = get("old");
  if (given.contains("socket_group")) options.socket_group = static_cast<gid_t>(std::stoul(get("socket_group")));
  options.socket_group_needed = get("group_needed", "1") == "1";
  options.listen = get("listen");
  options.certificate = get("certificate");
  options.key = get("key");
  if (given.contains("name")) options.names = {get("name")};
  options.identity.own_user = ::getuid();
  if (given.contains("own")) options.identity.own_user = static_cast<uid_t>(std::stoul(get("own")));
  if (given.contains("proxy")) options.identity.proxy = static_cast<uid_t>(std::stoul(get("proxy")));
  options.identity.groups = groups_of(get("groups"));
  for (const auto& [name, roles] : groups_of(get("local_groups")))
    options.identity.local_groups[core::group_number(name).value().value()] = roles;
  if (given.contains("anonymous")) options.identity.anonymous = *parse_roles(get("anonymous"));
  options.tokens = get("tokens");
  auto& limits = options.limits;
  limits.header = static_cast<std::uint32_t>(std::stoul(get("header", "16384")));
  limits.body = std::stoull(get("body", "65536"));
  limits.header_time = millis("header_time", "10000");
  limits.body_time = millis("body_time", "10000");
  limits.handler_time = millis("handler_time", "10000");
  limits.answer_time = millis("answer_time", "10000");
  limits.idle_time = millis("idle_time", "10000");
  limits.connections = std::stoi(get("connections", "64"));
  limits.connections_of_address = std::stoi(get("connections_of_address", "64"));
  limits.requests_of_identity = std::stoi(get("requests_of_identity", "64"));
  limits.threads_kept = std::stoi(get("threads_kept", "1"));
  limits.threads = std::stoi(get("threads", "2"));
  limits.waiting = std::stoi(get("waiting", "8"));
  limits.rate = std::stod(get("rate", "1000"));
  limits.burst = std::stod(get("burst", "1000"));
  // A directory service that does not answer.
  if (given.contains("hanging_names")) {
    options.user_name = [](uid_t) -> std::optional<std::string> {
      say("looks up");
      Latch().wait();
      return std::nullopt;
    };
  }
  options.audit = [broken = given.contains("broken_audit")](const AuditEntry& entry) -> core::Result<> {
    if (broken) return core::fail(core::ErrorClass::storage, "disk.full", "no space", "");
    say("audit " + entry.who + " " + entry.what + " " + entry.object + " " + entry.outcome +
        (entry.code.empty() ? "" : " " + entry.code) + (entry.count > 1 ? " x" + std::to_string(entry.count) : ""));
    return {};
  };
  if (given.contains("served")) {
    options.served = [](const ServedRequest& one) {
      say("served " + one.who + " " + std::string(one.way) + " " + std::string(one.method) + " " +
          (one.route.empty() ? "-" : std::string(one.route)) + " " + std::to_string(one.status) + " " +
          std::to_string(one.bytes) + (one.took.count() < 0 ? " before it was asked" : ""));
    };
  }
  return options;
}

int serve(const std::map<std::string, std::string>& given) {
  asio::io_context loop;
  FakeOperations operations;
  auto options = options_of(given);
  auto routes = api_routes(operations, pretended_reading(given.contains("folder") ? given.at("folder") : "."));
  Latch latch;
  for (auto& route : odd_routes(latch, operations)) routes.push_back(std::move(route));
  auto door = Door::listen(loop, options, std::move(routes));
  if (!door) {
    say("error " + core::describe(door.error()));
    return 1;
  }
  asio::signal_set end(loop, SIGTERM);
  asio::signal_set again(loop, SIGHUP);
  end.async_wait([&](const boost::system::error_code&, int) {
    again.cancel();
    (*door)->stop(std::chrono::seconds(2), [&] {
      say("stopped in order");
      loop.stop();
    });
  });
  std::function<void()> wait_for_reload = [&] {
    again.async_wait([&](const boost::system::error_code& cancelled, int) {
      if (cancelled) return;
      const auto taken = (*door)->reload(options);
      say(taken ? "reloaded" : "error " + core::describe(taken.error()));
      wait_for_reload();
    });
  };
  wait_for_reload();
  say("ready 127.0.0.1:" + std::to_string((*door)->port()));
  loop.run();
  return 0;
}

/// The token's line as version 0.1.0 wrote it.
void make_old(const std::string& file, const std::string& name, std::string_view token) {
  const auto secret = token.substr(name.size() + 1);
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (::crypto_pwhash_str_alg(hash.data(), secret.data(), secret.size(), 1, 8192, crypto_pwhash_ALG_ARGON2ID13) != 0)
    std::abort();
  std::ifstream in(file);
  std::string text;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(name + "\t")) line = line.substr(0, line.rfind('\t') + 1) + hash.data();
    text += line + "\n";
  }
  std::ofstream(file, std::ios::trunc) << text;
}

int add(const std::map<std::string, std::string>& given) {
  const auto files = core::real_files();
  const auto token =
      add_token(*files, given.at("tokens"), given.at("add"), *parse_roles(given.at("roles")), {1'800'000'000'000'000});
  say(token ? std::string(token->reveal_secret()) : "error " + core::describe(token.error()));
  if (token && given.contains("old")) make_old(given.at("tokens"), given.at("add"), token->reveal_secret());
  return token ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  std::signal(SIGPIPE, SIG_IGN);
  std::map<std::string, std::string> given;
  for (int i = 1; i < count; ++i) {
    const std::string text = values[i];
    given[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  }
  if (given.contains("remove")) {
    const auto files = core::real_files();
    return remove_token(*files, given.at("tokens"), given.at("remove")) ? 0 : 1;
  }
  return given.contains("add") ? add(given) : serve(given);
}
