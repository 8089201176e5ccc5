#include "transforms/normalise/kolada_normaliser.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "connectors/kolada/extent.h"
#include "connectors/kolada/schema.h"
#include "core/check.h"
#include "transforms/normalise/kolada.h"
#include "transforms/normalise/kolada_dimensions.h"

namespace sluss::transforms::normalise {

namespace kolada = connectors::kolada;

namespace {

class KoladaNormaliser final : public Normaliser {
 public:
  KoladaNormaliser(PeriodKinds period_kinds, Output& output)
      : output_(output), period_kinds_(std::move(period_kinds)), dimensions_(period_kinds_) {}

  core::Result<> begin(std::string_view extent) override {
    const auto selected = SLUSS_TRY(kolada::parse_extent(extent));
    KoladaFacts::Filter filter;
    filter.all_indicators = selected.all_indicators;
    filter.indicators.insert(selected.indicators.begin(), selected.indicators.end());
    filter.all_areas = false;
    filter.areas.insert(selected.areas.begin(), selected.areas.end());
    filter.area_scope = selected.area_scope;
    filter.known_areas = known_areas_;
    if (selected.years_bound) filter.years = {.first = selected.first_year, .last = selected.last_year};
    filter.period_kinds = period_kinds_;
    facts_.emplace(output_.names(), std::move(filter));
    for (const auto& rows : units_) facts_->put_units(rows);
    units_.clear();
    return {};
  }

  core::Result<> take(std::string_view stream, std::uint32_t raw, const core::Batch& rows) override {
    const bool units = stream == kolada::stream_oudata;
    if (stream != kolada::stream_data && !units) {
      take_catalogue(stream, rows);
      return {};
    }
    SLUSS_CHECK(facts_, "begin() comes before what it names");
    buffer_.clear();
    rejects_.clear();
    facts_->facts(rows, raw, units, buffer_, rejects_);
    for (auto& reject : rejects_) SLUSS_TRY(output_.rejected(std::move(reject)));
    return output_.facts(buffer_);
  }

  core::Result<Dimensions> finish() override {
    auto read = dimensions_.take();
    read.indicators_complete = true;
    read.area_members_complete = has_groups_;
    findings_ = read.findings;
    return read;
  }

  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const override {
    const auto selected = SLUSS_TRY(kolada::parse_extent(extent));
    core::Coverage areas;
    areas.all_indicators = selected.all_indicators;
    for (const auto& id : selected.indicators) areas.indicators.push_back("kolada:" + id);
    for (const auto& id : selected.areas) areas.areas.push_back(area_id_of(id));
    areas.first_period = selected.first_year;
    areas.last_period = selected.last_year;
    std::vector<core::Coverage> coverage{areas};
    if (!selected.unit_areas.empty()) {
      core::Coverage units = areas;
      units.units = true;
      units.areas.clear();
      for (const auto& id : selected.unit_areas) units.areas.push_back(area_id_of(id));
      coverage.push_back(std::move(units));
    }
    return coverage;
  }

  [[nodiscard]] NormaliseCounts counts() const override { return facts_ ? facts_->counts() : NormaliseCounts{}; }

  [[nodiscard]] std::vector<core::Finding> findings() const override {
    auto findings = facts_ ? facts_->findings() : std::vector<core::Finding>{};
    findings.insert(findings.end(), findings_.begin(), findings_.end());
    return findings;
  }

  [[nodiscard]] std::string_view table_of(std::string_view stream) const override {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> tables{
        {{kolada::stream_kpi, "core.indicator"},
         {kolada::stream_kpi_group, "core.indicator_member"},
         {kolada::stream_municipality, "core.area"},
         {kolada::stream_municipality_group, "core.area_member"},
         {kolada::stream_ou, "core.unit"}}};
    for (const auto& [name, table] : tables)
      if (name == stream) return table;
    return {};
  }

 private:
  void take_catalogue(std::string_view stream, const core::Batch& rows) {
    if (stream == kolada::stream_kpi) {
      dimensions_.kpi(rows);
    } else if (stream == kolada::stream_kpi_group) {
      dimensions_.kpi_group(rows);
    } else if (stream == kolada::stream_municipality) {
      const auto& ids = rows.column("id").strings();
      for (std::size_t row = 0; row < rows.rows(); ++row) known_areas_.emplace(ids[row]);
      dimensions_.municipality(rows);
    } else if (stream == kolada::stream_municipality_group) {
      has_groups_ = true;
      dimensions_.municipality_group(rows);
    } else if (stream == kolada::stream_ou) {
      if (facts_) {
        facts_->put_units(rows);
      } else {
        units_.push_back(rows);
      }
      dimensions_.ou(rows);
    } else {
      SLUSS_CHECK(false, "a stream that the connector has");
    }
  }

  Output& output_;
  PeriodKinds period_kinds_;
  KoladaDimensions dimensions_;
  std::vector<core::Batch> units_;               ///< kept until the selection is known
  std::unordered_set<std::string> known_areas_;  ///< municipalities and regions of the catalogue
  bool has_groups_ = false;
  std::optional<KoladaFacts> facts_;
  std::vector<core::Fact> buffer_;
  std::vector<core::Reject> rejects_;
  std::vector<core::Finding> findings_;  ///< of the dimensions
};

}  // namespace

std::unique_ptr<Normaliser> make_kolada(Setting setting, Output& output) {
  return std::make_unique<KoladaNormaliser>(std::move(setting.period_kinds), output);
}

}  // namespace sluss::transforms::normalise
