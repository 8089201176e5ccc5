#include "transforms/normalise/register/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/period.h"
#include "transforms/normalise/register/select.h"

namespace sluss::transforms::normalise::registers {

using codelists::Outcome;
using core::FactStatus;
using core::PeriodKind;

namespace {

using Text = std::optional<std::string_view>;

constexpr std::size_t facts_most = 2048;

Text text_at(const core::Batch& rows, std::size_t column, std::size_t row) {
  if (rows[column].is_null(row) || rows[column].text(row).empty()) return std::nullopt;
  return rows[column].text(row);
}

std::optional<double> number_at(const core::Batch& rows, std::size_t column, std::size_t row) {
  if (rows[column].is_null(row)) return std::nullopt;
  return rows[column].values<double>()[row];
}

/// The period of a text, of the measure's kind. Some kinds are written as another: of three years the last one.
std::optional<core::Period> period_of(std::string_view text, PeriodKind kind) {
  const auto period = core::Period::parse(text);
  if (!period) return std::nullopt;
  const auto written = period->kind();
  if (written == kind) return *period;
  const bool as_another = (written == PeriodKind::year && kind == PeriodKind::rolling_three_years) ||
                          (written == PeriodKind::month && kind == PeriodKind::year_to_date) ||
                          (written == PeriodKind::day && kind == PeriodKind::window);
  if (!as_another) return std::nullopt;
  const auto made = core::Period::make(kind, period->code());
  return made ? std::optional(*made) : std::nullopt;
}

Wrong refused(std::string_view code, std::string_view field, Text text = {}, bool decoded = false) {
  return {.code = code, .field = std::string(field), .text = std::string(text.value_or("")), .decoded = decoded};
}

}  // namespace

struct Figures::Row {
  Text measure, area, period, status, unit;
  std::optional<double> value, least, most;
  std::vector<Text> dimensions;

  Row(const core::Batch& rows, std::size_t row)
      : measure(text_at(rows, figure::measure, row)),
        area(text_at(rows, figure::area, row)),
        period(text_at(rows, figure::period, row)),
        status(text_at(rows, figure::status, row)),
        unit(text_at(rows, figure::unit, row)),
        value(number_at(rows, figure::value, row)),
        least(number_at(rows, figure::least, row)),
        most(number_at(rows, figure::most, row)) {
    for (std::size_t i = figure::dimensions; i < rows.columns(); ++i) dimensions.push_back(text_at(rows, i, row));
  }
};

Figures::Figures(const Of& of, Output& output)
    : of_(of),
      output_(output),
      measures_(of.extent.mapping, of.origin, of.period_kinds, output.names()),
      units_(of.units, of.unit_names, of.lists, output.names(), !of.extent.mapping.units.empty()) {}

core::Result<> Figures::take(const core::Batch& rows) {
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const Row row(rows, i);
    ++counts_.read;
    core::Fact fact;
    fact.raw = of_.raw;
    fact.position = position_++;
    const auto& measure = measures_.find(row.measure.value_or(""), row.dimensions);
    const auto wrong = measure.wrong.code.empty() ? read(row, measure, fact) : measure.wrong;
    if (!wrong.code.empty()) {
      SLUSS_TRY(reject(row, measure, wrong));
    } else if (fact.area == 0) {
      ++without_area_;
      ++counts_.filtered;
    } else {
      note(fact, measure);
      if (fact.bound != core::Bound::exact) ++bounded_;
      facts_.push_back(fact);
      ++counts_.facts;
    }
    if (facts_.size() == facts_most) SLUSS_TRY(hand_on());
  }
  return {};
}

Wrong Figures::read(const Row& row, const FoundMeasure& measure, core::Fact& fact) {
  const auto period = row.period ? period_of(*row.period, measure.kind) : std::nullopt;
  if (!period) return refused("register.period_kind", "period", row.period);
  fact.indicator = measure.indicator;
  fact.gender = measure.gender;
  fact.kind = period->kind();
  fact.period = period->code();
  const auto days = days_of(*period);
  if (!row.area) return {};
  const auto& found = area(*row.area, days.last);
  fact.area = found.number;
  if (found.number == 0) return found.wrong;
  if (auto wrong = read_value(row, fact); !wrong.code.empty()) return wrong;
  if (row.unit) fact.unit = units_.number_of(*row.unit, fact.area, days);
  return {};
}

