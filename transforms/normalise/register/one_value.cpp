#include "transforms/normalise/register/one_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/duckdb/batch_read.h"
#include "core/period.h"
#include "core/swedish_number.h"
#include "core/swedish_words.h"
#include "core/text.h"
#include "transforms/normalise/register/figure_rows.h"
#include "transforms/normalise/register/lists.h"

namespace sluss::transforms::normalise::registers {

using core::Unmet;
using core::duckdb::Connection;

namespace {

// No table of a mapping has a blank in its name.
constexpr std::string_view keys_table = "\"the keys\"";
constexpr std::string_view several_table = "\"the figures of several values\"";
/// So many keys are compared at once.
constexpr std::int64_t keys_at_once = 2'000'000;
constexpr std::size_t most_examples = 6;
constexpr std::size_t most_values = 3;

constexpr unsigned half = 32;
constexpr unsigned octet = 8;
constexpr std::int64_t area_bits = 0xffff'ffff;  ///< of `what`

std::int64_t packed(std::uint32_t high, std::uint32_t low) {
  return static_cast<std::int64_t>((std::uint64_t{high} << half) | low);
}
std::uint32_t high_of(std::int64_t both) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(both) >> half);
}
std::uint32_t low_of(std::int64_t both) {
  return static_cast<std::uint32_t>(both);
}

std::int64_t form_of(const core::Fact& fact) {
  return (std::int64_t{static_cast<std::uint8_t>(fact.kind)} << octet) | static_cast<std::uint8_t>(fact.gender);
}
std::int64_t status_of(const core::Fact& fact) {
  return (std::int64_t{static_cast<std::uint8_t>(fact.status)} << octet) | static_cast<std::uint8_t>(fact.bound);
}

std::shared_ptr<const core::Schema> schema() {
  using core::Type;
  return std::make_shared<const core::Schema>(core::Schema{{.name = "what", .type = Type::int64},
                                                           {.name = "moment", .type = Type::int64},
                                                           {.name = "form", .type = Type::int64},
                                                           {.name = "status", .type = Type::int64},
                                                           {.name = "value", .type = Type::float64}});
}

/// The key's parts of a fact: numbers of indicator and area, of unit and period, its kind and gender.
core::Fact fact_of(std::int64_t what, std::int64_t when, std::int64_t form) {
  core::Fact fact;
  fact.indicator = high_of(what);
  fact.area = low_of(what);
  fact.unit = high_of(when);
  fact.period = static_cast<std::int32_t>(low_of(when));
  fact.kind = static_cast<core::PeriodKind>(form >> octet);
  fact.gender = static_cast<core::Gender>(form & 0xff);
  fact.status = core::FactStatus::contradictory;
  return fact;
}

std::string rounded(const std::string& number) {
  return core::swedish_number(std::strtod(number.c_str(), nullptr));
}

/// "380,0000000001"
std::string all_digits(const std::string& number) {
  auto digits = number.ends_with(".0") ? number.substr(0, number.size() - 2) : number;
  std::ranges::replace(digits, '.', ',');
  return digits;
}

/// "380", "≤ 4", "saknas"
std::string value_words(std::int64_t status, const std::optional<std::string>& value,
                        std::string (*number)(const std::string&)) {
  if (!value) return core::swedish_word(static_cast<core::FactStatus>(status >> octet));
  const auto shown = number(*value);
  switch (static_cast<core::Bound>(status & 0xff)) {
    case core::Bound::at_least:
      return "≥ " + shown;
    case core::Bound::at_most:
      return "≤ " + shown;
    case core::Bound::exact:
      break;
  }
  return shown;
}

