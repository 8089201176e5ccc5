#include "transforms/normalise/kolada.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "connectors/kolada/schema.h"
#include "core/ids.h"
#include "core/period.h"
#include "core/text.h"
#include "transforms/normalise/id_cache.h"

namespace sluss::transforms::normalise {

using core::Fact;
using core::FactStatus;
using core::Gender;

namespace {

constexpr std::string_view source_prefix = "kolada:";
constexpr std::string_view unknown_unit = "kolada.unknown_unit";
constexpr std::string_view not_requested = "kolada.not_asked";
constexpr std::size_t unknown_words_most =
    20;  ///< different unknown status words counted apart; a source cannot fill memory
constexpr std::size_t shown_at_most = 80;

constexpr std::int32_t first_period = 1900;
constexpr std::int32_t last_period = 2199;

struct IndicatorEntry {
  bool selected = true;
  std::uint32_t number = 0;  ///< 0: not an indicator's id
  core::PeriodKind kind = core::PeriodKind::year;
};

struct PlaceEntry {
  std::uint32_t area = 0;  ///< 0: no such area
  std::uint32_t unit = 0;
  bool selected = true;
  bool requested = true;  ///< an answer may hold it, selected or not
};

/// The four words seen in 548,390 observations of Kolada; any other word is unknown until its meaning is documented.
enum class Word : std::uint8_t { none, missing, privacy, not_applicable, unknown };

Word word_of(std::string_view status) {
  if (status.empty()) return Word::none;
  if (status == "Missing") return Word::missing;
  if (status == "Privacy") return Word::privacy;
  if (status == "Not applicable") return Word::not_applicable;
  return Word::unknown;
}

FactStatus status_without_value(Word word) {
  switch (word) {
    case Word::none:  // a placeholder: count 0 (v3) or 1 (v2), no word, no value
    case Word::missing:
      return FactStatus::missing;
    case Word::privacy:
      return FactStatus::suppressed;
    case Word::not_applicable:
      return FactStatus::not_applicable;
    case Word::unknown:
      break;
  }
  return FactStatus::contradictory;
}

/// Text of a source for a person's eye: no control characters, short, whole UTF-8 characters.
std::string shown(std::string_view text, std::size_t most = shown_at_most) {
  return core::one_line(core::cut(text, most));
}

/// Why a row cannot be a fact: the field, and a stable code. Both empty: it can.
struct Refusal {
  std::string_view field;
  std::string_view error;
};

/// One batch's columns, unwrapped once.
struct Columns {
  explicit Columns(const core::Batch& rows)
      : kpi(rows[connectors::kolada::data_column::kpi].strings()),
        place(rows[connectors::kolada::data_column::place].strings()),
        gender(rows[connectors::kolada::data_column::gender].strings()),
        status(rows[connectors::kolada::data_column::status].strings()),
        period(rows[connectors::kolada::data_column::period].values<std::int32_t>()),
        count(rows[connectors::kolada::data_column::count].values<std::int32_t>()),
        position(rows[connectors::kolada::data_column::position].values<std::int32_t>()),
        deleted(rows[connectors::kolada::data_column::isdeleted].values<std::uint8_t>()),
        value(rows[connectors::kolada::data_column::value].values<double>()),
        count_column(rows[connectors::kolada::data_column::count]),
        value_column(rows[connectors::kolada::data_column::value]) {}
  const core::Strings &kpi, &place, &gender, &status;
  std::span<const std::int32_t> period, count, position;
  std::span<const std::uint8_t> deleted;
  std::span<const double> value;
  const core::Column &count_column, &value_column;
};

}  // namespace

struct KoladaFacts::Impl {
  Impl(core::FactNames& fact_names, Filter the_filter) : names(fact_names), filter(std::move(the_filter)) {}

