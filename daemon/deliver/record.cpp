#include "daemon/deliver/record.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::deliver {

using nlohmann::json;

namespace {

/// Bounds of failing_deliveries(): marks that are examined, and entries that are read.
constexpr std::int64_t most_examined = 100'000;
constexpr std::int64_t most_read = 5000;

json body_of(const Delivery& delivery, core::RunId run) {
  json body{{"run", run.value},     {"dataset", delivery.dataset},          {"kind", delivery.kind},
            {"to", delivery.to},    {"outcome", name_of(delivery.outcome)}, {"places", delivery.places},
            {"rows", delivery.rows}};
  if (!delivery.format.empty()) {
    body["format"] = delivery.format;
    body["bytes"] = delivery.bytes;
  }
  if (!delivery.sha256.empty()) body["sha256"] = delivery.sha256;
  if (!delivery.note.empty()) body["note"] = delivery.note;
  if (!delivery.error_code.empty()) body["code"] = delivery.error_code;
  return body;
}

/// An outcome that is not known counts as written, as in older programs.
Outcome outcome_named(std::string_view name) {
  constexpr std::array others{Outcome::dated, Outcome::failed};
  const auto* const found = std::ranges::find(others, name, name_of);
  return found == others.end() ? Outcome::written : *found;
}

std::string dumped(const json& value) {
  return core::json_text(value);
}

}  // namespace

std::string journal_body(const Delivery& delivery, core::RunId run, std::string_view way) {
  auto body = body_of(delivery, run);
  if (!way.empty()) body["way"] = way;
  return dumped(body);
}

core::Result<RecordedDelivery> parse_journal_entry(const warehouse::journal::Entry& entry) {
  try {
    const auto body = json::parse(entry.body);
    RecordedDelivery recorded{.at = entry.at, .who = entry.who};
    auto& delivery = recorded.delivery;
    recorded.run.value = body.at("run");
    delivery.dataset = body.at("dataset");
    delivery.kind = body.at("kind");
    delivery.to = body.at("to");
    delivery.outcome = outcome_named(body.at("outcome").get<std::string>());
    delivery.places = body.at("places").get<std::vector<std::string>>();
    delivery.rows = body.at("rows");
    delivery.format = body.value("format", "");
    delivery.bytes = body.value("bytes", std::uint64_t{0});
    delivery.sha256 = body.value("sha256", "");
    delivery.note = body.value("note", "");
    delivery.error_code = body.value("code", "");
    return recorded;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "journal.entry",
                      "entry " + std::to_string(entry.number) + " cannot be read: " + problem.what(),
                      "`sluss doctor` reads the journal through");
  }
}

core::Result<std::vector<RecordedDelivery>> latest_deliveries(core::Files& files, const std::filesystem::path& journal,
                                                              std::int64_t most, std::optional<core::RunId> run) {
  std::vector<RecordedDelivery> found;
  if (most <= 0) return found;
  auto index = SLUSS_TRY(warehouse::journal::Index::open(files, journal));
  SLUSS_TRY(index.latest_first({warehouse::journal::Group::delivery},
                               [&](const warehouse::journal::Mark& mark) -> core::Result<bool> {
                                 if (run && mark.run != *run) return true;
                                 const auto entry = SLUSS_TRY(index.read(mark));
                                 auto recorded = SLUSS_TRY(parse_journal_entry(entry));
                                 found.push_back(std::move(recorded));
                                 return std::ssize(found) < most;
                               }));
  return found;
}

core::Result<std::vector<RecordedDelivery>> failing_deliveries(core::Files& files, const std::filesystem::path& journal,
                                                               const std::vector<settings::Publish>& publish) {
  struct Latest {
    core::RunId run;
    std::optional<RecordedDelivery> failed;
  };
  using Place = std::pair<std::string, std::string>;  // dataset and target
  std::map<Place, std::optional<Latest>> places;
  std::map<std::uint64_t, const std::optional<Latest>*> by_key;
  for (const auto& one : publish) {
    const auto to = settings::to_text(one.target);
    const auto place = places.try_emplace({one.dataset, to}).first;
    by_key.try_emplace(warehouse::journal::place_key(one.dataset, to), &place->second);
  }
  std::vector<RecordedDelivery> failing;
  if (places.empty()) return failing;
  auto index = SLUSS_TRY(warehouse::journal::Index::open(files, journal));
  // False: the mark is of another place, or of an earlier run than the latest to its place.
  const auto may_matter = [&](const warehouse::journal::Mark& mark) {
    if (mark.job == 0) return true;
    const auto known = by_key.find(mark.job);
    return known != by_key.end() && (!*known->second || (*known->second)->run == mark.run);
  };
  std::int64_t examined = 0;
  std::int64_t read = 0;
  SLUSS_TRY(index.latest_first(
      {warehouse::journal::Group::delivery}, [&](const warehouse::journal::Mark& mark) -> core::Result<bool> {
        // A run's deliveries are consecutive: once an earlier run's appear, all of the latest have been seen.
        const bool all_seen = std::ranges::all_of(
            places, [&](const auto& place) { return place.second && place.second->run != mark.run; });
        if (all_seen || ++examined > most_examined) return false;
        if (!may_matter(mark)) return true;
        if (++read > most_read) return false;
        const auto entry = SLUSS_TRY(index.read(mark));
        auto recorded = SLUSS_TRY(parse_journal_entry(entry));
        const auto found = places.find({recorded.delivery.dataset, recorded.delivery.to});
        if (found == places.end()) return true;
        auto& latest = found->second;
        if (!latest) latest = Latest{.run = recorded.run, .failed = {}};
        const bool fails = latest->run == recorded.run && recorded.delivery.outcome == Outcome::failed;
        if (fails && !latest->failed) latest->failed = std::move(recorded);
        return true;
      }));
  for (const auto& one : publish) {
    const auto found = places.find({one.dataset, settings::to_text(one.target)});
    if (found == places.end() || !found->second || !found->second->failed) continue;
    failing.push_back(*std::move(found->second->failed));
    places.erase(found);  // several formats or tables at one place are returned once
  }
  return failing;
}

std::string to_json(const std::vector<RecordedDelivery>& deliveries) {
  auto list = json::array();
  for (const auto& one : deliveries) {
    auto body = body_of(one.delivery, one.run);
    body["at"] = core::to_text(one.at);
    body["who"] = one.who;
    list.push_back(std::move(body));
  }
  return dumped(list);
}

}  // namespace sluss::daemon::deliver
