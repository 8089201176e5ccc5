#include "connectors/register/mapping/words.h"

namespace sluss::connectors::registers {

namespace {

template <class Value>
using Pair = std::pair<std::string_view, Value>;

constexpr std::array<Pair<Layout>, 2> layouts{{{"verified", Layout::verified}, {"assumed", Layout::assumed}}};

constexpr std::array<Pair<FileFormat>, 7> formats{{{"csv", FileFormat::csv},
                                                   {"xlsx", FileFormat::xlsx},
                                                   {"html", FileFormat::html},
                                                   {"json", FileFormat::json},
                                                   {"json-stat", FileFormat::json_stat},
                                                   {"fixed", FileFormat::fixed},
                                                   {"zip", FileFormat::zip}}};

constexpr std::array<Pair<MarkStatus>, 8> mark_statuses{{{"missing", MarkStatus::missing},
                                                         {"suppressed", MarkStatus::suppressed},
                                                         {"not_applicable", MarkStatus::not_applicable},
                                                         {"zero", MarkStatus::zero},
                                                         {"value", MarkStatus::value},
                                                         {"preliminary", MarkStatus::preliminary},
                                                         {"at_least", MarkStatus::at_least},
                                                         {"at_most", MarkStatus::at_most}}};

constexpr std::array<Pair<ColumnType>, 10> column_types{{{"text", ColumnType::text},
                                                         {"integer", ColumnType::integer},
                                                         {"number", ColumnType::number},
                                                         {"percent", ColumnType::percent},
                                                         {"date", ColumnType::date},
                                                         {"period", ColumnType::period},
                                                         {"boolean", ColumnType::boolean},
                                                         {"area", ColumnType::area},
                                                         {"unit", ColumnType::unit},
                                                         {"code", ColumnType::code}}};

std::vector<Pair<core::PeriodKind>> named_period_kinds() {
  std::vector<Pair<core::PeriodKind>> named;
  for (auto kind = core::PeriodKind::year; kind <= core::PeriodKind::day;
       kind = static_cast<core::PeriodKind>(static_cast<std::uint8_t>(kind) + 1))
    named.emplace_back(core::name_of(kind), kind);
  return named;
}

constexpr std::array<Pair<Pattern::Kind>, 14> capture_kinds{{{"text", Pattern::Kind::text},
                                                             {"word", Pattern::Kind::word},
                                                             {"digits", Pattern::Kind::digits},
                                                             {"number", Pattern::Kind::number},
                                                             {"year", Pattern::Kind::year},
                                                             {"yy", Pattern::Kind::yy},
                                                             {"month", Pattern::Kind::month},
                                                             {"day", Pattern::Kind::day},
                                                             {"quarter", Pattern::Kind::quarter},
                                                             {"tertial", Pattern::Kind::tertial},
                                                             {"half", Pattern::Kind::half},
                                                             {"date", Pattern::Kind::date},
                                                             {"code2", Pattern::Kind::code2},
                                                             {"code4", Pattern::Kind::code4}}};

constexpr std::array<std::string_view, 7> levels{"rike", "län", "region", "kommun", "stadsdel", "enhet", "okänd"};

}  // namespace

template <>
WordTable<Layout> words_of<Layout>() {
  return layouts;
}
template <>
WordTable<FileFormat> words_of<FileFormat>() {
  return formats;
}
template <>
WordTable<MarkStatus> words_of<MarkStatus>() {
  return mark_statuses;
}
template <>
WordTable<ColumnType> words_of<ColumnType>() {
  return column_types;
}
template <>
WordTable<core::PeriodKind> words_of<core::PeriodKind>() {
  static const auto named = named_period_kinds();
  return named;
}
template <>
WordTable<Pattern::Kind> words_of<Pattern::Kind>() {
  return capture_kinds;
}

std::span<const std::string_view> level_words() {
  return levels;
}

bool is_plain_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= 60 && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string remedy_of(std::string_view word, std::span<const std::string> words) {
  const auto nearest = nearest_of(word, words);
  if (!nearest.empty()) return "Did you mean " + nearest + "?";
  if (words.empty()) return "Remove it";
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    list += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return "Write " + list;
}

}  // namespace sluss::connectors::registers
