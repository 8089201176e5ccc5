#include "daemon/program/trial_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "daemon/program/environment.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

std::string shown(const json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string joined(const json& values, std::string_view between = ", ") {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : std::string(between)) + shown(value);
  return text;
}

/// "summarad: 1, blank: 2"
std::string counted(const json& counts) {
  std::string text;
  for (const auto& [name, count] : counts.items()) text += (text.empty() ? "" : ", ") + name + ": " + shown(count);
  return text;
}

std::string line(std::string_view label, std::string_view text) {
  return text.empty() ? "" : fmt::format("{:<11} {}\n", label, text);
}

/// A table of these keys of each object.
std::string table_of(const json& objects, const std::vector<std::string>& keys) {
  Rows rows;
  for (const auto& object : objects) {
    auto& row = rows.emplace_back();
    for (const auto& key : keys)
      row.push_back(object.at(key).is_array() ? joined(object.at(key)) : shown(object.at(key)));
  }
  return rows.empty() ? "" : text_table(keys, rows);
}

std::string titled(std::string_view title, const std::string& table) {
  return table.empty() ? "" : fmt::format("\n{}\n{}", title, table);
}

std::string file_text(const json& report) {
  auto form = shown(report.at("format"));
  if (!shown(report.at("encoding")).empty()) form += ", " + shown(report.at("encoding"));
  const auto delimiter = shown(report.at("delimiter"));
  if (!delimiter.empty()) form += ", delimiter " + (delimiter == "\t" ? "tab" : delimiter);
  auto text = line("file", shown(report.at("file"))) + line("format", form);
  text += titled("sheets", table_of(report.at("sheets"), {"file", "sheet", "rows", "columns", "hidden"}));
  text += titled("the numbers of persons, in which a file is refused",
                 table_of(report.at("identities"), {"file", "sheet", "column", "values", "rows"}));
  return text;
}

std::string mapping_text(const json& report) {
  auto text = titled("mappings", table_of(report.at("mappings"), {"mapping", "name", "header", "error"}));
  const auto& mapping = report.at("mapping");
  text += "\n";
  if (mapping.is_null()) {
    text += line("mapping", "none");
  } else {
    const bool proposed = mapping.at("proposed");
    text += line("mapping", fmt::format("{}: {} ({})", shown(mapping.at("id")), shown(mapping.at("title")),
                                        proposed ? "the proposal below" : shown(mapping.at("layout"))));
  }
  return text + line("captures", counted(report.at("captures"))) + line("period", shown(report.at("period")));
}

std::string preview_text(const json& preview) {
  std::vector<std::string> columns;
  for (const auto& column : preview.at("columns")) columns.push_back(shown(column));
  Rows rows;
  for (const auto& cells : preview.at("rows")) {
    auto& row = rows.emplace_back();
    for (const auto& cell : cells) row.push_back(shown(cell));
  }
  return rows.empty() ? "" : text_table(columns, rows);
}

std::string summary_text(const json& table) {
  auto place = shown(table.at("file"));
  if (!shown(table.at("sheet")).empty()) place += ", sheet " + shown(table.at("sheet"));
  const auto header = table.at("header_row").get<std::int64_t>();
  auto text = fmt::format("\ntable {}: {}, {}\n", shown(table.at("table")), place,
                          header == 0 ? "no header" : fmt::format("header on row {}", header));
  text += table_of(table.at("columns"), {"name", "heading", "column"});
  std::string made;
  for (const auto& one : table.at("made"))
    made += (made.empty() ? "" : ", ") + shown(one.at("name")) + " = \"" + shown(one.at("value")) + "\"";
  text += line("made", made) + line("missing", joined(table.at("missing")));
  std::string unused;
  for (const auto& one : table.at("unused"))
    unused += (unused.empty() ? "" : ", ") + shown(one.at("column")) + " " + shown(one.at("heading"));
  text += line("unused", unused);
  text += line("unheaded", counted(table.at("unheaded")));
  std::int64_t skipped = 0;
  for (const auto& [reason, rows] : table.at("skipped").items()) skipped += rows.get<std::int64_t>();
  text += line(
      "rows",
      fmt::format("{} read: {} given, {} skipped{}, {} rejected", shown(table.at("read")), shown(table.at("given")),
                  skipped, skipped == 0 ? "" : " (" + counted(table.at("skipped")) + ")", shown(table.at("rejected"))));
  if (const auto& below = table.at("below"); below.at("rows") != 0)
    text += line("below", fmt::format("{} rows below the table's end (row {}), not read{}", shown(below.at("rows")),
                                      shown(below.at("end")),
                                      below.at("alike") == 0
                                          ? ""
                                          : ": " + shown(below.at("alike")) + " like the table's, the first is row " +
                                                shown(below.at("first_alike"))));
  if (table.at("cells_rejected") != 0) text += line("cells", shown(table.at("cells_rejected")) + " rejected");
  text += line("levels", counted(table.at("levels"))) + line("marks", counted(table.at("marks")));
  if (table.at("keys_not_found") != 0) text += line("keys", shown(table.at("keys_not_found")) + " not found");
  return text;
}

