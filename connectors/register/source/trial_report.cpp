#include "connectors/register/source/trial_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/shown_error.h"
#include "core/identities.h"
#include "core/json.h"
#include "core/shown.h"

namespace sluss::connectors::registers {
namespace {

using nlohmann::json;

/// Letters; what is read of a heading was cut far behind them.
constexpr std::size_t longest_heading = 200;

std::string masked(const std::string& text) {
  return core::without_identities(text);
}

json columns_json(const std::vector<FoundColumn>& columns, bool named) {
  auto all = json::array();
  for (const auto& column : columns) {
    json one{{"heading", core::shown(column.heading, longest_heading)}, {"column", column.letters}};
    if (named) one["name"] = column.name;
    all.push_back(std::move(one));
  }
  return all;
}

/// Columns whose text is in no column of the file: [[table.column]] value.
json made_columns(const TrialFound& found, const std::string& name) {
  auto all = json::array();
  if (!found.mapping) return all;
  for (const auto& table : found.mapping->tables) {
    if (table.name != name) continue;
    for (const auto& column : table.columns)
      if (!column.value.empty()) all.push_back({{"name", column.name}, {"value", masked(column.value)}});
  }
  return all;
}

json table_json(const TrialFound& found, const TableSummary& table) {
  return {{"table", table.table},
          {"file", shown_name(table.file)},
          {"sheet", shown_name(table.sheet)},
          {"header_row", table.header_row},
          {"columns", columns_json(table.found, true)},
          {"made", made_columns(found, table.table)},
          {"missing", table.missing},
          {"unused", columns_json(table.unused, false)},
          {"unheaded", table.unheaded},
          {"read", table.read},
          {"given", table.given},
          {"rejected", table.rejected},
          {"cells_rejected", table.cells_rejected},
          {"skipped", table.skipped},
          {"below",
           {{"end", table.below.end},
            {"rows", table.below.rows},
            {"alike", table.below.alike},
            {"first_alike", table.below.first_alike}}},
          {"levels", table.levels},
          {"marks", table.marks},
          {"keys_not_found", table.keys_not_found}};
}

json preview_json(const Preview& preview) {
  auto rows = json::array();
  for (const auto& row : preview.rows) {
    auto cells = json::array();
    for (const auto& cell : row) cells.push_back(cell ? json(*cell) : json());
    rows.push_back(std::move(cells));
  }
  return {{"table", preview.table}, {"columns", preview.columns}, {"rows", std::move(rows)}};
}

json reject_json(const core::Reject& reject, bool hidden) {
  return {{"file", reject.object},
          {"sheet", reject.field},
          {"row", reject.line},
          {"column", reject.column},
          {"table", reject.stream.substr(std::min(reject.stream.size(), stream_prefix.size()))},
          {"code", reject.error},
          {"shown", hidden ? "" : masked(shown_whole(reject))}};
}

json error_json(const core::Error& whole) {
  const auto error = shown_error(whole);
  return {{"code", error.code},
          {"what", error.what},
          {"remedy", error.remedy},
          {"place", {{"file", error.place.file}, {"line", error.place.line}, {"field", error.place.field}}}};
}

template <class Parts, class Make>
json list_json(const Parts& parts, Make make) {
  auto all = json::array();
  for (const auto& part : parts) all.push_back(make(part));
  return all;
}

json mapping_json_of(const TrialFound& found) {
  if (!found.mapping) return nullptr;
  return {{"id", found.mapping->id},
          {"title", found.mapping->title},
          {"layout", found.mapping->layout == Layout::verified ? "verified" : "assumed"},
          {"proposed", found.proposed}};
}

json proposal_json(const TrialFound& found) {
  if (!found.proposal) return nullptr;
  return {{"id", found.proposal->id}, {"toml", found.proposal->toml}, {"open", found.proposal->open}};
}

}  // namespace

std::string report_text(const TrialFound& found) {
  auto captures = json::object();
  for (const auto& [name, text] : found.summary.captures) captures[name] = masked(text);
  auto unused = json::array();
  for (const auto& sheet : found.summary.unused_sheets) unused.push_back(shown_name(sheet));
  const bool hidden = found.has_identities();
  json report{
      {"file", shown_name(found.file)},
      {"format", found.form.format},
      {"encoding", found.form.encoding},
      {"delimiter", found.form.delimiter},
      {"sheets", list_json(found.look.sheets,
                           [](const SheetSize& one) {
                             return json{{"file", one.file},
                                         {"sheet", one.sheet},
                                         {"rows", one.rows},
                                         {"columns", one.columns},
                                         {"hidden", one.hidden}};
                           })},
      {"identities", list_json(found.look.identities,
                               [](const IdentityHit& one) {
                                 return json{{"file", one.file},   {"sheet", one.sheet},   {"column", one.column},
                                             {"place", one.place}, {"values", one.values}, {"rows", one.rows}};
                               })},
      {"mappings",
       list_json(found.fits,
                 [](const MappingFit& one) {
                   return json{{"mapping", one.id}, {"name", one.name}, {"header", one.header}, {"error", one.error}};
                 })},
      {"mapping", mapping_json_of(found)},
      {"captures", std::move(captures)},
      {"period", masked(found.period)},
      {"tables", list_json(found.summary.tables, [&](const TableSummary& one) { return table_json(found, one); })},
      {"previews", list_json(found.previews, preview_json)},
      {"unused_sheets", std::move(unused)},
      {"unknown_marks", hidden ? json::object() : json(found.unknown_marks)},
      {"rejected", found.rejected},
      {"rejects", list_json(found.rejects, [&](const core::Reject& one) { return reject_json(one, hidden); })},
      {"errors", list_json(found.errors, error_json)},
      {"warnings", found.warnings},
      {"in_part", found.in_part},
      {"proposal", proposal_json(found)}};
  return core::json_text(report);
}

}  // namespace sluss::connectors::registers
