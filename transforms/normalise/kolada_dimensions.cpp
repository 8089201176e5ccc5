#include "transforms/normalise/kolada_dimensions.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/ids.h"
#include "core/shown.h"
#include "transforms/normalise/kolada.h"
#include "transforms/normalise/kolada_areas.h"
#include "transforms/normalise/kolada_titles.h"

namespace sluss::transforms::normalise {

namespace {

constexpr std::string_view prefix = "kolada:";
constexpr std::ptrdiff_t findings_most = 20;

std::optional<std::string> text_or_nothing(const core::Column& column, std::size_t row) {
  if (column.is_null(row)) return std::nullopt;
  return std::string(column.text(row));
}
std::string_view text_or_empty(const core::Column& column, std::size_t row) {
  return column.is_null(row) ? std::string_view{} : column.text(row);
}
std::optional<bool> flag(const core::Column& column, std::size_t row) {
  if (column.is_null(row)) return std::nullopt;
  return column.values<std::uint8_t>()[row] != 0;
}

std::string kind_of(std::string_view area) {
  if (area == "SE") return "country";
  if (area.starts_with("region:")) return "region";
  if (area.starts_with("kolada:")) return "group";
  return "municipality";
}

}  // namespace

KoladaDimensions::KoladaDimensions(std::unordered_map<std::string, core::PeriodKind> period_kinds)
    : period_kinds_(std::move(period_kinds)) {}

void KoladaDimensions::unreadable(std::string_view code, std::string_view subject, std::string_view what) {
  // A catalogue gone wrong fills no table: the first twenty of a code are reported, the rest counted on the last of
  // them.
  const auto same = [&](const core::Finding& finding) { return finding.code == code; };
  if (std::ranges::count_if(read_.findings, same) >= findings_most) {
    ++std::ranges::find_if(read_.findings.rbegin(), read_.findings.rend(), same)->count;
    return;
  }
  read_.findings.push_back(
      {.code = std::string(code),
       .severity = core::Severity::warning,
       .subject = std::string(subject),
       .what = std::string(what),
       .remedy = "Raden utelämnas. Se källans svar med sluss lineage, och fråga RKA (kolada.se)."});
}

void KoladaDimensions::kpi(const core::Batch& rows) {
  const auto& ids = rows.column("id");
  const auto& titles = rows.column("title");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const auto id = core::IndicatorId::parse(std::string(prefix) + std::string(ids.text(row)));
    if (!id) {
      unreadable("kolada.unknown_indicator", ids.text(row), "Ett nyckeltals id går inte att tolka.");
      continue;
    }
    core::Indicator out;
    out.id = id->text();
    out.source = "kolada";
    out.title = clean_title(titles.text(row));
    if (const auto text = text_or_nothing(rows.column("description"), row)) out.description = clean_description(*text);
    out.by_gender = flag(rows.column("is_divided_by_gender"), row);
    out.area_type = text_or_nothing(rows.column("municipality_type"), row);
    out.auspice = text_or_nothing(rows.column("auspice"), row);
    out.operating_area = text_or_nothing(rows.column("operating_area"), row);
    out.perspective = text_or_nothing(rows.column("perspective"), row);
    out.has_units = flag(rows.column("has_ou_data"), row);
    out.discontinued = discontinued_year(out.title);
    out.measure = measure_of(out.title);
    publication(out.id, ids.text(row), text_or_empty(rows.column("publ_period"), row),
                text_or_empty(rows.column("prel_publication_date"), row),
                text_or_empty(rows.column("publication_date"), row));
    read_.indicators.push_back(std::move(out));
  }
}

void KoladaDimensions::publication(const std::string& indicator, std::string_view kpi, std::string_view period,
                                   std::string_view preliminary, std::string_view final) {
  if (period.empty() || (preliminary.empty() && final.empty())) return;  // nothing is announced
  const auto refuse = [&](std::string_view text) {
    unreadable("kolada.publication_unreadable", indicator,
               "Publiceringen som Kolada aviserar går inte att tolka: ”" + core::shown(text, 20) + "”.");
  };
  std::int32_t code = 0;
  const auto [end, error] = std::from_chars(period.data(), period.data() + period.size(), code);
  if (error != std::errc{} || end != period.data() + period.size()) return refuse(period);
  const auto kind = period_kinds_.find(std::string(kpi));
  const auto when = core::Period::make(kind == period_kinds_.end() ? core::PeriodKind::year : kind->second, code);
  if (!when) return refuse(period);
  core::Publication out{.indicator = indicator, .period = when->text(), .preliminary = {}, .final = {}};
  for (const auto& [text, day] : {std::pair(preliminary, &out.preliminary), std::pair(final, &out.final)}) {
    if (text.empty()) continue;
    const auto parsed = core::parse_day(text);
    if (!parsed) return refuse(text);
    *day = *parsed;
  }
  read_.publications.push_back(std::move(out));
}