const Figures::KnownArea& Figures::area(std::string_view text, core::Day day) {
  key_.clear();
  fmt::format_to(std::back_inserter(key_), "{} {}", day.days, text);
  const auto known = areas_.find(key_);
  if (known != areas_.end()) return known->second;
  return areas_.emplace(key_, found_area(text, day)).first->second;
}

Figures::KnownArea Figures::found_area(std::string_view text, core::Day day) {
  const auto found = of_.lists.area_of_select(text, day);
  switch (found.match.outcome) {
    case Outcome::found:
      if (found.match.by == codelists::By::mended_code)
        of_.looked_up.mended(text, {.table = "facts", .column = "area"});
      return {.number = output_.names().areas.number_of(found.id)};
    case Outcome::not_stated:
    case Outcome::empty:
      return {};
    case Outcome::not_valid:
      return {.wrong = refused("codelists.not_valid", "area", text, true)};
    case Outcome::ambiguous:
      return {.wrong = refused("codelists.ambiguous", "area", text, true)};
    case Outcome::unknown:
      break;
  }
  return {.wrong = refused("codelists.not_found", "area", text, true)};
}

/// By Kolada's rules: what has a value where its status says that there is none, or the other way, is contradictory.
Wrong Figures::read_value(const Row& row, core::Fact& fact) {
  auto value = row.value;
  const auto bound = row.status ? core::fact_bound(*row.status) : std::nullopt;
  if (bound && *bound != core::Bound::exact) {
    fact.bound = *bound;
    if (!value) value = *bound == core::Bound::at_least ? row.least : row.most;
    if (!value) return refused("register.value", "value");
  } else if (row.status) {
    const auto status = core::fact_status(*row.status);
    if (!status) return refused("register.status", "status", row.status);
    fact.status = *status;
  } else {
    fact.status = value ? FactStatus::final : FactStatus::missing;
  }
  if (value && !std::isfinite(*value)) return refused("register.value", "value");
  const bool has_one = fact.status == FactStatus::final || fact.status == FactStatus::preliminary;
  if (has_one != value.has_value() && fact.status != FactStatus::contradictory) {
    fact.status = FactStatus::contradictory;
    ++contradictory_;
  }
  fact.has_value = value.has_value() && fact.status != FactStatus::contradictory;
  if (fact.has_value) fact.value = *value;
  return {};
}

void Figures::note(const core::Fact& fact, const FoundMeasure& measure) {
  auto& covered = covered_.at(fact.unit == 0 ? 0 : 1);
  covered.indicators[measure.kind].insert(fact.indicator);
  covered.periods[measure.kind].insert(fact.period);
  if (fact.status == FactStatus::missing && fact.unit == 0)
    missing_means_.note(output_.names().areas.text_of(fact.area), fact.kind, fact.period);
}

core::Result<> Figures::reject(const Row& row, const FoundMeasure& measure, const Wrong& wrong) {
  ++counts_.rejected;
  if (!first_wrong_) first_wrong_ = wrong;
  core::Reject reject{.raw = of_.raw,
                      .object = of_.extent.file.name,
                      .decoded = wrong.decoded,
                      .field = wrong.field,
                      .error = std::string(wrong.code),
                      .shown = shown(wrong.text)};
  if (row.measure && measure.indicator != 0) {
    reject.series.push_back(measure.own_id);
    reject.touches = core::Touches::series;
  }
  return output_.rejected(std::move(reject));
}

core::Result<> Figures::take_back(core::duckdb::Connection& connection) {
  SLUSS_TRY(of_.one_value.contradictory(connection, [&](core::Fact fact) -> core::Result<> {
    fact.raw = of_.raw;
    fact.position = position_++;
    facts_.push_back(fact);
    // One row more: those that it takes the place of are its duplicates.
    ++counts_.read;
    ++counts_.facts;
    return facts_.size() == facts_most ? give() : core::Result<>();
  }));
  return give();
}