/// "bilar.antal[alder=65plus;tid=12]" as people call it: "Antal bilar (65 år och äldre, 12)".
std::string indicator_words(std::string_view indicator, const connectors::registers::Mapping& mapping) {
  const auto own = ":" + mapping.id + ".";
  if (const auto at = indicator.find(own); at != std::string_view::npos) indicator.remove_prefix(at + own.size());
  const auto begin = std::min(indicator.find('['), indicator.size());
  auto text = std::string(indicator.substr(0, begin));
  const auto measure = std::ranges::find(mapping.measures, text, &connectors::registers::Measure::name);
  if (measure != mapping.measures.end() && !measure->title.empty()) text = measure->title;
  std::string values;
  auto rest = indicator.substr(std::min(begin + 1, indicator.size()));
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(";]"), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto sign = std::min(part.find('='), part.size());
    auto value = std::string(part.substr(std::min(sign + 1, part.size())));
    const auto dimension =
        std::ranges::find(mapping.dimensions, part.substr(0, sign), &connectors::registers::Dimension::name);
    if (dimension != mapping.dimensions.end()) {
      const auto title = std::ranges::find(dimension->titles, value, &connectors::registers::Named::name);
      if (title != dimension->titles.end() && !title->texts.empty()) value = title->texts.front();
    }
    if (!value.empty()) values += (values.empty() ? "" : ", ") + value;
  }
  return values.empty() ? text : text + " (" + values + ")";
}

std::string gender_words(core::Gender gender) {
  if (gender == core::Gender::total) return {};
  return gender == core::Gender::women ? ", kvinnor" : ", män";
}

/// "Sala 2025"
std::string place_words(const core::Fact& fact, const core::FactNames& names, const Lists& lists) {
  const auto period = core::Period::make(fact.kind, fact.period);
  auto text = lists.name_of(names.areas.text_of(fact.area)) + (period ? " " + period->text() : "");
  if (fact.unit != 0) text += ", " + std::string(names.units.text_of(fact.unit));
  return text;
}

/// ", och 5 uppgifter till"
std::string more_words(std::int64_t more) {
  return fmt::format(", och {} {} till", core::swedish_integer(more), more == 1 ? "uppgift" : "uppgifter");
}

/// Of one figure. Those that the rounding for people makes one have all their digits.
std::vector<std::string> shown_values(const std::vector<core::duckdb::TextRow>& values) {
  std::vector<std::string> shown;
  for (const auto number : {rounded, all_digits}) {
    shown.clear();
    for (const auto& value : values) shown.push_back(value_words(core::whole_number(value[0]), value[1], number));
    if (std::set<std::string>(shown.begin(), shown.end()).size() == shown.size()) break;
  }
  return shown;
}

/// Those of each part of the keys by itself: the groups of all might have no room.
core::Result<> find_several(Connection& connection, std::int64_t count) {
  SLUSS_TRY(
      connection.execute(fmt::format("create table {} (what bigint, moment bigint, form bigint)", several_table)));
  const auto parts = 1 + count / keys_at_once;
  for (std::int64_t part = 0; part < parts; ++part)
    SLUSS_TRY(connection.execute(
        fmt::format("insert into {0} select what, moment, form from {1} where hash(what, moment) % {2} = {3} "
                    "group by what, moment, form having count(*) > 1 and (min(status) <> max(status) or min(value) <> "
                    "max(value) or (count(value) <> 0 and count(value) <> count(*)))",
                    several_table, keys_table, parts, part)));
  return {};
}

}  // namespace

OneValue::OneValue(core::duckdb::Appender appender) : appender_(std::move(appender)), rows_(schema()) {}

core::Result<OneValue> OneValue::begin(Connection& connection) {
  const core::Batch rows(schema());
  SLUSS_TRY(connection.execute(core::duckdb::create_table_sql(std::string(keys_table), rows.schema())));
  return OneValue(SLUSS_TRY(core::duckdb::Appender::open(connection, "main", "the keys")));
}

core::Result<> OneValue::take(std::span<const core::Fact> facts) {
  rows_.clear();
  for (const auto& fact : facts) {
    rows_[0].append<std::int64_t>(packed(fact.indicator, fact.area));
    rows_[1].append<std::int64_t>(packed(fact.unit, static_cast<std::uint32_t>(fact.period)));
    rows_[2].append<std::int64_t>(form_of(fact));
    rows_[3].append<std::int64_t>(status_of(fact));
    if (fact.has_value) {
      rows_[4].append<double>(fact.value);
    } else {
      rows_[4].append_null();
    }
  }
  count_ += std::ssize(facts);
  return facts.empty() ? core::Result<>() : appender_.append(rows_);
}