  core::FactNames& names;
  Filter filter;
  std::unordered_map<std::string, std::string> unit_areas;  ///< Kolada's ou id → area id
  IdCache<IndicatorEntry> indicators;
  IdCache<PlaceEntry> places;
  IdCache<PlaceEntry> units;
  NormaliseCounts counts;
  std::map<std::string, std::int64_t, std::less<>> unknown_words;
  std::int64_t unknown_word_values = 0;
  std::string unknown_word_example;
  std::int64_t not_requested_values = 0;
  std::string not_requested_example;
  std::map<std::string, std::int64_t, std::less<>> contradictions;  ///< by status word
  std::string contradiction_example;

  IndicatorEntry make_indicator(std::string_view kpi) {
    IndicatorEntry entry;
    const std::string id(kpi);
    entry.selected = filter.all_indicators || filter.indicators.contains(id);
    if (!entry.selected) return entry;
    const auto indicator = core::IndicatorId::parse(std::string(source_prefix) + id);
    if (!indicator) return entry;
    entry.number = names.indicators.number_of(indicator->text());
    if (const auto kind = filter.period_kinds.find(id); kind != filter.period_kinds.end()) entry.kind = kind->second;
    return entry;
  }
  /// Of an area outside the selection. Whether an answer for all areas holds groups is not documented.
  [[nodiscard]] bool may_be_answered(std::string_view area) const {
    using connectors::kolada::AreaScope;
    if (filter.area_scope != AreaScope::all) return filter.area_scope == AreaScope::unrecorded;
    return filter.known_areas.empty() || area.starts_with('G') || filter.known_areas.contains(std::string(area));
  }
  /// The field by which a row outside the selection is one that was not requested; empty: it is merely outside.
  [[nodiscard]] std::string_view outside_the_request(const IndicatorEntry& indicator, const PlaceEntry& place,
                                                     bool of_units) const {
    if (of_units || filter.area_scope == connectors::kolada::AreaScope::unrecorded) return {};
    if (!indicator.selected) return "kpi";
    return place.requested ? std::string_view() : "municipality";
  }
  [[nodiscard]] bool outside_the_years(std::int32_t period) const {
    if (filter.years.last == 0 || period < first_period || period > last_period) return false;
    return period < filter.years.first || period > filter.years.last;
  }
  /// Whether the request named the years (plan.h): everything does; all areas do, and the groups beside them
  /// not.
  [[nodiscard]] bool years_were_named(std::string_view place, bool of_units) const {
    if (filter.all_indicators) return true;
    return !of_units && filter.area_scope == connectors::kolada::AreaScope::all && !place.starts_with('G');
  }
  PlaceEntry make_area(std::string_view id) {
    PlaceEntry entry;
    entry.selected = filter.all_areas || filter.areas.contains(std::string(id));
    entry.requested = entry.selected || may_be_answered(id);
    if (entry.selected) entry.area = names.areas.number_of(area_id_of(id));
    return entry;
  }
  PlaceEntry make_unit(std::string_view id) {
    PlaceEntry entry;
    const auto known = unit_areas.find(std::string(id));
    if (known == unit_areas.end()) return entry;
    entry.area = names.areas.number_of(known->second);
    if (entry.area != 0) entry.unit = names.units.number_of(std::string(source_prefix) + std::string(id));
    return entry;
  }

  void reject(const Columns& columns, std::size_t row, std::uint32_t raw, bool is_unit, Refusal refusal,
              std::vector<core::Reject>& rejects) {
    ++counts.rejected;
    core::Reject out;
    out.raw = raw;
    out.stream = is_unit ? connectors::kolada::stream_oudata : connectors::kolada::stream_data;
    out.object = out.stream;
    if (refusal.error == not_requested) remember_not_requested(columns, row);
    if (!columns.kpi[row].empty() && (refusal.error != not_requested || refusal.field != "kpi")) {
      out.touches = core::Touches::series;
      out.series.emplace_back(columns.kpi[row]);
    }
    out.decoded = refusal.error == unknown_unit || refusal.error == not_requested;
    out.line = columns.position[row];
    out.field = refusal.field;
    out.error = refusal.error;
    out.shown = example(columns, row);
    if (refusal.field == "gender") out.shown += " " + shown(columns.gender[row], 20);
    rejects.push_back(std::move(out));
  }

