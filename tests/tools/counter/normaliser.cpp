#include "tests/tools/counter/normaliser.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/tools/counter/schema.h"

namespace sluss::tests::counter {

namespace normalise = transforms::normalise;

namespace {

constexpr std::int32_t first_year = 1900, last_year = 2199;

class Counters final : public normalise::Normaliser {
 public:
  explicit Counters(normalise::Output& output) : output_(output) {}

  core::Result<> begin(std::string_view extent) override {
    wanted_ = SLUSS_TRY(parse_extent(extent)).counters;
    return {};
  }

  core::Result<> take(std::string_view /*stream*/, std::uint32_t raw, const core::Batch& rows) override {
    std::vector<core::Fact> facts;
    auto& names = output_.names();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const std::string counter(rows[column::counter].text(row));
      const std::string area(rows[column::area].text(row));
      seen_.insert(counter);
      areas_.insert(area);
      ++counts_.read;
      if (!wanted_.empty() && std::ranges::find(wanted_, counter) == wanted_.end()) {
        ++counts_.filtered;
        continue;
      }
      core::Fact fact;
      fact.indicator = names.indicators.number_of("counter:" + counter);
      fact.area = names.areas.number_of(area);
      fact.period = rows[column::year].values<std::int32_t>()[row];
      fact.value = rows[column::value].values<double>()[row];
      fact.has_value = true;
      fact.raw = raw;
      fact.position = static_cast<std::uint32_t>(rows[column::position].values<std::int32_t>()[row]);
      facts.push_back(fact);
    }
    counts_.facts += std::ssize(facts);
    return output_.facts(facts);
  }

  core::Result<normalise::Dimensions> finish() override {
    normalise::Dimensions dimensions;
    for (const auto& counter : seen_)
      dimensions.indicators.push_back({.id = "counter:" + counter, .source = "counter", .title = "Räknare " + counter});
    dimensions.indicators_complete = true;
    for (const auto& area : areas_)
      dimensions.areas.push_back({.id = area, .kind = "municipality", .title = "Räknad " + area, .source_id = area});
    return dimensions;
  }

  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const override {
    const auto counters = SLUSS_TRY(parse_extent(extent)).counters;
    core::Coverage covered;
    covered.all_indicators = counters.empty();
    for (const auto& counter : counters) covered.indicators.push_back("counter:" + counter);
    covered.all_areas = true;
    covered.first_period = first_year;
    covered.last_period = last_year;
    return std::vector{covered};
  }
  [[nodiscard]] normalise::NormaliseCounts counts() const override { return counts_; }
  [[nodiscard]] std::vector<core::Finding> findings() const override { return {}; }

 private:
  normalise::Output& output_;
  std::vector<std::string> wanted_;
  std::set<std::string> seen_;   ///< counters
  std::set<std::string> areas_;  ///< municipalities
  normalise::NormaliseCounts counts_;
};

}  // namespace

std::unique_ptr<normalise::Normaliser> make_normaliser(normalise::Setting /*setting*/, normalise::Output& output) {
  return std::make_unique<Counters>(output);
}

}  // namespace sluss::tests::counter
