#include "daemon/delivery/record.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::delivery {

using nlohmann::json;

namespace {

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
  return body;
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

core::Result<Recorded> parse_journal_entry(const warehouse::journal::Entry& entry) {
  try {
    const auto body = json::parse(entry.body);
    Recorded recorded{.at = entry.at, .who = entry.who};
    auto& delivery = recorded.delivery;
    recorded.run.value = body.at("run");
    delivery.dataset = body.at("dataset");
    delivery.kind = body.at("kind");
    delivery.to = body.at("to");
    delivery.outcome = body.at("outcome") == name_of(Outcome::dated) ? Outcome::dated : Outcome::written;
    delivery.places = body.at("places").get<std::vector<std::string>>();
    delivery.rows = body.at("rows");
    delivery.format = body.value("format", "");
    delivery.bytes = body.value("bytes", std::uint64_t{0});
    delivery.sha256 = body.value("sha256", "");
    delivery.note = body.value("note", "");
    return recorded;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "journal.entry",
                      "entry " + std::to_string(entry.number) + " cannot be read: " + problem.what(),
                      "`sluss doctor` reads the journal through");
  }
}

core::Result<std::vector<Recorded>> latest_deliveries(core::Files& files, const std::filesystem::path& journal,
                                                      std::int64_t most, std::optional<core::RunId> run) {
  std::vector<Recorded> found;
  if (most <= 0) return found;
  SLUSS_ASSIGN(auto index, warehouse::journal::Index::open(files, journal));
  SLUSS_TRY(index.latest_first({warehouse::journal::Group::delivery},
                               [&](const warehouse::journal::Mark& mark) -> core::Result<bool> {
                                 if (run && mark.run != *run) return true;
                                 SLUSS_ASSIGN(const auto entry, index.read(mark));
                                 SLUSS_ASSIGN(auto recorded, parse_journal_entry(entry));
                                 found.push_back(std::move(recorded));
                                 return std::ssize(found) < most;
                               }));
  return found;
}

std::string to_json(const std::vector<Recorded>& deliveries) {
  auto list = json::array();
  for (const auto& one : deliveries) {
    auto body = body_of(one.delivery, one.run);
    body["at"] = core::to_text(one.at);
    body["who"] = one.who;
    list.push_back(std::move(body));
  }
  return dumped(list);
}

}  // namespace sluss::daemon::delivery