void KoladaDimensions::municipality(const core::Batch& rows) {
  const auto& ids = rows.column("id");
  const auto& titles = rows.column("title");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::string id = area_id_of(ids.text(row));
    if (id.empty()) {
      unreadable("kolada.unknown_area", ids.text(row), "En kommuns eller regions kod går inte att tolka.");
      continue;
    }
    std::string kind = kind_of(id);
    if (kind == "municipality") municipalities_.push_back(id);
    read_.areas.push_back({.id = std::move(id),
                           .kind = std::move(kind),
                           .title = clean_title(titles.text(row)),
                           .source_id = std::string(ids.text(row))});
  }
}

void KoladaDimensions::municipality_group(const core::Batch& rows) {
  const auto& ids = rows.column("id");
  const auto& titles = rows.column("title");
  const auto& members = rows.column("member_id");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const std::string group = area_id_of(ids.text(row));
    if (!group.starts_with(prefix)) {
      unreadable("kolada.unknown_area", ids.text(row), "En kommungrupps id går inte att tolka.");
      continue;
    }
    if (groups_seen_.insert(group).second) {
      read_.areas.push_back({.id = group,
                             .kind = "group",
                             .title = clean_title(titles.text(row)),
                             .source_id = std::string(ids.text(row))});
    }
    if (members.is_null(row)) continue;  // a group without members
    std::string member = area_id_of(members.text(row));
    if (member.empty()) {
      unreadable("kolada.unknown_area", members.text(row), "En medlem i " + group + " går inte att tolka.");
      continue;
    }
    auto title = group_title(titles.text(row));
    read_.area_members.push_back({.group = group,
                                  .member = std::move(member),
                                  .year = title.year,
                                  .theme = std::move(title.theme),
                                  .owner = std::move(title.owner)});
  }
}

void KoladaDimensions::kpi_group(const core::Batch& rows) {
  const auto& ids = rows.column("id");
  const auto& titles = rows.column("title");
  const auto& members = rows.column("member_id");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (members.is_null(row)) continue;
    const auto member = core::IndicatorId::parse(std::string(prefix) + std::string(members.text(row)));
    if (!member) {
      unreadable("kolada.unknown_indicator", members.text(row), "En medlem i en nyckeltalsgrupp går inte att tolka.");
      continue;
    }
    read_.indicator_members.push_back({.group = std::string(prefix) + std::string(ids.text(row)),
                                       .group_title = clean_title(titles.text(row)),
                                       .indicator = member->text()});
  }
}

void KoladaDimensions::ou(const core::Batch& rows) {
  const auto& ids = rows.column("id");
  const auto& titles = rows.column("title");
  const auto& municipalities = rows.column("municipality");
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::string area = area_id_of(municipalities.text(row));
    if (area.empty() || ids.text(row).empty()) {
      unreadable("kolada.unknown_area", ids.text(row), "En enhets id eller kommun går inte att tolka.");
      continue;
    }
    read_.units.push_back({.id = std::string(prefix) + std::string(ids.text(row)),
                           .area = std::move(area),
                           .title = clean_title(titles.text(row))});
  }
}

Dimensions KoladaDimensions::take() {
  if (!municipalities_.empty()) {
    for (const auto& county : counties()) {
      read_.areas.push_back({.id = "county:" + std::string(county.code),
                             .kind = "county",
                             .title = std::string(county.title),
                             .source_id = std::string(county.code)});
    }
    for (auto& municipality : municipalities_) {
      std::string county = county_id_of(municipality);
      read_.area_members.push_back(
          {.group = std::move(county), .member = std::move(municipality), .year = {}, .theme = "län", .owner = {}});
    }
  }
  municipalities_.clear();
  groups_seen_.clear();
  return std::exchange(read_, {});
}

}  // namespace sluss::transforms::normalise