/// The rows that show it, and what to do where figures have several values.
std::string unmet_rows_text(const json& unmet) {
  auto rows = json::array();
  bool several = false;
  for (const auto& one : unmet) {
    several |= one.at("kind") == "one_value";
    for (const auto& row : one.at("rows")) rows.push_back(row);
  }
  auto text = titled("rows that show it", table_of(rows, {"file", "sheet", "row", "column", "shown", "expected"}));
  if (several)
    text +=
        "\nSeveral rows say different things of one figure: tell them apart by a [[dimension]], or sum them in the "
        "SELECT (group by)\n";
  return text;
}

std::string figures_text(const json& figures) {
  std::string text;
  if (!figures.at("table").is_null())
    text += fmt::format("\n{} rows of {}\n", shown(figures.at("given")), shown(figures.at("table")));
  if (figures.at("table").is_null() && (figures.at("given") != 0 || figures.at("rejected") != 0))
    text += fmt::format("\n{} figures, of {} rows that the SELECT gives of {} rows that were read; {} rejected\n",
                        shown(figures.at("given")), shown(figures.at("selected")), shown(figures.at("read")),
                        shown(figures.at("rejected")));
  text += table_of(figures.at("first"), {"indicator", "area", "unit", "gender", "period", "value", "status", "bound"});
  text += titled("figures that came of rows", table_of(figures.at("used"), {"table", "level", "rows", "figures"}));
  text += titled("rejected figures", table_of(figures.at("rejects"), {"code", "field", "row", "shown"}));
  text += titled("not as expected, for which it would be held",
                 table_of(figures.at("unmet"), {"table", "kind", "column", "level", "expected", "found", "count"}));
  text += unmet_rows_text(figures.at("unmet"));
  return text + titled("findings", table_of(figures.at("findings"), {"severity", "code", "count", "what"}));
}

/// One line for what is alike: where the first is, and how many there are.
std::string rejects_text(const json& rejects) {
  std::vector<std::pair<std::string, json>> alike;
  for (const auto& one : rejects) {
    auto key = json{one.at("table"), one.at("column"), one.at("code"), one.at("shown")}.dump();
    const auto there = std::ranges::find(alike, key, &std::pair<std::string, json>::first);
    if (there != alike.end()) {
      there->second.at("count") = there->second.at("count").get<std::int64_t>() + 1;
      continue;
    }
    auto first = one;
    first["count"] = 1;
    alike.emplace_back(std::move(key), std::move(first));
  }
  auto lines = json::array();
  for (auto& of_them : alike) lines.push_back(std::move(of_them.second));
  return table_of(lines, {"count", "table", "column", "code", "shown", "file", "sheet", "row"});
}

std::string errors_text(const json& errors) {
  std::string text;
  for (const auto& error : errors) {
    text += fmt::format("\n{}: {}\n", shown(error.at("code")), shown(error.at("what")));
    if (!shown(error.at("remedy")).empty()) text += fmt::format("  remedy: {}\n", shown(error.at("remedy")));
  }
  return text;
}

std::string proposal_text(const json& report) {
  const auto& proposal = report.at("proposal");
  if (proposal.is_null()) return "";
  std::string text = "\n";
  for (const auto& open : proposal.at("open")) text += "to decide: " + shown(open) + "\n";
  if (report.contains("written")) return text + "written: " + shown(report.at("written")) + "\n";
  return text + "a mapping to start from (--write FILE writes it):\n\n" + shown(proposal.at("toml"));
}

/// What of a large file is not known.
std::string part_text(const json& report) {
  if (!report.at("in_part").get<bool>()) return "";
  return "\nOnly a part of the file was read, in " + shown(report.at("longest")) +
         " (--longest): the rows that are counted above. Nothing is known of what comes after them, nor whether it has "
         "numbers of persons; --longest 0s reads to the end.\n";
}

std::string verdict(const json& report) {
  if (report.at("would_load").is_null()) return "\nWhether all of it would load is not known.\n";
  if (report.at("would_load").get<bool>()) return "\nIt would load.\n";
  const auto& mapping = report.at("mapping");
  if (mapping.is_null() || mapping.at("proposed").get<bool>()) return "\nIt would not load: no mapping fits.\n";
  return "\nIt would not load.\n";
}

}  // namespace

std::string trial_text(const json& report) {
  auto text = file_text(report) + mapping_text(report);
  for (const auto& table : report.at("tables")) text += summary_text(table);
  for (const auto& preview : report.at("previews"))
    text += titled("first rows of " + shown(preview.at("table")), preview_text(preview));
  text += line("\nnot read", joined(report.at("unused_sheets")));
  text += titled(fmt::format("rejected: {}", shown(report.at("rejected"))), rejects_text(report.at("rejects")));
  text += line("\nunknown", counted(report.at("unknown_marks")));
  for (const auto& warning : report.at("warnings")) text += "\nwarning: " + shown(warning) + "\n";
  text += figures_text(report.at("figures")) + errors_text(report.at("errors")) +
          errors_text(report.at("figures").at("errors"));
  return text + proposal_text(report) + part_text(report) + verdict(report);
}

}  // namespace sluss::daemon::program
