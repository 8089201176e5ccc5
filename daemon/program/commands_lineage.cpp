// lineage: from a figure to the source's answer.
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/letters.h"
#include "core/period.h"
#include "core/text.h"
#include "daemon/program/commands.h"
#include "daemon/program/workspace.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {

namespace ledger = warehouse::ledger;

namespace {

using nlohmann::json;
constexpr std::size_t longest_name = 60;  ///< of an argument, as errors quote it

/// Titles by id of the country and the regions, as the warehouse knows them.
core::Result<std::map<std::string, std::string>> titles_of_regions(warehouse::Reader& reader) {
  std::vector<std::string> ids{"SE"};
  for (int county = 1; county <= 25; ++county)
    ids.push_back((county < 10 ? "region:0" : "region:") + std::to_string(county));
  return ledger::area_titles(reader, ids);
}

/// An id, or the name of a municipality, a region or the country, as `areas` of a job takes them.
core::Result<std::string> area_named(const std::string& text, const settings::Settings& settings,
                                     warehouse::Reader& reader) {
  const auto id = core::AreaId::parse(text);
  if (id) return id->text();
  const bool name = text.find(':') == std::string::npos && text.find_first_not_of("0123456789") != std::string::npos;
  if (!name) return from_command_line<std::string>(std::unexpected(id.error()), "AREA");
  std::vector<std::string> found;
  std::vector<std::string> names;
  if (const auto municipality = settings::find_municipality(settings.config_folders, text))
    found.push_back(municipality->code);
  for (const auto& one : settings::municipalities(settings.config_folders)) names.push_back(one.name);
  const auto titles = SLUSS_TRY(titles_of_regions(reader));
  for (const auto& [region, title] : titles) {
    names.push_back(title);
    if (core::folded(title) == core::folded(text)) found.push_back(region);
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return core::fail(core::ErrorClass::data, "area.ambiguous", "two areas are named \"" + text + "\"",
                      "Write the id: " + found[0] + " or " + found[1] + ".", on_command_line("AREA"));
  }
  const auto near = settings::nearest(text, names);
  return core::fail(core::ErrorClass::data, "area.invalid",
                    "no area is named \"" + core::shortened(text, longest_name) + "\", and it is no id",
                    near.empty() ? id.error().remedy : "Did you mean '" + near + "'?", on_command_line("AREA"));
}

core::Result<ledger::FigureKey> figure_key(const Invocation& invocation, const settings::Settings& settings,
                                           warehouse::Reader& reader) {
  const auto id = SLUSS_TRY(
      from_command_line(core::IndicatorId::parse(connectors::with_origin(invocation.get("INDICATOR"))), "INDICATOR"));
  const auto period = SLUSS_TRY(from_command_line(core::Period::parse(invocation.get("PERIOD")), "PERIOD"));
  const auto area = SLUSS_TRY(area_named(invocation.get("AREA"), settings, reader));
  ledger::FigureKey key{
      .indicator = id.text(), .area = area, .period = period.code(), .kind = period.kind(), .gender = {}};
  // "2024" may be a year or the last of three: the indicator has one of them.
  if (period.kind() == core::PeriodKind::year) key.kind.reset();
  if (invocation.has("--gender")) {
    const auto code = invocation.get("--gender");
    for (const auto gender : {core::Gender::total, core::Gender::women, core::Gender::men})
      if (code == core::code_of(gender)) key.gender = gender;
  }
  return key;
}

/// "2026-03-31 12:00:00", as `query` has it; with what a second has after its point.
std::string time_text(core::Instant instant) {
  auto text = core::to_text(instant);
  text.pop_back();  // Z
  text[text.find('T')] = ' ';
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string closed_text(const ledger::Version& version) {
  return version.recorded_to ? time_text(*version.recorded_to) : "infinity";
}

/// The shortest that is this number, with a point: "12.0".
std::string value_text(double value) {
  std::array<char, 64> digits{};
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;  // n: infinity, no number
}

/// "at least 5.0"
std::string bounded_text(double value, core::Bound bound) {
  const std::string words = bound == core::Bound::at_least  ? "at least "
                            : bound == core::Bound::at_most ? "at most "
                                                            : "";
  return words + value_text(value);
}

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

/// Where the bytes are: "there", or "pruned" of a version that another has taken the place of, or "missing".
class SegmentStatus {
 public:
  explicit SegmentStatus(run::Context& context) : context_(context) {}

  std::string operator()(const std::string& segment) {
    if (run::is_archived(context_, segment)) return "there";
    if (!pruned_) pruned_ = run::prune_history(context_).value_or(run::PruneHistory());
    return pruned_->segments.contains(segment) ? "pruned" : "missing";
  }

 private:
  run::Context& context_;
  std::optional<run::PruneHistory> pruned_;
};

json version_json(const ledger::Version& version, SegmentStatus& segment_status) {
  json shown{{"gender", core::code_of(version.gender)},
             {"ou_id", or_null(version.unit)},
             {"value", or_null(version.value)},
             {"bound", core::name_of(version.bound)},
             {"status", core::name_of(version.status)},
             {"count", or_null(version.count)},
             {"recorded_from", time_text(version.recorded_from)},
             {"recorded_to", closed_text(version)},
             {"run", version.run.value},
             {"configuration", ""},
             {"sha256", or_null(version.sha256)}};
  for (const auto* name :
       {"job", "cause", "started_at", "raw_index", "query", "request", "page", "fetched_at", "segment", "archived"})
    shown[name] = nullptr;
  if (const auto& by = version.by) {
    shown.update({{"job", by->job}, {"cause", by->cause}, {"started_at", time_text(by->started_at)}});
    const auto details = json::parse(by->details, nullptr, false);
    if (details.is_object()) shown["configuration"] = details.value("configuration", "");
  }
  if (const auto& raw = version.raw) {
    shown.update({{"raw_index", raw->index},
                  {"query", raw->query},
                  {"request", raw->request},
                  {"page", raw->page},
                  {"fetched_at", time_text(raw->fetched_at)},
                  {"segment", raw->segment},
                  {"archived", segment_status(raw->segment)}});
  }
  return shown;
}

std::string version_text(const ledger::Version& version, SegmentStatus& segment_status) {
  const auto by =
      version.by.value_or(ledger::Version::RunInfo{.job = "-", .cause = "-", .started_at = {}, .details = {}});
  std::string text = std::string(core::code_of(version.gender)) + (version.unit ? " " + *version.unit : "") + ": " +
                     (version.value ? bounded_text(*version.value, version.bound) : "no value") + " (" +
                     std::string(core::name_of(version.status)) + ")\n  known from " +
                     time_text(version.recorded_from) + " UTC" +
                     (version.recorded_to ? " to " + time_text(*version.recorded_to) + " UTC" : "") + "\n  run " +
                     std::to_string(version.run.value) + ", " + by.cause + " of " + by.job;
  const auto& raw = version.raw;
  text += "\n  asked " + (raw ? raw->request : "-") + " (page " + (raw ? std::to_string(raw->page) : "-") + ") at " +
          (raw ? time_text(raw->fetched_at) : "-") + " UTC\n  sha256 " + version.sha256.value_or("-");
  text += "\n  archive " + (raw ? raw->segment : "-") + ", object " + (raw ? std::to_string(raw->index) : "-");
  const auto where = raw ? segment_status(raw->segment) : std::string("there");
  if (where == "pruned") text += " (archive.pruned: removed by `archive prune`; a backup from before has it)";
  if (where == "missing") text += " (not in the archive: `sluss archive verify` shows more)";
  return text + "\n";
}

}  // namespace

core::Result<ExitCode> command_lineage(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto reader = SLUSS_TRY(workspace->reader(false));
  const auto key = SLUSS_TRY(figure_key(environment.invocation, workspace->settings(), *reader));
  const auto versions = SLUSS_TRY(ledger::lineage(*reader, key));
  if (versions.empty()) {
    return core::fail(
        core::ErrorClass::data, "lineage.unknown", "no such figure is known",
        "`sluss query \"select period, gender from core.observation where indicator_id = '…'\"` lists what is.");
  }
  SegmentStatus segment_status(workspace->place().context());
  auto list = json::array();
  std::string text;
  for (const auto& version : versions) {
    list.push_back(version_json(version, segment_status));
    text += version_text(version, segment_status);
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n" : text));
  return workspace->shown();
}

}  // namespace sluss::daemon::program
