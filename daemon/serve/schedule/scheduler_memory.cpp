#include "daemon/serve/schedule/scheduler_memory.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {
namespace {

using nlohmann::json;

constexpr int version = 1;
/// A file of the daemon's own: more is a fault.
constexpr std::size_t most_waiting = 100000;

void put(json& object, const char* name, const std::optional<core::Instant>& instant) {
  if (instant) object[name] = instant->micros;
}

std::optional<core::Instant> instant_of(const json& object, const char* name) {
  if (!object.contains(name)) return std::nullopt;
  return core::Instant{object.at(name).get<std::int64_t>()};
}

json json_of(const RunStart& begin) {
  json object{{"cause", static_cast<int>(begin.cause)}, {"at", begin.at.micros}};
  put(object, "slot", begin.slot);
  if (begin.full) object["full"] = true;
  if (!begin.who.empty()) object["who"] = begin.who;
  return object;
}

RunStart begin_of_json(const std::string& job, const json& object) {
  const auto cause = object.at("cause").get<int>();
  if (cause < 0 || cause > static_cast<int>(Cause::event)) throw std::invalid_argument("an unknown cause");
  return {job,
          static_cast<Cause>(cause),
          instant_of(object, "slot"),
          {object.at("at").get<std::int64_t>()},
          object.value("full", false),
          object.value("who", "")};
}

json json_of(const JobMemory& memory) {
  json object{{"said", memory.schedule_text},
              {"known_since", memory.known_since.micros},
              {"accounted", memory.accounted.micros},
              {"waiting", json::array()},
              {"failures", memory.failures},
              {"last_error", memory.last_error},
              {"awaited", json::array()}};
  for (const auto& slot : memory.waiting) {
    object["waiting"].push_back({{"at", slot.at.micros}, {"caught_up", slot.outcome == Outcome::caught_up}});
  }
  if (memory.begun) object["begun"] = json_of(*memory.begun);
  if (memory.unended > 0) object["unended"] = memory.unended;
  if (memory.requested) object["asked"] = json_of(*memory.requested);
  if (memory.pause) {
    object["pause"] = {{"from", memory.pause->from.micros}};
    put(object["pause"], "until", memory.pause->until);
  }
  put(object, "last_began", memory.last_began);
  put(object, "last_success_began", memory.last_success_began);
  put(object, "last_success", memory.last_success);
  put(object, "last_failure", memory.last_failure);
  put(object, "retry_at", memory.retry_at);
  for (const auto& awaited : memory.awaited) {
    object["awaited"].push_back({{"day", awaited.day.days}, {"count", awaited.count}, {"titles", awaited.titles}});
  }
  if (memory.announced) object["announced"] = {{"token", memory.announced->token}, {"at", memory.announced->at.micros}};
  if (!memory.served.empty()) object["served"] = memory.served;
  return object;
}

JobMemory memory_of(const std::string& job, const json& object) {
  JobMemory memory;
  memory.schedule_text = object.at("said").get<std::string>();
  memory.known_since = {object.at("known_since").get<std::int64_t>()};
  memory.accounted = {object.at("accounted").get<std::int64_t>()};
  if (object.at("waiting").size() > most_waiting) throw std::invalid_argument("more slots wait than can be");
  for (const auto& slot : object.at("waiting")) {
    memory.waiting.push_back({job,
                              {slot.at("at").get<std::int64_t>()},
                              slot.at("caught_up").get<bool>() ? Outcome::caught_up : Outcome::run});
  }
  if (object.contains("begun")) memory.begun = begin_of_json(job, object.at("begun"));
  memory.unended = object.value("unended", std::int64_t{0});
  if (object.contains("asked")) memory.requested = begin_of_json(job, object.at("asked"));
  if (object.contains("pause")) {
    const auto& pause = object.at("pause");
    memory.pause = Pause{{pause.at("from").get<std::int64_t>()}, instant_of(pause, "until")};
  }
  memory.last_began = instant_of(object, "last_began");
  memory.last_success_began = instant_of(object, "last_success_began");
  memory.last_success = instant_of(object, "last_success");
  memory.last_failure = instant_of(object, "last_failure");
  memory.failures = object.at("failures").get<std::int64_t>();
  memory.last_error = object.at("last_error").get<std::string>();
  memory.retry_at = instant_of(object, "retry_at");
  for (const auto& awaited : object.at("awaited")) {
    memory.awaited.push_back({{awaited.at("day").get<std::int32_t>()},
                              awaited.at("count").get<std::int64_t>(),
                              awaited.at("titles").get<std::vector<std::string>>()});
  }
  if (object.contains("announced")) {
    const auto& announced = object.at("announced");
    memory.announced = Announcement{announced.at("token").get<std::string>(), {announced.at("at").get<std::int64_t>()}};
  }
  memory.served = object.value("served", "");
  return memory;
}

}  // namespace

std::string to_text(const std::map<std::string, JobMemory>& memory) {
  json jobs = json::object();
  for (const auto& [job, known] : memory) jobs[job] = json_of(known);
  const json document{{"version", version}, {"jobs", std::move(jobs)}};
  return core::json_text(document, 1) + "\n";
}

core::Result<std::map<std::string, JobMemory>> parse_schedule_memory(std::string_view text) try {
  const json document = json::parse(text);
  if (document.at("version") != version) throw std::invalid_argument("another version");
  std::map<std::string, JobMemory> memory;
  for (const auto& [job, object] : document.at("jobs").items()) memory.emplace(job, memory_of(job, object));
  return memory;
} catch (const std::exception& why) {
  return core::fail(core::ErrorClass::data, "schedule.memory",
                    "what the scheduler knew cannot be read: " + core::shortened(why.what(), 200),
                    "Remove the file: slots are then counted from the last run of each job.");
}

}  // namespace sluss::daemon::schedule
