#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <optional>

#include "tests/unit/transforms/kolada_facts_fixture.h"

namespace sluss::transforms::normalise {
namespace {

using core::FactStatus;

// Every value is accounted for, whatever is sent.
RC_GTEST_PROP(KoladaFactsProperty, ReadIsFactsFilteredAndRejected, ()) {
  const auto one_of = [](std::vector<std::string> words) { return rc::gen::elementOf(std::move(words)); };
  const auto row = rc::gen::apply(
      [](std::string kpi, std::string place, int period, std::string gender, std::string status,
         std::optional<double> value, bool deleted) {
        return Row{.kpi = std::move(kpi),
                   .place = std::move(place),
                   .period = period,
                   .gender = std::move(gender),
                   .count = 1,
                   .status = std::move(status),
                   .value = value,
                   .deleted = deleted};
      },
      one_of({"U21468", "N21704", "N1", "", "å", "N20402345678901234567"}),
      one_of({"1981", "0000", "0019", "G17", "", "x", "V23E198100100", "99"}), rc::gen::inRange(1890, 2210),
      one_of({"T", "K", "M", "F", "", "TT"}), one_of({"", "Missing", "Privacy", "Not applicable", "Okänt"}),
      rc::gen::element<std::optional<double>>(std::nullopt, 0.0, 1.5, std::nan(""), HUGE_VAL),
      rc::gen::arbitrary<bool>());
  const auto rows = *rc::gen::container<std::vector<Row>>(row);
  const bool units = *rc::gen::arbitrary<bool>();
  KoladaFacts::Filter filter;
  filter.all_indicators = *rc::gen::arbitrary<bool>();
  filter.indicators = {"U21468", "å"};
  filter.all_areas = *rc::gen::arbitrary<bool>();
  filter.areas = {"1981", "x"};
  const auto out = normalise(rows, filter, units, {{"V23E198100100", "1981"}});

  RC_ASSERT(out.counts.read == static_cast<std::int64_t>(rows.size()));
  RC_ASSERT(out.counts.read == out.counts.facts + out.counts.filtered + out.counts.rejected);
  RC_ASSERT(out.counts.facts == static_cast<std::int64_t>(out.facts.size()));
  RC_ASSERT(out.counts.rejected == static_cast<std::int64_t>(out.rejects.size()));
  for (const auto& fact : out.facts) {
    RC_ASSERT(fact.has_value == (fact.status == FactStatus::final));
    RC_ASSERT(!fact.has_value || std::isfinite(fact.value));
    RC_ASSERT(fact.area != 0 && fact.indicator != 0);
    RC_ASSERT((fact.unit != 0) == units);
  }
}

}  // namespace
}  // namespace sluss::transforms::normalise
