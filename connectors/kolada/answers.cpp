#include "connectors/kolada/answers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada {

void Answers::see(Stream stream, const core::Batch& rows) {
  const core::Column& value = rows[data_column::value];
  if (stream != Stream::data && stream != Stream::oudata) return;
  values_ += static_cast<std::int64_t>(value.size() - value.null_count());
  if (stream != Stream::data || waiting_.empty()) return;
  const core::Column& kpi = rows[data_column::kpi];
  const auto deleted = rows[data_column::isdeleted].values<std::uint8_t>();
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (value.is_null(row) || deleted[row] != 0) continue;
    const std::string_view id = kpi.text(row);
    if (id == last_) continue;
    last_ = id;
    if (const auto found = waiting_.find(id); found != waiting_.end()) waiting_.erase(found);
  }
}

std::vector<core::Finding> empty_answers(std::span<const PlannedQuery> planned, std::span<const LoadedQuery> loaded) {
  struct Years {
    std::int64_t empty = 0;
    std::int64_t filled = 0;
  };
  const auto group_of = [](const Query& query) { return std::pair(query.stream, query.years); };
  std::map<std::pair<Stream, std::string>, Years> years;
  std::set<std::string, std::less<>> filled_ids;  ///< with values in some block of years
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    if (!planned[i].from_date.empty()) continue;
    Years& group = years[group_of(loaded[i].query)];
    loaded[i].rows == 0 ? ++group.empty : ++group.filled;
    if (loaded[i].rows != 0) filled_ids.insert(loaded[i].query.ids);
  }
  std::vector<core::Finding> out;
  std::set<std::pair<Stream, std::string>> reported;
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    const Query& query = loaded[i].query;
    if (!planned[i].from_date.empty() || loaded[i].rows != 0) continue;
    const Years& group = years[group_of(query)];
    const bool by_area = query.key.starts_with("data/municipality/");
    core::Finding finding{.code = "kolada.empty_answer",
                          .severity = core::Severity::warning,
                          .subject = query.key,
                          .what = {},
                          .remedy = "Kontrollera på kolada.se om värden saknas, och kör jobbet igen.",
                          .count = 1};
    if (by_area && group.filled > group.empty) {
      finding.severity = core::Severity::error;
      finding.what = "Kolada gav två gånger ett tomt svar för områdena " + query.ids + ", åren " + query.years +
                     ", fast andra områden har värden för samma år.";
    } else {
      if (!reported.insert(group_of(query)).second) continue;
      const bool in_other_years = std::ranges::all_of(loaded, [&](const LoadedQuery& other) {
        return other.rows != 0 || group_of(other.query) != group_of(query) || filled_ids.contains(other.query.ids);
      });
      if (query.stream == Stream::oudata || in_other_years) finding.severity = core::Severity::info;
      finding.count = group.empty;
      finding.what = "Kolada gav två gånger ett tomt svar på " + std::to_string(group.empty) +
                     (group.empty == 1 ? " fråga" : " frågor") +
                     (query.years.empty() ? std::string() : " om åren " + query.years) + ".";
    }
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace sluss::connectors::kolada
