#pragma once
// How a result's cell becomes a number, an instant, a flag: the one place that knows how an engine spells them. For the
// ledger only.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/ids.h"
#include "core/text.h"
#include "core/time.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

/// SQL: microseconds since 1970 of a timestamp; NULL of one that never comes.
[[nodiscard]] inline std::string micros_of(const std::string& column) {
  return "case when " + column + " < timestamp 'infinity' then epoch_us(" + column + ") end";
}

/// SQL: the versions as they are stored, without their ids' texts: a count over them reads one column.
inline constexpr std::string_view stored_versions = "stored.core.fact";

[[nodiscard]] inline core::Severity severity_of(std::string_view name) {
  for (const auto severity : {core::Severity::info, core::Severity::error})
    if (name == core::name_of(severity)) return severity;
  return core::Severity::warning;
}

/// A row, read from left to right. NULL is an empty text, 0, no; maybe_…: nothing. A word that is none of those known
/// makes list() and first() fail: another value in its place would be another figure.
class Cells {
 public:
  using Row = std::vector<std::optional<std::string>>;
  explicit Cells(Row& row) : row_(row) {}

  std::optional<std::string> maybe_text() { return std::move(row_.at(at_++)); }
  std::string text() { return maybe_text().value_or(""); }
  std::optional<std::int64_t> maybe_number() {
    const auto cell = maybe_text();
    return cell ? std::optional(core::whole_number(cell)) : std::nullopt;
  }
  std::int64_t number() { return maybe_number().value_or(0); }
  std::optional<double> maybe_real() {
    const auto cell = maybe_text();
    if (!cell) return std::nullopt;
    double value = 0;
    std::from_chars(cell->data(), cell->data() + cell->size(), value);
    return value;
  }
  std::optional<bool> maybe_flag() {
    const auto cell = maybe_text();
    return cell ? std::optional(*cell == "true" || *cell == "t") : std::nullopt;
  }
  /// NULL: exact, as of a figure that is not there.
  core::Bound bound() {
    const auto cell = maybe_text();
    return cell ? known(core::fact_bound(*cell), "bound", *cell) : core::Bound::exact;
  }
  core::Gender gender() {
    const auto code = text();
    return known(core::gender_of(code), "gender", code);
  }
  core::FactStatus status() {
    const auto name = text();
    return known(core::fact_status(name), "status", name);
  }
  bool flag() { return maybe_flag().value_or(false); }
  std::optional<core::Instant> maybe_instant() {
    const auto micros = maybe_number();
    return micros ? std::optional(core::Instant{*micros}) : std::nullopt;
  }
  core::Instant instant() { return maybe_instant().value_or(core::Instant{}); }
  std::optional<core::RunId> maybe_run() {
    const auto number = maybe_number();
    return number ? std::optional(core::RunId{*number}) : std::nullopt;
  }
  core::RunId run() { return {number()}; }

  /// Storage class "warehouse.unknown_code" after a word that is unknown.
  [[nodiscard]] core::Result<> result() const {
    if (unknown_.empty()) return {};
    return core::fail(
        core::ErrorClass::storage, "warehouse.unknown_code", "a figure of the warehouse has an unknown " + unknown_,
        "Use the sluss that wrote it, or a newer one; else rebuild the warehouse: `sluss doctor --rebuild`.");
  }

 private:
  template <class Value>
  Value known(std::optional<Value> meaning, std::string_view what, const std::string& word) {
    constexpr std::size_t most_shown = 40;
    if (!meaning && unknown_.empty())
      unknown_ = std::string(what) + ": \"" + core::shortened(core::one_line(word), most_shown) + "\"";
    return meaning.value_or(Value{});
  }

  Row& row_;
  std::string unknown_;  ///< "gender: \"X\""
  std::size_t at_ = 0;
};

/// `made` of each row.
template <class Made>
[[nodiscard]] auto list(Reader& reader, const std::string& sql, const Made& made)
    -> core::Result<std::vector<decltype(made(std::declval<Cells&>()))>> {
  auto rows = SLUSS_TRY(reader.rows(sql));
  std::vector<decltype(made(std::declval<Cells&>()))> answers;
  answers.reserve(rows.size());
  for (auto& row : rows) {
    Cells cells(row);
    answers.push_back(made(cells));
    SLUSS_TRY(cells.result());
  }
  return answers;
}

/// `made` of the first row, if there is one.
template <class Made>
[[nodiscard]] auto first(Reader& reader, const std::string& sql, const Made& made)
    -> core::Result<std::optional<decltype(made(std::declval<Cells&>()))>> {
  auto rows = SLUSS_TRY(reader.rows(sql));
  if (rows.empty()) return std::nullopt;
  Cells cells(rows.front());
  auto answer = std::optional(made(cells));
  SLUSS_TRY(cells.result());
  return answer;
}

/// The one number of a SELECT; 0 of none.
[[nodiscard]] inline core::Result<std::int64_t> number(Reader& reader, const std::string& sql) {
  const auto found = SLUSS_TRY(first(reader, sql, [](Cells& cells) { return cells.number(); }));
  return found.value_or(0);
}

[[nodiscard]] inline std::string of_run(core::RunId run) {
  return " where run_id = " + std::to_string(run.value);
}

}  // namespace sluss::warehouse::ledger
