#include "transforms/normalise/register/expectations.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "core/duckdb/duckdb.h"
#include "core/swedish_text.h"
#include "core/text.h"
#include "transforms/normalise/register/expectation_check.h"
#include "transforms/normalise/register/expectation_words.h"

namespace sluss::transforms::normalise::registers {

namespace {

using connectors::registers::Expectation;
using connectors::registers::Mapping;
using connectors::registers::Table;
using core::sql_name;
using core::Unmet;
using core::duckdb::Connection;

/// Something of all rows together: a sum is of one row, and a value stands for itself.
bool needs_all(const Expectation& expectation) {
  return expectation.rows || expectation.areas || expectation.ranks;
}

/// Rows are there whatever stands in an area's place.
bool lacks_rows(const FailedCheck& failed, const Expectation& expectation) {
  if (expectation.rows) return std::strtod(failed.unmet.found.c_str(), nullptr) < expectation.rows->least;
  return static_cast<double>(failed.rows) < expectation.areas->least;
}

/// One table's expectations. Of each cause there is one that is not satisfied: what rows are too few for, or lack, is
/// told where that is told.
class TableJudge {
 public:
  TableJudge(CheckedTable checked, UnreadRows unread) : checked_(checked), unread_(std::move(unread)) {}

  core::Result<> judge_all(bool partial, std::vector<Unmet>& all) {
    std::vector<Unmet> counts;
    bool too_few = false;
    for (const auto& expectation : checked_.table.expectations) {
      if (partial || !(expectation.rows || expectation.areas)) continue;
      auto failed = SLUSS_TRY(check(checked_, expectation));
      if (!failed) continue;
      too_few = too_few || lacks_rows(*failed, expectation);
      counts.push_back(std::move(failed->unmet));
    }
    drop_same(counts);
    const bool unchecked = too_few || unread_.count > 0;
    bool names_ranks = false;
    std::vector<Unmet> others;
    for (const auto& expectation : checked_.table.expectations) {
      if (expectation.rows || expectation.areas || (partial && needs_all(expectation))) continue;
      if (expectation.ranks && unchecked && (names_ranks || !counts.empty())) {
        names_ranks = true;
        continue;
      }
      auto failed = SLUSS_TRY(check(checked_, expectation));
      if (!failed) continue;
      if (expectation.ranks && unchecked) {
        put_unchecked(failed->unmet);
        names_ranks = true;
      }
      others.push_back(std::move(failed->unmet));
    }
    put_causes(counts, names_ranks && !counts.empty());
    std::ranges::move(counts, std::back_inserter(all));
    std::ranges::move(others, std::back_inserter(all));
    return {};
  }

 private:
  /// Rows that are too few, or too many, by as much as the areas are: that is one thing.
  static void drop_same(std::vector<Unmet>& counts) {
    const auto is_said = [&](const Unmet& rows) {
      return rows.kind == "rows" && std::ranges::any_of(counts, [&](const Unmet& areas) {
               return areas.kind == "areas" && areas.found == rows.found && areas.expected == rows.expected;
             });
    };
    std::vector<Unmet> kept;
    for (const auto& one : counts)
      if (!is_said(one)) kept.push_back(one);
    counts = std::move(kept);
  }

  /// What lacks, once, and what could not be checked for it.
  void put_causes(std::vector<Unmet>& counts, bool ranks) const {
    if (counts.empty()) return;
    const auto say = [](std::string& outcome, std::string_view more) {
      outcome += outcome.empty() ? "" : " ";
      outcome += more;
    };
    if (unread_.count > 0)
      say(counts.front().outcome,
          core::capitalised(unread_words(unread_.places, unread_.count)) + " kunde inte läsas.");
    if (ranks) say(counts.back().outcome, "Placeringarna kunde inte kontrolleras, eftersom rader saknas.");
  }

  /// Those that are there are not to blame.
  void put_unchecked(Unmet& unmet) const {
    unmet.expectation = "Placeringarna kunde inte kontrolleras, eftersom " +
                        unread_words(unread_.places, unread_.count) + " inte kunde läsas.";
    unmet.outcome.clear();
    unmet.count = unread_.count;
    unmet.rows.clear();
  }

  CheckedTable checked_;
  UnreadRows unread_;
};

/// What the load read of files: a table without rows may be one that its file did not have.
class Parts {
 public:
  explicit Parts(std::string_view file) : file_(file) {}

  core::Result<> read(Connection& tables, const Mapping& mapping) {
    for (const auto& table : mapping.tables) {
      const auto files =
          SLUSS_TRY(tables.rows(fmt::format("select distinct coalesce(file, '') from {}", sql_name(table.name))));
      if (!files.empty()) filled_.insert(table.name);
      for (const auto& row : files) parts_.insert(row.at(0).value_or(""));
    }
    none_expected_ = std::ranges::none_of(mapping.tables, [&](const Table& table) { return is_of(table); });
    return {};
  }

  /// Of a file alone, a table with other `files` is none of its; of a zip, what is required was there.
  [[nodiscard]] bool had(const Table& table) const {
    if (filled_.contains(table.name)) return true;
    return table.required && (is_of(table) || parts_.size() > 1 || (parts_.empty() && none_expected_));
  }

 private:
  [[nodiscard]] bool is_of(const Table& table) const {
    if (table.files.empty()) return true;
    const connectors::registers::Patterns files(table.files);
    return files.matches(file_) || std::ranges::any_of(parts_, [&](const auto& part) { return files.matches(part); });
  }

  std::string file_;
  std::set<std::string> parts_;   ///< names in the rows
  std::set<std::string> filled_;  ///< tables
  bool none_expected_ = false;    ///< no table is of a file of that name: it was a zip
};

}  // namespace

core::Result<std::vector<Unmet>> unmet_expectations(Connection& tables, const Mapping& mapping, std::string_view file,
                                                    const Unread& unread) {
  Parts parts(file);
  SLUSS_TRY(parts.read(tables, mapping));
  const auto judged = std::ranges::count_if(mapping.tables, [&](const Table& table) { return parts.had(table); });
  std::vector<Unmet> all;
  for (const auto& table : mapping.tables) {
    if (!parts.had(table)) continue;
    const auto lacking = unread.find(table.name);
    TableJudge judge({.tables = tables, .table = table, .alone = judged == 1},
                     lacking == unread.end() ? UnreadRows() : lacking->second);
    SLUSS_TRY(judge.judge_all(mapping.partial, all));
  }
  return all;
}

}  // namespace sluss::transforms::normalise::registers