core::Result<std::optional<Unmet>> OneValue::judge(Connection& connection,
                                                   const connectors::registers::Mapping& mapping,
                                                   const core::FactNames& names, const Lists& lists) {
  SLUSS_TRY(appender_.finish());
  SLUSS_TRY(find_several(connection, count_));
  Unmet unmet{.table = "facts",
              .kind = "one_value",
              .expectation = "Två rader ska inte säga olika om samma sak.",
              .expected = "one value"};
  unmet.count = SLUSS_TRY(connection.number(fmt::format("select count(*) from {}", several_table)));
  if (unmet.count == 0) return std::optional<Unmet>();
  FigureRows rows(connection, mapping);
  // Two rows of an area contradict each other in each of its figures: the first of an area and a moment stands for all.
  const auto first = SLUSS_TRY(connection.rows(
      fmt::format("select what, moment, form, count(*) over (partition by what & {1}, moment) as figures from {0} "
                  "qualify row_number() over (partition by what & {1}, moment order by what, form) = 1 "
                  "order by what & {1}, moment limit {2}",
                  several_table, area_bits, most_examples)));
  std::int64_t told = 0;
  std::string all_words;
  for (const auto& key : first) {
    const auto fact = fact_of(core::whole_number(key[0]), core::whole_number(key[1]), core::whole_number(key[2]));
    const auto values = SLUSS_TRY(connection.rows(
        fmt::format("select distinct status, value from {} where what = {} and moment = {} and form = {} "
                    "order by all limit {}",
                    keys_table, *key[0], *key[1], *key[2], most_values)));
    const auto of = indicator_words(names.indicators.text_of(fact.indicator), mapping) + gender_words(fact.gender);
    const auto place = place_words(fact, names, lists);
    const auto others = core::whole_number(key[3]) - 1;
    std::string all;
    const auto shown = shown_values(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      all += (all.empty() ? "" : " och ") + shown[i];
      SLUSS_TRY(rows.add({.fact = fact, .value = values[i][1], .figure = place + ", " + of, .shown = shown[i]}, names,
                         unmet.rows));
    }
    const auto words = fmt::format("{}, {}: {}{}", place, of, all, others > 0 ? more_words(others) : std::string());
    all_words += (all_words.empty() ? "" : "; ") + words;
    told += 1 + others;
  }
  unmet.found = all_words;
  unmet.outcome = fmt::format(
      "{} har flera värden: {}{}.", unmet.count == 1 ? "En uppgift" : core::swedish_integer(unmet.count) + " uppgifter",
      all_words,
      unmet.count > told ? fmt::format(" och {} till", core::swedish_integer(unmet.count - told)) : std::string());
  return std::optional(std::move(unmet));
}

core::Result<> OneValue::contradictory(Connection& connection,
                                       const std::function<core::Result<>(core::Fact)>& fact) const {
  auto result = SLUSS_TRY(connection.query(fmt::format("select * from {} order by all", several_table)));
  core::Batch keys(std::make_shared<const core::Schema>(core::Schema{{.name = "what", .type = core::Type::int64},
                                                                     {.name = "moment", .type = core::Type::int64},
                                                                     {.name = "form", .type = core::Type::int64}}));
  while (true) {
    const auto chunk = SLUSS_TRY(result.next());
    if (chunk == nullptr) return {};
    keys.clear();
    core::duckdb::append_chunk(chunk, keys);
    const auto what = keys[0].values<std::int64_t>();
    const auto when = keys[1].values<std::int64_t>();
    const auto form = keys[2].values<std::int64_t>();
    for (std::size_t i = 0; i < keys.rows(); ++i) SLUSS_TRY(fact(fact_of(what[i], when[i], form[i])));
  }
}

}  // namespace sluss::transforms::normalise::registers