  /// Fills `fact` from one selected row.
  Refusal decode(const Columns& columns, std::size_t row, const IndicatorEntry& indicator, const PlaceEntry& place,
                 bool is_unit, Fact& fact) {
    if (indicator.number == 0) return {"kpi", "kolada.unknown_indicator"};
    if (place.area == 0) {
      return is_unit ? Refusal{"ou", unknown_unit} : Refusal{"municipality", "kolada.unknown_area"};
    }
    const auto gender = core::gender_of(columns.gender[row]);
    if (!gender) return {"gender", "kolada.unknown_gender"};
    fact.period = columns.period[row];
    if (fact.period < first_period || fact.period > last_period) return {"period", "kolada.period_invalid"};
    fact.indicator = indicator.number;
    fact.area = place.area;
    fact.unit = place.unit;
    fact.kind = indicator.kind;
    fact.gender = *gender;
    fact.position = static_cast<std::uint32_t>(columns.position[row]);
    if (columns.deleted[row] != 0) {
      fact.deleted = true;
      fact.status = FactStatus::missing;
      return {};
    }
    if (!columns.value_column.is_null(row) && !std::isfinite(columns.value[row])) {
      return {"value", "kolada.value_not_finite"};
    }
    judge(columns, row, fact);
    fact.has_count = !columns.count_column.is_null(row);
    if (fact.has_count) fact.count = columns.count[row];
    return {};
  }

  /// Gives status and value of one row. A word and a value contradict each other: stored without the figure.
  void judge(const Columns& columns, std::size_t row, Fact& fact) {
    const std::string_view status = columns.status[row];
    const Word word = word_of(status);
    const bool has_value = !columns.value_column.is_null(row);
    if (word == Word::none && has_value) {
      fact.value = columns.value[row];
      fact.has_value = true;
      fact.status = FactStatus::final;
      return;
    }
    fact.status = has_value ? FactStatus::contradictory : status_without_value(word);
    if (word == Word::unknown) {
      remember_unknown(columns, row, status);
    } else if (has_value) {
      ++contradictions.try_emplace(std::string(status)).first->second;
      if (contradiction_example.empty()) contradiction_example = example(columns, row);
    }
  }
  void remember_unknown(const Columns& columns, std::size_t row, std::string_view status) {
    ++unknown_word_values;
    if (unknown_word_example.empty()) unknown_word_example = example(columns, row);
    const std::string word = shown(status, 40);
    if (const auto known = unknown_words.find(word); known != unknown_words.end()) {
      ++known->second;
    } else if (unknown_words.size() < unknown_words_most) {
      unknown_words.emplace(word, 1);
    }
  }
  void remember_not_requested(const Columns& columns, std::size_t row) {
    if (not_requested_values++ == 0) not_requested_example = example(columns, row);
  }
  static std::string example(const Columns& columns, std::size_t row) {
    return shown(columns.kpi[row], 16) + " " + shown(columns.place[row], 20) + " " +
           std::to_string(columns.period[row]);
  }
};

KoladaFacts::KoladaFacts(core::FactNames& names, Filter filter)
    : impl_(std::make_shared<Impl>(names, std::move(filter))) {}

void KoladaFacts::facts(const core::Batch& rows, std::uint32_t raw, bool units, std::vector<Fact>& out,
                        std::vector<core::Reject>& rejects) {
  Impl& self = *impl_;
  const Columns columns(rows);
  const std::size_t size = rows.rows();
  self.counts.read += static_cast<std::int64_t>(size);

  // A page has one object after the other: the row before mostly names the same indicator and place.
  std::string_view kpi_before;
  std::string_view place_before;
  const IndicatorEntry* indicator = nullptr;
  const PlaceEntry* place = nullptr;
  const auto make_indicator = [&](std::string_view id) { return self.make_indicator(id); };
  const auto make_place = [&](std::string_view id) { return units ? self.make_unit(id) : self.make_area(id); };

  for (std::size_t row = 0; row < size; ++row) {
    if (const auto kpi = columns.kpi[row]; indicator == nullptr || kpi != kpi_before) {
      indicator = &self.indicators.find(kpi, make_indicator);
      kpi_before = kpi;
    }
    if (const auto id = columns.place[row]; place == nullptr || id != place_before) {
      place = &(units ? self.units : self.places).find(id, make_place);
      place_before = id;
    }
    if (!indicator->selected || !place->selected) {
      if (const auto field = self.outside_the_request(*indicator, *place, units); !field.empty()) {
        self.reject(columns, row, raw, units, {field, not_requested}, rejects);
        continue;
      }
      ++self.counts.filtered;
      continue;
    }
    if (self.outside_the_years(columns.period[row])) {
      if (self.years_were_named(columns.place[row], units)) {
        self.reject(columns, row, raw, units, {"period", not_requested}, rejects);
      } else {
        ++self.counts.filtered;
      }
      continue;
    }
    Fact fact;
    fact.raw = raw;
    if (const Refusal refusal = self.decode(columns, row, *indicator, *place, units, fact); !refusal.error.empty()) {
      self.reject(columns, row, raw, units, refusal, rejects);
      continue;
    }
    out.push_back(fact);
    ++self.counts.facts;
  }
}

void KoladaFacts::put_units(const core::Batch& rows) {
  const auto& ids = rows.column("id").strings();
  const auto& municipalities = rows.column("municipality").strings();
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    impl_->unit_areas[std::string(ids[row])] = area_id_of(municipalities[row]);
  }
  impl_->units.clear();  // a unit that was unknown may be known now
}

