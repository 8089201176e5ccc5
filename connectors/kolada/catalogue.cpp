#include "connectors/kolada/catalogue.h"

namespace sluss::connectors::kolada {

namespace {

std::string text_or_empty(const core::Column& column, std::size_t row) {
  return column.is_null(row) ? std::string() : std::string(column.text(row));
}

template <class T>
const T* find(const std::vector<T>& all, const std::unordered_map<std::string, std::size_t>& numbers,
              std::string_view id) {
  const auto found = numbers.find(std::string(id));
  return found == numbers.end() ? nullptr : &all[found->second];
}

}  // namespace

void Catalogue::add_groups(const core::Batch& rows, std::vector<Group>& groups, Numbers& numbers) {
  const core::Column& ids = rows.column("id");
  const core::Column& titles = rows.column("title");
  const core::Column& members = rows.column("member_id");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const auto [at, fresh] = numbers.emplace(std::string(ids.text(row)), groups.size());
    if (fresh) groups.push_back({.id = at->first, .title = std::string(titles.text(row)), .members = {}});
    if (!members.is_null(row)) groups[at->second].members.emplace_back(members.text(row));
  }
}

void Catalogue::add(Stream stream, const core::Batch& rows) {
  if (stream == Stream::municipality_group) return add_groups(rows, groups_, group_numbers_);
  if (stream == Stream::kpi_group) return add_groups(rows, indicator_groups_, indicator_group_numbers_);
  if (stream == Stream::data || stream == Stream::oudata) return;
  const core::Column& ids = rows.column("id");
  const core::Column& titles = rows.column("title");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::string id(ids.text(row));
    if (stream == Stream::kpi) {
      const core::Column& units = rows.column("has_ou_data");
      if (!indicator_numbers_.emplace(id, indicators_.size()).second) continue;
      indicators_.push_back({.id = std::move(id),
                             .title = std::string(titles.text(row)),
                             .operating_area = text_or_empty(rows.column("operating_area"), row),
                             .has_units = !units.is_null(row) && units.values<std::uint8_t>()[row] != 0});
    } else if (stream == Stream::municipality) {
      if (!area_numbers_.emplace(id, areas_.size()).second) continue;
      areas_.push_back({.id = std::move(id),
                        .title = std::string(titles.text(row)),
                        .type = text_or_empty(rows.column("type"), row)});
    } else {
      units_.push_back({.id = std::move(id), .area = std::string(rows.column("municipality").text(row))});
    }
  }
}

const Indicator* Catalogue::indicator(std::string_view id) const {
  return find(indicators_, indicator_numbers_, id);
}
const Area* Catalogue::area(std::string_view id) const {
  return find(areas_, area_numbers_, id);
}
const Group* Catalogue::group(std::string_view id) const {
  return find(groups_, group_numbers_, id);
}

}  // namespace sluss::connectors::kolada
