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

class FakeOperations final : public Operations {
 public:
  DaemonState state() override {
    const std::scoped_lock lock(mutex_);
    JobState job{.job = "kolada", .source = "kolada", .schedule = "every 6h"};
    job.next = core::Instant{1'800'000'000'000'000};
    job.paused = paused_;
    return {.pid = ::getpid(), .since = {}, .ready = !paused_, .why_not = paused_ ? "disk: full" : "", .jobs = {job}};
  }
  std::string status_json() override { return R"({"daemon":{"pid":1},"jobs":[],"held":[],"warehouse":{}})"; }
  Readiness readiness() override {
    const auto shown = state();
    return {shown.ready, shown.why_not};
  }
  std::string metrics() override {
    std::unique_lock lock(mutex_);
    while (hold_metrics_) changed_.wait(lock);
    return "# TYPE sluss_up gauge\nsluss_up 1\n";
  }
  /// Metrics are not made until it is called with false: what they are made of is held.
  void hold_metrics(bool held) {
    const std::scoped_lock lock(mutex_);
    hold_metrics_ = held;
    changed_.notify_all();
  }
  core::Result<> run(std::string_view job, bool full, std::string_view) override {
    if (full)
      return core::fail(core::ErrorClass::busy, "run.already_running", "another run of the job is under way", "Wait.");
    return known(job);
  }
  core::Result<> pause(std::string_view job, std::optional<core::Instant>, std::string_view) override {
    SLUSS_TRY(known(job));
    const std::scoped_lock lock(mutex_);
    paused_ = true;
    return {};
  }
  core::Result<> resume(std::string_view job, std::string_view) override {
    SLUSS_TRY(known(job));
    const std::scoped_lock lock(mutex_);
    paused_ = false;
    return {};
  }
  core::Result<> reload(std::string_view who) override {
    if (who == "token:wrong") {
      return core::fail(core::ErrorClass::config, "serve.reload_refused", "sluss.toml:3:1 no such key", "Mend it.");
    }
    return {};
  }
  core::Result<std::int64_t> release(std::int64_t run, std::optional<std::string>, std::string_view) override {
    return held(run);
  }
  core::Result<std::int64_t> discard(std::int64_t run, std::optional<std::string>, std::string_view) override {
    return held(run);
  }
  core::Result<> rebuild(std::string_view) override {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(rebuilding_, true))
      return core::fail(core::ErrorClass::busy, "rebuild.running", "it is rebuilt already", "Wait.");
    return {};
  }
  RebuildState rebuild_state() override {
    RebuildState state{.running = false,
                       .ended = 1,
                       .last = RebuildState::Outcome{.runs = 2, .error = std::nullopt, .no_models = std::nullopt}};
    state.last->error =
        core::Error{.code = "rebuild.differs", .what = "run 2 was done in /srv/lager", .remedy = "See.", .place = {}};
    return state;
  }

 private:
  static core::Result<> known(std::string_view job) {
    if (job == "kolada") return {};
    return core::fail(core::ErrorClass::config, "job.unknown", "no job has this name", "`sluss plan` lists them.");
  }
  static core::Result<std::int64_t> held(std::int64_t run) {
    if (run == 12) return 14;
    if (run == 13) return core::fail(core::ErrorClass::busy, "warehouse.locked", "another process writes", "Wait.");
    return core::fail(core::ErrorClass::data, "held.unknown", "the run holds nothing", "See `sluss show`.");
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool paused_ = false;
  bool rebuilding_ = false;
  bool hold_metrics_ = false;
};

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

constexpr const char* a_run =
    R"({"run":12,"job":"kolada","source":"kolada","cause":"run","status":"done","started_at":"2026-03-31T12:00:00Z",
"recorded_at":"2026-03-31T12:00:01Z","rows":{},"open":{},"held":[],"findings":[],"rejects":[]})";

WarehouseQueries pretended_reading(const std::filesystem::path& folder) {
  WarehouseQueries reading;
  reading.runs = [](std::int64_t, const std::stop_token&) { return std::string("[") + a_run + "]"; };
  reading.run = [](const std::string& run, const std::stop_token&) -> WarehouseQueries::Json {
    if (run == "12" || run == "last") return a_run;
    return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + run, "`sluss runs` lists them.");
  };
  reading.held = [](const std::stop_token&) { return R"([{"run":12,"series":"kolada:U07417","gate":"revised"}])"; };
  reading.datasets = [] {
    return R"([{"name":"figures","title":"Figures","version":"1","columns":[{"name":"a","heading":"A","type":"text","description":"A"}]}])";
  };
  reading.publications = [](const std::stop_token&) { return R"([{"nyckeltal_id":"kolada:U07417"}])"; };
  reading.freshness = [](const std::stop_token&) {
    return R"([{"dataset":"figures","run":12,"recorded_at":"2026-03-31T12:00:01Z","checked_at":null,"age_seconds":60,)"
           R"("sources":[{"source":"kolada","checked_at":null,"jobs":["kolada"]}]}])";
  };
  reading.deliveries = [](std::int64_t) { return R"([{"dataset":"figures"}])"; };
  reading.dataset = [folder](const std::string& name, const std::string& format, const Request&,
                             const std::stop_token&) -> core::Result<Response> {
    if (name == "made") return core::fail(core::ErrorClass::busy, "datasets.making", "another is being made", "Wait.");
    if (name != "figures") return core::fail(core::ErrorClass::config, "dataset.unknown", "no such dataset", "");
    const std::map<std::string, std::string> types{
        {"json", "application/json"},
        {"csv", "text/csv; charset=utf-8"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"parquet", "application/vnd.apache.parquet"}};
    if (!types.contains(format)) return core::fail(core::ErrorClass::config, "request.format", "no such format", "");
    Response response;
    response.type = types.at(format);
    response.file = folder / ("figures." + format);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"figures." + format + "\"");
    return response;
  };
  return reading;
}

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