core::Result<> Figures::hand_on() {
  SLUSS_TRY(of_.one_value.take(facts_));
  return give();
}

core::Result<> Figures::give() {
  SLUSS_TRY(output_.facts(facts_));
  facts_.clear();
  return {};
}

core::Result<> Figures::finish() {
  if (first_wrong_ && counts_.facts == 0) {
    return core::fail(core::ErrorClass::data, "register.no_figures",
                      fmt::format("not one of the {} rows of the SELECT is a figure; of the first {} is wrong ({}): {}",
                                  counts_.read, first_wrong_->field, first_wrong_->code, shown(first_wrong_->text)),
                      "Correct [facts] select, [[measure]] or [[dimension]] of the mapping", {.field = "facts.select"});
  }
  return hand_on();
}

std::vector<core::Finding> Figures::findings(std::int64_t bounded_cells, const std::set<std::string>& areas) const {
  const auto& id = of_.extent.mapping.id;
  auto findings = units_.findings(id);
  if (auto missing = missing_means_.finding(of_.lists, areas, id)) findings.push_back(*std::move(missing));
  if (without_area_ != 0) {
    findings.push_back({.code = "register.no_area",
                        .severity = core::Severity::info,
                        .subject = id,
                        .what = "Rader utan område blev inga siffror.",
                        .remedy = "Är det inte meningen: fråga den som sköter Sluss. Till den som sköter Sluss: skriv "
                                  "where … is not null i mappningens SELECT, om det är som det ska vara.",
                        .count = without_area_});
  }
  if (contradictory_ != 0) {
    findings.push_back({.code = "register.contradictory",
                        .severity = core::Severity::warning,
                        .subject = id,
                        .what = "Värde och status motsäger varandra; värdet är inte med.",
                        .remedy =
                            "Fråga den som sköter Sluss. Till den som sköter Sluss: låt SELECT ge status ur samma "
                            "kolumn som värdet.",
                        .count = contradictory_});
  }
  if (bounded_cells > 0 && bounded_ == 0 && counts_.facts > 0) {
    findings.push_back({.code = "register.bounds_unused",
                        .severity = core::Severity::warning,
                        .subject = id,
                        .what = "Celler i filen är gränser (till exempel <5) och inga tal, men ingen siffra är en "
                                "gräns: är de med i en summa är den för liten utan att det syns.",
                        .remedy =
                            "Fråga den som sköter Sluss. Till den som sköter Sluss: låt SELECT ge least och most, och "
                            "status 'at_least' eller 'at_most' där de skiljer sig åt, eller lämna sådana rader "
                            "utanför. docs/mappings.md visar hur.",
                        .count = bounded_cells});
  }
  return findings;
}

Dimensions Figures::dimensions() const {
  Dimensions dimensions;
  dimensions.indicators = measures_.indicators();
  dimensions.units = units_.units();
  const auto& areas = output_.names().areas;
  for (std::uint32_t number = 1; number < areas.size(); ++number)
    if (auto area = of_.lists.listed(areas.text_of(number))) dimensions.listed_areas.push_back(*std::move(area));
  return dimensions;
}

std::vector<core::Coverage> Figures::coverage() const {
  std::vector<core::Coverage> coverage;
  if (of_.extent.mapping.partial) return coverage;
  for (const bool units : {false, true}) {
    const auto& covered = covered_.at(units ? 1 : 0);
    for (const auto& [kind, periods] : covered.periods) {
      core::Coverage part{.all_areas = true, .kind = kind, .units = units};
      for (const auto number : covered.indicators.at(kind))
        part.indicators.emplace_back(output_.names().indicators.text_of(number));
      std::ranges::sort(part.indicators);
      std::optional<core::Period> last;
      for (const auto code : periods) {
        const auto period = *core::Period::make(kind, code);
        if (last && follows(*last, period)) {
          coverage.back().last_period = code;
        } else {
          part.first_period = part.last_period = code;
          coverage.push_back(part);
        }
        last = period;
      }
    }
  }
  return coverage;
}

}  // namespace sluss::transforms::normalise::registers
