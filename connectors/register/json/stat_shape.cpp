#include "connectors/register/json/stat_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers::json {
namespace {

core::Result<StatDimension> dimension_of(const std::string& id, std::int64_t size, StatDraft& draft,
                                         const std::filesystem::path& path) {
  const auto wrong = [&](std::string what) {
    return stat_error("json_stat.dimension", fmt::format("the dimension \"{}\" {}", shown(id), what), path);
  };
  const auto found = draft.dimensions.find(id);
  if (found == draft.dimensions.end()) return wrong("is not described");
  auto& [positions, labels] = found->second;
  // Where there is one category, its label may be all that there is.
  if (positions.empty() && labels.size() == 1) positions.emplace(labels.begin()->first, 0);
  if (static_cast<std::int64_t>(positions.size()) != size)
    return wrong(fmt::format("has {} categories where its size is {}", positions.size(), size));
  StatDimension dimension{.id = id, .categories = std::vector<StatCategory>(positions.size())};
  std::vector<bool> taken(positions.size());
  for (const auto& [code, position] : positions) {
    if (position < 0 || position >= size) return wrong(fmt::format("has a category at {} of {}", position, size));
    const auto at = static_cast<std::size_t>(position);
    if (taken[at]) return wrong(fmt::format("has two categories at {}", position));
    taken[at] = true;
    auto& category = dimension.categories[at];
    category.code = code;
    if (const auto label = labels.find(code); label != labels.end()) category.label = std::move(label->second);
  }
  return dimension;
}

/// The product of the sizes. An overflow is a limit too: servers have one that passes for a small number.
core::Result<std::int64_t> cells_of(const StatDraft& draft, const std::filesystem::path& path, const Limits& limits) {
  std::int64_t cells = 1;
  bool overflow = false;
  for (const auto size : draft.sizes) {
    if (size < 0) return stat_error("json_stat.dimension", "a dimension's size is below 0", path);
    overflow |= __builtin_mul_overflow(cells, size, &cells);
  }
  if (std::ranges::find(draft.sizes, 0) != draft.sizes.end()) return 0;
  if (overflow || cells > limits.rows)
    return over_limit(fmt::format("the dataset has more than {} cells", limits.rows), {.file = path.string()});
  return cells;
}

core::Result<> check_series(const StatSeries& series, std::string_view name, std::int64_t cells,
                            const std::filesystem::path& path) {
  if (series.form != StatSeries::Form::array || series.count == cells) return {};
  if (series.count == 1 && name == "status") return {};
  auto what = fmt::format("`{}` has {} elements where the dimensions make {}", name, series.count, cells);
  if (series.count > 0 || name != "value") return stat_error("json_stat.cells", std::move(what), path);
  return stat_error("json_stat.cells", std::move(what), path,
                    "It is a description without values (PxWeb's metadata): fetch the table's data.");
}

std::string words_of(const StatDraft& draft, std::int64_t cells) {
  std::string words = "json-stat2, dimensioner ";
  for (std::size_t i = 0; i < draft.ids.size(); ++i)
    words += fmt::format("{}{} ({})", i == 0 ? "" : ", ", draft.ids[i], draft.sizes[i]);
  words += fmt::format(", {} celler", cells);
  const auto add = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) words += fmt::format("; {}: {}", name, text);
  };
  add("titel", draft.label);
  add("källa", draft.source);
  add("uppdaterad", draft.updated);
  for (const auto& [role, ids] : draft.roles) {
    const auto name = role == "time" ? "tid" : role == "geo" ? "område" : role == "metric" ? "mått" : role;
    add(name, fmt::format("{}", fmt::join(ids, ", ")));
  }
  for (const auto& note : draft.notes) add("not", note);
  return core::one_line(words);
}

core::Result<> check_class(const StatDraft& draft, const std::filesystem::path& path) {
  if (draft.of_class == "dataset" && draft.version.starts_with("2.")) return {};
  if (draft.of_class.empty() && draft.version.empty()) {
    return stat_error("json_stat.class", "it is no json-stat2 dataset: it has neither a class nor a version", path,
                      "Fetch it with outputFormat=json-stat2.");
  }
  return stat_error("json_stat.class",
                    fmt::format("it is json-stat of class \"{}\" and version \"{}\"; a dataset of version 2 is read",
                                shown(draft.of_class), shown(draft.version)),
                    path, "Fetch it with outputFormat=json-stat2; of a collection, fetch the datasets.");
}

}  // namespace

std::unexpected<core::Error> stat_error(std::string_view code, std::string what, const std::filesystem::path& path,
                                        std::string remedy) {
  return core::fail(core::ErrorClass::data, code, std::move(what), std::move(remedy), {.file = path.string()});
}

core::Result<StatShape> shape_of(StatDraft draft, const std::filesystem::path& path, const Limits& limits) {
  SLUSS_TRY(check_class(draft, path));
  if (draft.ids.empty() || draft.ids.size() != draft.sizes.size()) {
    return stat_error("json_stat.dimension",
                      fmt::format("it has {} dimensions and {} sizes", draft.ids.size(), draft.sizes.size()), path);
  }
  if (std::set<std::string>(draft.ids.begin(), draft.ids.end()).size() != draft.ids.size())
    return stat_error("json_stat.dimension", "`id` has a dimension twice", path);
  if (2 * static_cast<std::int64_t>(draft.ids.size()) + 2 > limits.columns)
    return over_limit(fmt::format("the dataset needs more than {} columns", limits.columns), {.file = path.string()});
  StatShape shape{.cells = SLUSS_TRY(cells_of(draft, path, limits))};
  for (std::size_t i = 0; i < draft.ids.size(); ++i)
    shape.dimensions.push_back(SLUSS_TRY(dimension_of(draft.ids[i], draft.sizes[i], draft, path)));
  if (draft.values.form == StatSeries::Form::none) return stat_error("json_stat.cells", "it has no `value`", path);
  SLUSS_TRY(check_series(draft.values, "value", shape.cells, path));
  SLUSS_TRY(check_series(draft.statuses, "status", shape.cells, path));
  shape.recognised = words_of(draft, shape.cells);
  shape.values = std::move(draft.values);
  shape.statuses = std::move(draft.statuses);
  return shape;
}

}  // namespace sluss::connectors::registers::json
