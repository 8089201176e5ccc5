#include "daemon/runner/load.h"

#include "connectors/kolada/plan.h"
#include "connectors/kolada/schema.h"

namespace sluss::daemon::runner {

namespace kolada = connectors::kolada;

Load::Load(std::unique_ptr<staging::Staging> staged, PeriodKinds period_kinds)
    : staged_(std::move(staged)), period_kinds_(std::move(period_kinds)), dimensions_(period_kinds_) {}

void Load::begin_segment() {
  earlier_ = counts();
  earlier_.read -= undecoded_;
  earlier_.rejected -= undecoded_;
  facts_.reset();
  dimensions_ = transforms::normalise::KoladaDimensions(period_kinds_);
  units_.clear();
  has_groups_ = false;
  raw_offset_ = raw_next_;
}

void Load::select(const kolada::Extracted& selected) {
  transforms::normalise::KoladaFacts::Filter filter;
  filter.all_indicators = selected.all_indicators;
  filter.indicators.insert(selected.indicators.begin(), selected.indicators.end());
  filter.all_areas = false;
  filter.areas.insert(selected.areas.begin(), selected.areas.end());
  filter.period_kinds = period_kinds_;
  facts_ = std::make_unique<transforms::normalise::KoladaFacts>(staged_->names(), std::move(filter));
  for (const auto& rows : units_) facts_->put_units(rows);
}

core::Result<> Load::take(std::string_view stream, std::uint32_t raw, const core::Batch& rows) {
  const bool units = stream == kolada::stream_oudata;
  if (stream != kolada::stream_data && !units) {
    take_catalogue(stream, rows);
    return {};
  }
  assert(facts_ != nullptr);  // select() comes first
  buffer_.clear();
  facts_->facts(rows, raw + raw_offset_, units, buffer_, rejects_);
  if (rejects_.size() > rejects_most) {
    return core::fail(core::ErrorClass::data, "run.too_many_rejects",
                      "more than " + std::to_string(rejects_most) + " values could not be decoded",
                      "the source has changed its format; see `sluss show last` for the first of them");
  }
  return staged_->add(buffer_);
}

void Load::take_catalogue(std::string_view stream, const core::Batch& rows) {
  if (stream == kolada::stream_kpi) {
    dimensions_.kpi(rows);
  } else if (stream == kolada::stream_kpi_group) {
    dimensions_.kpi_group(rows);
  } else if (stream == kolada::stream_municipality) {
    dimensions_.municipality(rows);
  } else if (stream == kolada::stream_municipality_group) {
    has_groups_ = true;
    dimensions_.municipality_group(rows);
  } else if (stream == kolada::stream_ou) {
    units_.push_back(rows);
    dimensions_.ou(rows);
  } else {
    assert(false && "a stream that the connector does not have");
  }
}

core::Result<> Load::finish() {
  read_ = dimensions_.take();
  return staged_->finalise();
}

core::Result<> Load::reject(core::Reject reject) {
  ++undecoded_;
  rejects_.push_back(std::move(reject));
  return {};
}

transforms::normalise::NormaliseCounts Load::counts() const {
  auto counts = facts_ ? facts_->counts() : transforms::normalise::NormaliseCounts{};
  counts.read += earlier_.read + undecoded_;
  counts.facts += earlier_.facts;
  counts.filtered += earlier_.filtered;
  counts.rejected += earlier_.rejected + undecoded_;
  return counts;
}

Unread Load::unread() const {
  Unread unread;
  unread.count = std::ssize(rejects_);
  for (const auto& reject : rejects_) {
    if (reject.error != "kolada.unknown_unit") ++unread.undecoded;
    if (!reject.series.empty()) {
      unread.series.insert(reject.series);
      continue;
    }
    if (const auto stream = kolada::stream_of(reject.object); !stream || !kolada::is_of_values(*stream)) {
      unread.catalogue = true;
    } else if (const auto asked = kolada::indicators_asked(reject.object)) {
      unread.series.insert(asked->begin(), asked->end());
    } else {
      unread.everything = true;
    }
  }
  return unread;
}

std::vector<core::Finding> Load::findings() const {
  auto findings = facts_ ? facts_->findings() : std::vector<core::Finding>{};
  findings.insert(findings.end(), read_.findings.begin(), read_.findings.end());
  return findings;
}

}  // namespace sluss::daemon::runner
