#include "daemon/serve/door/api.h"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/shown.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/known_jobs.h"

namespace sluss::daemon::door {
namespace {

using nlohmann::json;
constexpr std::int64_t most_rows = 1000;
constexpr std::size_t longest_name = 40;  ///< of a parameter, as an error quotes it
/// A release waits for the writer before it, and copies a generation.
constexpr auto patience_of_actions = std::chrono::minutes(10);

Response text_answer(std::string body, std::string type = "application/json") {
  Response response;
  response.type = std::move(type);
  response.body = std::move(body);
  if (!response.body.ends_with('\n')) response.body += '\n';
  return response;
}

Response json_answer(const json& body, int status = 200) {
  auto response = text_answer(core::json_text(body));
  response.status = status;
  return response;
}

Response answer_of(WarehouseQueries::Json text) {
  return text ? text_answer(*std::move(text)) : problem(text.error());
}

json job_json(const JobState& job) {
  return {{"job", job.job},
          {"source", job.source},
          {"schedule", job.schedule},
          {"running", job.running},
          {"running_since", core::instant_json(job.running_since)},
          {"pages", job.pages},
          {"pages_expected", job.pages_expected},
          {"rows", job.rows},
          {"next", core::instant_json(job.next)},
          {"asked", job.requested},
          {"ended", job.ended},
          {"paused", job.paused},
          {"paused_until", core::instant_json(job.paused_until)},
          {"failing", job.failing},
          {"last_error", job.last_error},
          {"late", job.late}};
}

std::unexpected<core::Error> wrong_body(std::string what, std::string remedy) {
  return core::fail(core::ErrorClass::config, "request.body", std::move(what), std::move(remedy));
}

/// The body's fields: an object with none but the known keys, or nothing at all.
core::Result<json> fields_of(const Request& request, std::initializer_list<std::string_view> known) {
  if (request.body.empty()) return json::object();
  auto body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return wrong_body("the body is no JSON object", "Send an object, or no body.");
  for (const auto& [key, value] : body.items()) {
    if (std::ranges::find(known, key) == known.end())
      return wrong_body("'" + key + "' is not known here", "docs/openapi.yaml lists what may be sent.");
  }
  return body;
}

core::Result<std::optional<std::string>> text_field(const json& body, const char* name) {
  if (!body.contains(name) || body[name].is_null()) return std::nullopt;
  if (!body[name].is_string()) return wrong_body(std::string(name) + " is no text", "Send it in quotes.");
  return std::optional(body[name].get<std::string>());
}

core::Result<std::int64_t> number_of(const std::string& text, std::int64_t most, std::string_view what) {
  const bool digits = !text.empty() && text.size() <= 15 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoll(text) < 1 || std::stoll(text) > most) {
    return core::fail(core::ErrorClass::config, "request.number", "'" + text + "' is no " + std::string(what),
                      "Send a whole number from 1 to " + std::to_string(most) + ".");
  }
  return std::stoll(text);
}

core::Result<std::int64_t> limit_of(const Request& request) {
  return number_of(Request::find(request.query, "limit").value_or("20"), most_rows, "number of rows");
}

std::string parameter(const Request& request, std::string_view name) {
  return Request::find(request.parameters, name).value_or("");
}

Response run_job(Operations& operations, const Request& request) {
  const auto job = parameter(request, "job");
  const auto fields = fields_of(request, {"full"});
  if (!fields) return problem(fields.error());
  if (fields->contains("full") && !(*fields)["full"].is_boolean())
    return problem(wrong_body("full is neither true nor false", "Send true or false.").error());
  const auto begun = operations.run(job, fields->value("full", false), request.identity.name);
  if (!begun) return problem(begun.error());
  return json_answer({{"job", job}, {"accepted", true}}, 202);
}

Response pause_job(Operations& operations, const Request& request) {
  const auto job = parameter(request, "job");
  const auto fields = fields_of(request, {"until"});
  if (!fields) return problem(fields.error());
  const auto text = text_field(*fields, "until");
  if (!text) return problem(text.error());
  std::optional<core::Instant> until;
  if (*text) {
    const auto parsed = core::parse_instant(**text);
    if (!parsed) return problem(wrong_body("until is no time", "Send it as 2026-03-31T12:00:00Z.").error());
    until = *parsed;
  }
  const auto paused = operations.pause(job, until, request.identity.name);
  if (!paused) return problem(paused.error());
  return json_answer({{"job", job}, {"paused", true}, {"until", core::instant_json(until)}});
}

Response resume_job(Operations& operations, const Request& request) {
  const auto job = parameter(request, "job");
  if (const auto fields = fields_of(request, {}); !fields) return problem(fields.error());
  const auto resumed = operations.resume(job, request.identity.name);
  if (!resumed) return problem(resumed.error());
  return json_answer({{"job", job}, {"paused", false}, {"until", nullptr}});
}

using Decision = core::Result<std::int64_t> (Operations::*)(std::int64_t, std::optional<std::string>, std::string_view);

Response decide(Operations& operations, const Request& request, Decision decision, std::string_view done) {
  const auto run = number_of(parameter(request, "run"), 999'999'999'999'999, "run");
  if (!run) return problem(run.error());
  const auto fields = fields_of(request, {"series"});
  if (!fields) return problem(fields.error());
  const auto series = text_field(*fields, "series");
  if (!series) return problem(series.error());
  const auto decided = (operations.*decision)(*run, *series, request.identity.name);
  if (!decided) return problem(decided.error());
  return json_answer(
      {{"run", *run}, {"series", *series ? json(**series) : json()}, {"decision", done}, {"new_run", *decided}});
}

Response reload(Operations& operations, const Request& request) {
  if (const auto fields = fields_of(request, {}); !fields) return problem(fields.error());
  const auto taken = operations.reload(request.identity.name);
  if (!taken) return problem(taken.error());
  return json_answer({{"reloaded", true}, {"restart", operations.waits_for_restart()}});
}

Response rebuild(Operations& operations, const Request& request) {
  if (const auto fields = fields_of(request, {}); !fields) return problem(fields.error());
  const auto begun = operations.rebuild(request.identity.name);
  if (!begun) return problem(begun.error());
  return json_answer({{"accepted", true}}, 202);
}

json error_json(const std::optional<core::Error>& error) {
  if (!error) return nullptr;
  return {{"class", core::name_of(error->error_class)},
          {"code", error->code},
          {"what", error->what},
          {"remedy", error->remedy}};
}

Response rebuild_state(Operations& operations) {
  const auto state = operations.rebuild_state();
  json shown{{"running", state.running},
             {"ended", state.ended},
             {"daemon_since", core::to_text(operations.state().since)},
             {"last", nullptr}};
  if (state.last) {
    shown["last"] = {{"runs", state.last->runs},
                     {"releases", state.last->releases},
                     {"discards", state.last->discards},
                     {"error", error_json(state.last->error)},
                     {"models_error", error_json(state.last->no_models)}};
  }
  return json_answer(shown);
}

Response ready(Operations& operations) {
  const auto state = operations.readiness();
  if (state.ready) return json_answer({{"ready", true}});
  return problem(503, "daemon.not_ready", state.why_not.empty() ? "the daemon does not take runs" : state.why_not);
}

Response jobs(Operations& operations) {
  auto list = json::array();
  for (const auto& job : operations.state().jobs) list.push_back(job_json(job));
  return json_answer(list);
}

Response one_job(Operations& operations, const Request& request) {
  const auto name = parameter(request, "job");
  const auto state = operations.state();
  std::vector<std::string> known;
  for (const auto& job : state.jobs) {
    known.push_back(job.job);
    if (job.job != name) continue;
    auto shown = job_json(job);
    shown["daemon_since"] = core::to_text(state.since);
    shown["why_not"] = state.why_not;
    return json_answer(shown);
  }
  return problem(404, "job.unknown", "no job has this name", remedy_for_job(name, known));
}

void add_queries(std::vector<Route>& routes, const std::shared_ptr<const WarehouseQueries>& queries) {
  const auto get = [&](std::string pattern, std::function<Response(const Request&, std::stop_token)> handler) {
    routes.push_back(
        {.method = "GET", .pattern = std::move(pattern), .role = Role::reader, .handler = std::move(handler)});
  };
  get("/api/v1/runs", [queries](const Request& request, std::stop_token stop) {
    const auto limit = limit_of(request);
    return limit ? answer_of(queries->runs(*limit, std::move(stop))) : problem(limit.error());
  });
  get("/api/v1/runs/{run}", [queries](const Request& request, std::stop_token stop) {
    return answer_of(queries->run(parameter(request, "run"), std::move(stop)));
  });
  get("/api/v1/held",
      [queries](const Request&, std::stop_token stop) { return answer_of(queries->held(std::move(stop))); });
  get("/api/v1/datasets", [queries](const Request&, const std::stop_token&) { return answer_of(queries->datasets()); });
  get("/api/v1/datasets/{name}", [queries](const Request& request, std::stop_token stop) {
    auto answer = queries->dataset(parameter(request, "name"), Request::find(request.query, "format").value_or("json"),
                                   request, std::move(stop));
    return answer ? *std::move(answer) : problem(answer.error());
  });
  routes.back().time_limit = patience_of_actions;  // a large file takes its time
  get("/api/v1/publications",
      [queries](const Request&, std::stop_token stop) { return answer_of(queries->publications(std::move(stop))); });
  get("/api/v1/freshness",
      [queries](const Request&, std::stop_token stop) { return answer_of(queries->freshness(std::move(stop))); });
  if (!queries->deliveries) return;
  get("/api/v1/deliveries", [queries](const Request& request, const std::stop_token&) {
    const auto limit = limit_of(request);
    return limit ? answer_of(queries->deliveries(*limit)) : problem(limit.error());
  });
}

/// The metrics that were made last, for when the next ones are not made in time.
struct LastMetrics {
  std::mutex mutex;
  std::string text;  ///< under mutex
};

Response metrics_answer(std::string text) {
  return text_answer(std::move(text), "text/plain; version=0.0.4; charset=utf-8");
}

/// Answered on the loop, however busy the pool is.
Route health_route(std::function<Response()> answer) {
  return {.open = true,
          .handler = [answer = std::move(answer)](const Request&, const std::stop_token&) { return answer(); },
          .lane = Lane::loop};
}

Route metrics_route(Operations& operations) {
  const auto last = std::make_shared<LastMetrics>();
  return {.role = Role::reader,
          .handler =
              [&operations, last](const Request&, const std::stop_token&) {
                auto text = operations.metrics();
                const std::scoped_lock lock(last->mutex);
                last->text = text;
                return metrics_answer(std::move(text));
              },
          .lane = Lane::kept,
          .kept =
              [last](const Request&, const std::stop_token&) {
                const std::scoped_lock lock(last->mutex);
                if (!last->text.empty()) return metrics_answer(last->text);
                return problem(503, "metrics.none", "no metrics have been made yet", "Ask again in a while.");
              }};
}

void add_health(std::vector<Route>& routes, Operations& operations) {
  const auto get = [&](std::string pattern, Route route) {
    route.method = "GET";
    route.pattern = std::move(pattern);
    routes.push_back(std::move(route));
  };
  get("/healthz", health_route([] { return json_answer({{"alive", true}}); }));
  get("/readyz", health_route([&operations] { return ready(operations); }));
  get("/metrics", metrics_route(operations));
}

void add_state(std::vector<Route>& routes, Operations& operations) {
  const auto get = [&](std::string pattern, std::function<Response(const Request&)> handler) {
    routes.push_back({.method = "GET",
                      .pattern = std::move(pattern),
                      .role = Role::reader,
                      .handler = [handler = std::move(handler)](const Request& request, const std::stop_token&) {
                        return handler(request);
                      }});
  };
  get("/api/v1/status", [&operations](const Request&) { return text_answer(operations.status_json()); });
  get("/api/v1/jobs", [&operations](const Request&) { return jobs(operations); });
  get("/api/v1/jobs/{job}", [&operations](const Request& request) { return one_job(operations, request); });
  get("/api/v1/rebuild", [&operations](const Request&) { return rebuild_state(operations); });
  get("/api/v1/openapi.yaml",
      [](const Request&) { return text_answer(std::string(openapi_document()), "application/yaml"); });
}

void add_actions(std::vector<Route>& routes, Operations& operations) {
  const auto post = [&](std::string pattern, std::string action, std::function<Response(const Request&)> handler) {
    routes.push_back({.method = "POST",
                      .pattern = std::move(pattern),
                      .role = Role::operator_,
                      .handler = [handler = std::move(handler)](const Request& request,
                                                                const std::stop_token&) { return handler(request); },
                      .action = std::move(action),
                      .time_limit = patience_of_actions});
  };
  post("/api/v1/jobs/{job}/run", "job.run", [&operations](const Request& r) { return run_job(operations, r); });
  post("/api/v1/jobs/{job}/pause", "job.pause", [&operations](const Request& r) { return pause_job(operations, r); });
  post("/api/v1/jobs/{job}/resume", "job.resume",
       [&operations](const Request& r) { return resume_job(operations, r); });
  post("/api/v1/runs/{run}/release", "held.release",
       [&operations](const Request& r) { return decide(operations, r, &Operations::release, "released"); });
  post("/api/v1/runs/{run}/discard", "held.discard",
       [&operations](const Request& r) { return decide(operations, r, &Operations::discard, "discarded"); });
  post("/api/v1/reload", "configuration.reload", [&operations](const Request& r) { return reload(operations, r); });
  post("/api/v1/rebuild", "warehouse.rebuild", [&operations](const Request& r) { return rebuild(operations, r); });
}

/// The parameters of a route below /api, after the question mark.
std::vector<std::string_view> parameters_of(std::string_view pattern) {
  if (pattern == "/api/v1/runs" || pattern == "/api/v1/deliveries") return {"limit"};
  if (pattern == "/api/v1/datasets/{name}") return {"format"};
  return {};
}

/// Refuses other parameters: a misspelt one would be ignored, and another answer given than was requested. Elsewhere
/// browsers, links and monitors may add their own.
void refuse_other_parameters(Route& route) {
  route.handler = [known = parameters_of(route.pattern), pattern = route.pattern, handler = std::move(route.handler)](
                      const Request& request, std::stop_token stop) {
    for (const auto& [name, value] : request.query) {
      if (std::ranges::find(known, name) != known.end()) continue;
      std::string names;
      for (const auto one : known) names += (names.empty() ? "" : ", ") + std::string(one);
      return problem(
          400, "request.parameter", "'" + core::shown(name, longest_name) + "' is no parameter of " + pattern,
          names.empty() ? "It has none." : "It has: " + names + ".", core::name_of(core::ErrorClass::config));
    }
    return handler(request, std::move(stop));
  };
}

}  // namespace

std::vector<Route> api_routes(Operations& operations, WarehouseQueries queries) {
  std::vector<Route> routes;
  add_health(routes, operations);
  add_state(routes, operations);
  add_actions(routes, operations);
  add_queries(routes, std::make_shared<const WarehouseQueries>(std::move(queries)));
  for (auto& route : routes) {
    if (route.pattern.starts_with("/api/")) refuse_other_parameters(route);
  }
  return routes;
}

}  // namespace sluss::daemon::door