const NormaliseCounts& KoladaFacts::counts() const {
  return impl_->counts;
}

core::FactNames& KoladaFacts::names() {
  return impl_->names;
}

std::vector<core::Finding> KoladaFacts::findings() const {
  std::vector<core::Finding> out;
  const auto list = [](const auto& words) {
    std::string text;
    for (const auto& [word, count] : words) {
      if (!text.empty()) text += ", ";
      text += "”" + word + "” (" + std::to_string(count) + ")";
    }
    return text;
  };
  if (impl_->unknown_word_values > 0) {
    out.push_back({.code = "kolada.unknown_status",
                   .severity = core::Severity::error,
                   .subject = impl_->unknown_words.begin()->first,
                   .what = "Kolada använde statusord som inte är kända: " + list(impl_->unknown_words) +
                           ". Värdena visas inte. Exempel: " + impl_->unknown_word_example + ".",
                   .remedy = "Ta reda på vad ordet betyder (kolada.se) och lägg till det i tolkningen; läs sedan om "
                             "ur arkivet med sluss replay kolada.",
                   .count = impl_->unknown_word_values});
  }
  if (impl_->not_requested_values > 0) {
    out.push_back(
        {.code = std::string(not_requested),
         .severity = core::Severity::error,
         .subject = "kolada",
         .what = "Kolada svarade med värden som inte var beställda: " + std::to_string(impl_->not_requested_values) +
                 ". De tas inte med. Exempel: " + impl_->not_requested_example + ".",
         .remedy = "Se efter i svaret om en kod har ändrat form (0180 som 180), om åren är andra eller om adressen är "
                   "en annan tjänst än Kolada; fråga annars RKA (kolada.se).",
         .count = impl_->not_requested_values});
  }
  if (!impl_->contradictions.empty()) {
    std::int64_t values = 0;
    for (const auto& [word, count] : impl_->contradictions) values += count;
    out.push_back({.code = "kolada.contradictory_value",
                   .severity = core::Severity::warning,
                   .subject = impl_->contradictions.begin()->first,
                   .what = "Kolada lämnade både ett värde och en status som säger att värdet saknas: " +
                           list(impl_->contradictions) +
                           ". Värdena visas inte. Exempel: " + impl_->contradiction_example + ".",
                   .remedy = "Fråga RKA (kolada.se) vilket som gäller. Inget behöver göras här: rättas det i källan "
                             "kommer rätt värde med nästa körning.",
                   .count = values});
  }
  return out;
}

}  // namespace sluss::transforms::normalise
