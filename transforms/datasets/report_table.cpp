#include "transforms/datasets/report_table.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/swedish_number.h"
#include "core/swedish_words.h"
#include "transforms/datasets/cells.h"

namespace sluss::transforms::datasets {

namespace {

namespace status_words = core::swedish_status;

std::string plain(double value, std::optional<int> decimals) {
  return core::swedish_number(value, decimals, core::NumberStyle::plain);
}

/// The columns of one row by name; a column that is null reads as nothing.
class Row {
 public:
  Row(const core::Batch& batch, std::size_t row) : batch_(batch), row_(row) {}
  /// An operator's own model may be older than a column.
  [[nodiscard]] bool has(std::string_view name) const { return batch_.schema().find(name).has_value(); }
  [[nodiscard]] std::string text(std::string_view name) const {
    const auto& column = batch_.column(name);
    return column.is_null(row_) ? std::string() : cell_text(column, row_);
  }
  [[nodiscard]] std::optional<double> number(std::string_view name) const {
    const auto& column = batch_.column(name);
    if (column.is_null(row_)) return std::nullopt;
    if (column.type() == core::Type::int32) return column.values<std::int32_t>()[row_];
    return column.values<double>()[row_];
  }

 private:
  const core::Batch& batch_;
  std::size_t row_;
};

/// "v 24, 2026 (2026-06-10, inte kontrollerad sedan 2026-03-31)" → " sedan 2026-03-31"
std::string since_of(const std::string& awaited) {
  const auto at = awaited.find(" sedan ");
  if (at == std::string::npos) return {};
  return awaited.substr(at, awaited.find(')', at) - at);
}

/// "v 24, 2026 (2026-06-10)" → "v 24, 2026"
std::string week_of(const std::string& awaited) {
  return awaited.substr(0, awaited.find(" ("));
}

ReportCell cell_of(const Row& row) {
  ReportCell cell{.value = row.number("varde"), .words = {}};
  const auto status = row.text("status");
  const auto bound = row.has("grans") ? row.text("grans") : std::string();
  if (cell.value && !bound.empty()) {
    // As a text: a sheet's formulas must not add it up as a figure.
    cell.words =
        bound + " " + plain(*cell.value, std::nullopt) + (status == status_words::preliminary ? " (prel.)" : "");
    cell.value.reset();
  } else if (cell.value) {
    if (status == status_words::preliminary) cell.words = "prel.";
  } else if (status == status_words::pending) {
    cell.words = "Publ " + week_of(row.text("forvantad_publicering"));
  } else if (status == status_words::late) {
    cell.words = "Försenad, publ " + week_of(row.text("forvantad_publicering"));
  } else if (status == status_words::not_checked) {
    const auto awaited = row.text("forvantad_publicering");
    cell.words = "Inte kontrollerad" + since_of(awaited) + ", publ " + week_of(awaited);
  } else if (status == status_words::held) {
    cell.words = "Har kommit, väntar på beslut";
  } else {
    cell.words = status;
  }
  return cell;
}

std::string development_of(const Row& row, std::optional<int> decimals) {
  const auto change = row.number("forandring");
  if (!change) return {};
  const auto number = plain(std::abs(*change), decimals);
  const auto* sign = *change > 0 ? "+" : *change < 0 ? "−" : "±";
  const auto direction = row.text("riktning");
  return sign + number +
         (direction == core::swedish_word(core::Vocabulary::direction, "unknown") ? "" : " (" + direction + ")");
}

/// One municipality is no county and no rank: such means and places are in the data, not in the report.
std::string comparison_of(const Row& row, std::optional<int> decimals) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (const auto value = row.number("riket")) add("Riket " + plain(*value, decimals));
  if (const auto value = row.number("lan_medel"); value && row.number("lan_n").value_or(0) > 1)
    add("länet " + plain(*value, decimals) + " (" + row.text("lan_n") + " kommuner)");
  if (const auto value = row.number("grupp_varde"))
    add((row.text("grupp").empty() ? "gruppen" : row.text("grupp")) + ": " + plain(*value, decimals));
  if (row.number("rang") && row.number("rang_av").value_or(0) > 1)
    add("rang " + row.text("rang") + " av " + row.text("rang_av"));
  return text;
}

/// For indicators that nothing is configured for: as many as a reader needs beside the size of the figure. A place
/// among others is a whole number.
int usual_decimals(double value, std::string_view measure) {
  if (measure == "placering" || measure == "placeringar") return 0;
  const auto size = std::abs(value);
  return size >= 1000 ? 0 : size >= 1 || size == 0 ? 1 : 2;
}

std::string comment_of(const Row& row) {
  std::string text;
  if (const auto answers = row.number("antal_svarande")) text += plain(*answers, 0) + " svarande";
  if (const auto rate = row.number("svarsfrekvens"))
    text += (text.empty() ? "svarsfrekvens " : ", svarsfrekvens ") + plain(*rate, std::nullopt) + " %";
  return text;
}

std::string indicator_of(const Row& row) {
  auto name = row.text("kort_namn");
  if (name.empty()) name = row.text("nyckeltal_id");
  const auto measure = row.text("enhet");
  if (!measure.empty() && name.find(measure) == std::string::npos) name += " (" + measure + ")";
  const auto kind = row.text("period_typ");
  if (kind != core::swedish_word(core::PeriodKind::year)) name += ", " + kind;
  return name;
}

}  // namespace

void ReportTableBuilder::add(const core::Batch& rows) {
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const Row row(rows, i);
    const auto id = row.text("nyckeltal_id");
    const auto series = id + "\n" + row.text("period_typ");
    if (table_.lines.empty() || series != series_) {
      series_ = series;
      ReportLine line;
      line.indicator = indicator_of(row);
      if (const auto known = decimals_.find(id); known != decimals_.end()) line.decimals = known->second;
      table_.lines.push_back(std::move(line));
    }
    auto& line = table_.lines.back();
    const auto period = row.text("period");
    if (const auto place = std::ranges::lower_bound(table_.periods, period);
        place == table_.periods.end() || *place != period)
      table_.periods.insert(place, period);
    auto cell = cell_of(row);
    if (const auto value = row.number("varde")) {  // the latest period with a value decides
      if (!decimals_.contains(id)) line.decimals = usual_decimals(*value, row.text("enhet"));
      line.development = development_of(row, line.decimals);
      line.comparison = comparison_of(row, line.decimals);
      line.comment = comment_of(row);
    }
    line.periods.insert_or_assign(period, std::move(cell));
  }
}

}  // namespace sluss::transforms::datasets
