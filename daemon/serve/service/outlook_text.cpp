#include "daemon/serve/service/outlook_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "daemon/serve/service/outlook.h"

namespace sluss::daemon::serve {
namespace {

using nlohmann::json;
constexpr int version = 1;

json json_of(const notify::FileRead& file) {
  json rejects = json::array();
  for (const auto& one : file.rejects)
    rejects.push_back(
        {{"sheet", one.sheet}, {"row", one.row}, {"column", one.column}, {"wrong", one.wrong}, {"change", one.change}});
  json older = json::array();
  for (const auto& one : file.older)
    older.push_back({{"name", one.name}, {"what", one.what}, {"remedy", one.remedy}, {"waits", one.waits}});
  return {{"name", file.name},
          {"what", file.what},
          {"remedy", file.remedy},
          {"rejects", std::move(rejects)},
          {"all_rejects", file.all_rejects},
          {"own", file.own},
          {"lacks", file.lacks},
          {"waiting", file.waiting},
          {"nothing_in", file.nothing_in},
          {"older", std::move(older)}};
}

notify::FileRead file_of(const json& object) {
  notify::FileRead file{.name = object.at("name").get<std::string>(),
                        .what = object.at("what").get<std::string>(),
                        .remedy = object.at("remedy").get<std::string>(),
                        .rejects = {},
                        .all_rejects = object.at("all_rejects").get<std::int64_t>(),
                        .own = object.value("own", ""),
                        .lacks = object.value("lacks", ""),
                        .waiting = object.at("waiting").get<std::int64_t>(),
                        .nothing_in = object.at("nothing_in").get<bool>()};
  for (const auto& one : object.at("rejects"))
    file.rejects.push_back({.sheet = one.at("sheet").get<std::string>(),
                            .row = one.at("row").get<std::int64_t>(),
                            .column = one.at("column").get<std::string>(),
                            .wrong = one.at("wrong").get<std::string>(),
                            .change = one.at("change").get<std::string>()});
  for (const auto& one : object.value("older", json::array()))  // an older release has none
    file.older.push_back({.name = one.at("name").get<std::string>(),
                          .what = one.at("what").get<std::string>(),
                          .remedy = one.at("remedy").get<std::string>(),
                          .waits = one.value("waits", false)});
  return file;
}

/// An older release does not say of every older file whether the later one waits.
bool tells_what_waits(const json& held_run) {
  const auto file = held_run.value("file", json::object());
  return std::ranges::all_of(file.value("older", json::array()), [](const json& one) { return one.contains("waits"); });
}

}  // namespace

std::string to_text(const Outlook& outlook) {
  json document{{"version", version},     {"generation", outlook.generation}, {"open_versions", outlook.open_versions},
                {"held", json::array()},  {"datasets", json::array()},        {"awaited", json::object()},
                {"began", json::object()}};
  for (const auto& held : outlook.held) {
    document["held"].push_back({{"run", held.run},
                                {"job", held.job},
                                {"source", held.source},
                                {"series", held.series},
                                {"title", held.title},
                                {"gate", held.gate},
                                {"since", held.since.micros}});
  }
  document["held_runs"] = json::object();
  for (const auto& [number, run] : outlook.held_runs) {
    auto& object = document["held_runs"][std::to_string(number)] = {{"why", run.why}};
    if (run.file) object["file"] = json_of(*run.file);
    for (const auto& rows : run.rows)
      object["rows"].push_back(
          {{"run", rows.run}, {"file", rows.file}, {"periods", rows.periods}, {"rows", rows.rows}});
  }
  document["outcomes"] = json::array();
  for (const auto& one : outlook.outcomes)
    document["outcomes"].push_back({{"run", one.run},
                                    {"job", one.job},
                                    {"became", one.became},
                                    {"with", one.with},
                                    {"rows", one.rows},
                                    {"now", one.now},
                                    {"file", one.file}});
  for (const auto& dataset : outlook.datasets) {
    document["datasets"].push_back(
        {{"name", dataset.name}, {"refreshed_at", dataset.refreshed_at.micros}, {"stale", dataset.stale}});
  }
  for (const auto& [job, days] : outlook.awaited) {
    auto& list = document["awaited"][job] = json::array();
    for (const auto& of_day : days)
      list.push_back({{"day", of_day.day.days}, {"count", of_day.count}, {"titles", of_day.titles}});
  }
  for (const auto& [job, at] : outlook.began) document["began"][job] = at.micros;
  document["rejected"] = outlook.rejected;
  return core::json_text(document, 1) + "\n";
}

core::Result<Outlook> parse_outlook(std::string_view text) try {
  const json document = json::parse(text);
  if (document.at("version") != version) throw std::invalid_argument("another version");
  Outlook outlook;
  const auto outcomes = document.value("outcomes", json::array());
  // What an older program wrote is read again.
  const bool whole = document.contains("rejected") && document.contains("held_runs") && document.contains("outcomes") &&
                     std::ranges::all_of(outcomes, [](const json& one) { return one.contains("became"); }) &&
                     std::ranges::all_of(document.at("held_runs"), tells_what_waits);
  if (whole) outlook.generation = document.at("generation").get<std::string>();
  outlook.open_versions = document.at("open_versions").get<std::int64_t>();
  for (const auto& held : document.at("held")) {
    outlook.held.push_back({held.at("run").get<std::int64_t>(),
                            held.at("job").get<std::string>(),
                            held.at("source").get<std::string>(),
                            held.at("series").get<std::string>(),
                            held.at("title").get<std::string>(),
                            held.at("gate").get<std::string>(),
                            {held.value("since", std::int64_t{0})}});
  }
  for (const auto& dataset : document.at("datasets")) {
    outlook.datasets.push_back({dataset.at("name").get<std::string>(),
                                {dataset.at("refreshed_at").get<std::int64_t>()},
                                dataset.at("stale").get<bool>()});
  }
  for (const auto& [job, days] : document.at("awaited").items()) {
    auto& list = outlook.awaited[job];
    for (const auto& of_day : days) {
      list.push_back({{of_day.at("day").get<std::int32_t>()},
                      of_day.at("count").get<std::int64_t>(),
                      of_day.at("titles").get<std::vector<std::string>>()});
    }
  }
  for (const auto& [job, at] : document.at("began").items()) outlook.began[job] = {at.get<std::int64_t>()};
  if (document.contains("held_runs")) {
    for (const auto& [number, object] : document.at("held_runs").items()) {
      auto& run = outlook.held_runs[std::stoll(number)];
      run.why = object.at("why").get<std::vector<std::string>>();
      if (object.contains("file")) run.file = file_of(object.at("file"));
      if (!object.contains("rows")) continue;
      for (const auto& one : object.at("rows"))
        run.rows.push_back({.run = one.at("run").get<std::int64_t>(),
                            .file = one.at("file").get<std::string>(),
                            .periods = one.at("periods").get<std::vector<std::string>>(),
                            .rows = one.at("rows").get<std::int64_t>()});
    }
  }
  if (whole) {
    for (const auto& one : outcomes)
      outlook.outcomes.push_back({.run = one.at("run").get<std::int64_t>(),
                                  .job = one.at("job").get<std::string>(),
                                  .became = one.at("became").get<std::string>(),
                                  .with = one.at("with").get<std::int64_t>(),
                                  .rows = one.at("rows").get<std::int64_t>(),
                                  .now = one.at("now").get<std::string>(),
                                  .file = one.at("file").get<std::string>()});
  }
  if (whole) outlook.rejected = document.at("rejected").get<std::map<std::string, std::int64_t>>();
  return outlook;
} catch (const std::exception& why) {
  return core::fail(core::ErrorClass::data, "facts.text",
                    "what the daemon knew of the warehouse cannot be read: " + core::shortened(why.what(), 200),
                    "Remove the file: it is read from the warehouse again.");
}

}  // namespace sluss::daemon::serve
