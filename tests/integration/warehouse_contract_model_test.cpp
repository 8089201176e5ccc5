// Random sequences of loads against a model of a few lines.

#include <rapidcheck.h>

#include <cstdlib>
#include <set>
#include <tuple>

#include "tests/integration/warehouse_contract.h"

namespace sluss::tests {

namespace {

/// indicator, area, period, gender, unit
using Key = std::tuple<int, int, int, int, int>;

struct Load {
  std::map<Key, double> values;
  std::set<Key> deleted;
  bool full = false;
};

StagedList::StagedValue value_of(const Key& key) {
  const auto& [indicator, area, period, gender, unit] = key;
  return {.indicator = "kolada:N" + std::to_string(indicator),
          .area = std::to_string(1000 + area),
          .period = 2020 + period,
          .gender = static_cast<core::Gender>(gender),
          .unit = unit == 0 ? "" : "kolada:V" + std::to_string(unit)};
}

std::string text_of(const std::map<Key, double>& open) {
  std::set<std::string> lines;
  for (const auto& [key, value] : open) {
    const auto staged_value = value_of(key);
    lines.insert(staged_value.indicator + "|" + staged_value.area + "|" + staged_value.unit + "|" +
                 std::to_string(staged_value.period) + "|" + std::string(core::code_of(staged_value.gender)) + "|" +
                 std::to_string(static_cast<int>(value)));
  }
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

/// What happens by the model, and its next state.
warehouse::RowCounts apply(const Load& load, std::map<Key, double>& open) {
  warehouse::RowCounts rows;
  rows.open_before = static_cast<std::int64_t>(open.size());
  if (load.full) {
    rows.absent = static_cast<std::int64_t>(std::erase_if(open, [&](const auto& entry) {
      return !load.values.contains(entry.first) && !load.deleted.contains(entry.first);
    }));
  }
  for (const auto& [key, value] : load.values) {
    const auto found = open.find(key);
    ++(found == open.end() ? rows.inserted : found->second == value ? rows.unchanged : rows.revised);
    open[key] = value;
  }
  for (const auto& key : load.deleted) ++(open.erase(key) > 0 ? rows.deleted : rows.unchanged);
  rows.open_after = static_cast<std::int64_t>(open.size());
  return rows;
}

rc::Gen<Load> any_load() {
  const auto key = rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::inRange(0, 4), rc::gen::inRange(0, 3),
                                  rc::gen::inRange(0, 3), rc::gen::inRange(0, 2));
  return rc::gen::apply(
      [](const std::map<Key, int>& values, const std::set<Key>& deleted, bool full) {
        Load load{.values = {}, .deleted = {}, .full = full};
        for (const auto& [k, v] : values) load.values[k] = v;
        for (const auto& k : deleted) {
          if (!load.values.contains(k)) load.deleted.insert(k);
        }
        return load;
      },
      rc::gen::container<std::map<Key, int>>(key, rc::gen::inRange(1, 4)), rc::gen::container<std::set<Key>>(key),
      rc::gen::arbitrary<bool>());
}

const std::string open_sql =
    "select indicator_id || '|' || area_id || '|' || coalesce(ou_id, '') || '|' || period || '|' || gender || '|' || "
    "cast(value as integer) from core.observation_open order by 1";

TEST_P(WarehouseContract, AnySequenceOfLoadsIsAsInTheModel) {
  // Each sequence makes a warehouse and up to six generations: five are enough for a day, more in ./dev verify.
  ::setenv("RC_PARAMS", "max_success=5", 0);
  int number = 0;
  const bool held = rc::check("loads", [&] {
    const auto loads = *rc::gen::resize(40, rc::gen::container<std::vector<Load>>(any_load()));
    auto engine = GetParam()(*files_, folder_.path() / ("w" + std::to_string(number++)));
    must(engine->start());
    warehouse_.swap(engine);
    std::map<Key, double> open;
    std::vector<std::string> states;
    for (const auto& one_load : std::span(loads).first(std::min<std::size_t>(loads.size(), 6))) {
      StagedList staged;
      for (const auto& [key, value] : one_load.values) {
        auto staged_value = value_of(key);
        staged_value.value = value;
        staged.add(staged_value);
      }
      for (const auto& key : one_load.deleted) {
        auto staged_value = value_of(key);
        staged_value.deleted = true;
        staged.add(staged_value);
      }
      const auto expected = apply(one_load, open);
      const auto run = load(staged, ungated(one_load.full ? full_load() : MergeOptions{}));
      const auto& rows = run.outcome.rows;
      RC_ASSERT(rows.in_holds());
      RC_ASSERT(rows.out_holds());
      RC_ASSERT(std::tie(rows.inserted, rows.revised, rows.unchanged, rows.deleted, rows.absent, rows.open_before,
                         rows.open_after) == std::tie(expected.inserted, expected.revised, expected.unchanged,
                                                      expected.deleted, expected.absent, expected.open_before,
                                                      expected.open_after));
      states.push_back(text_of(open));
    }
    // Every state that has been can be read again.
    for (std::size_t i = 0; i < states.size(); ++i) {
      std::string text;
      for (const auto& row : read(open_sql, as_of("run:" + std::to_string(i + 1)))) text += *row[0] + "\n";
      RC_ASSERT(text == states[i]);
    }
    expect_unique();
  });
  EXPECT_TRUE(held);
}

}  // namespace

}  // namespace sluss::tests
