#include "core/period.h"

#include <fmt/format.h>

#include <array>

#include "core/shown.h"

namespace sluss::core {
namespace {

struct KindName {
  PeriodKind kind;
  std::string_view name;
};

constexpr std::array<KindName, 10> kinds = {{{PeriodKind::year, "year"},
                                             {PeriodKind::half, "half"},
                                             {PeriodKind::tertial, "tertial"},
                                             {PeriodKind::quarter, "quarter"},
                                             {PeriodKind::month, "month"},
                                             {PeriodKind::week, "week"},
                                             {PeriodKind::year_to_date, "year_to_date"},
                                             {PeriodKind::rolling_three_years, "rolling_three_years"},
                                             {PeriodKind::window, "window"},
                                             {PeriodKind::day, "day"}}};

constexpr int first_year = 1000;
constexpr int last_year = 9999;

/// What the code is divided by to get the year.
int year_divisor(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::year:
    case PeriodKind::rolling_three_years:
      return 1;
    case PeriodKind::half:
    case PeriodKind::tertial:
    case PeriodKind::quarter:
      return 10;
    case PeriodKind::month:
    case PeriodKind::week:
    case PeriodKind::year_to_date:
      return 100;
    case PeriodKind::window:
    case PeriodKind::day:
      return 10000;
  }
  return 1;
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days.at(static_cast<std::size_t>(month - 1));
}

int weeks_in(int year) {
  return iso_week(day_of(year, 12, 28)).week;
}  // 28 December is always in the last week

bool part_exists(PeriodKind kind, int year, int part) {
  switch (kind) {
    case PeriodKind::year:
    case PeriodKind::rolling_three_years:
      return true;
    case PeriodKind::half:
      return part >= 1 && part <= 2;
    case PeriodKind::tertial:
      return part >= 1 && part <= 3;
    case PeriodKind::quarter:
      return part >= 1 && part <= 4;
    case PeriodKind::month:
    case PeriodKind::year_to_date:
      return part >= 1 && part <= 12;
    case PeriodKind::week:
      return part >= 1 && part <= weeks_in(year);
    case PeriodKind::window:
    case PeriodKind::day: {
      const int month = part / 100;
      const int day = part % 100;
      return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
    }
  }
  return false;
}

struct Shape {
  std::string_view pattern;  ///< 'd' is a digit of the code, everything else is literal
  PeriodKind kind;
};

constexpr std::array<Shape, 7> shapes = {{{"dddd", PeriodKind::year},
                                          {"ddddHd", PeriodKind::half},
                                          {"ddddTd", PeriodKind::tertial},
                                          {"ddddQd", PeriodKind::quarter},
                                          {"dddd-dd", PeriodKind::month},
                                          {"dddd-Wdd", PeriodKind::week},
                                          {"dddd-dd-dd", PeriodKind::day}}};

std::optional<std::int32_t> match(std::string_view pattern, std::string_view text) {
  if (pattern.size() != text.size()) return std::nullopt;
  std::int32_t code = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] != 'd') {
      if (pattern[i] != text[i]) return std::nullopt;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    code = code * 10 + (text[i] - '0');
  }
  return code;
}

std::unexpected<Error> unreadable(std::string_view text) {
  return fail(ErrorClass::data, "period.invalid", fmt::format("\"{}\" is not a period", shown(text)),
              "Write for example 2024, 2024H1, 2024T2, 2024Q4, 2024-05, 2024-W23, 2024-01--2024-05, 2022--2024 or "
              "2024-05-31");
}

}  // namespace

std::string_view name_of(PeriodKind kind) {
  return kinds.at(static_cast<std::size_t>(kind) - 1).name;
}

std::optional<PeriodKind> period_kind(std::string_view name) {
  for (const auto& known : kinds) {
    if (known.name == name) return known.kind;
  }
  return std::nullopt;
}

Result<Period> Period::make(PeriodKind kind, std::int32_t code) {
  const int divisor = year_divisor(kind);
  const int year = code / divisor;
  if (year < first_year || year > last_year || !part_exists(kind, year, code % divisor)) {
    return fail(ErrorClass::data, "period.invalid", fmt::format("{} is not a period of kind {}", code, name_of(kind)),
                "See the codes of period kinds in docs/glossary.md");
  }
  return Period(kind, code);
}

Result<Period> Period::parse(std::string_view text) {
  const auto made = [text](PeriodKind kind, std::int32_t code) -> Result<Period> {
    auto period = make(kind, code);
    if (!period) return unreadable(text);
    return period;
  };
  if (const auto dashes = text.find("--"); dashes != std::string_view::npos) {
    const auto from = text.substr(0, dashes);
    const auto to = text.substr(dashes + 2);
    if (const auto first = match("dddd", from), last = match("dddd", to); first && last && *first + 2 == *last) {
      return made(PeriodKind::rolling_three_years, *last);
    }
    if (const auto first = match("dddd-dd", from), last = match("dddd-dd", to);
        first && last && *first == *last / 100 * 100 + 1) {
      return made(PeriodKind::year_to_date, *last);
    }
    return unreadable(text);
  }
  for (const auto& shape : shapes) {
    if (const auto code = match(shape.pattern, text)) return made(shape.kind, *code);
  }
  return unreadable(text);
}

int Period::year() const {
  return code_ / year_divisor(kind_);
}

std::string Period::text() const {
  const int part = code_ % year_divisor(kind_);
  switch (kind_) {
    case PeriodKind::year:
      return fmt::format("{}", code_);
    case PeriodKind::half:
      return fmt::format("{}H{}", year(), part);
    case PeriodKind::tertial:
      return fmt::format("{}T{}", year(), part);
    case PeriodKind::quarter:
      return fmt::format("{}Q{}", year(), part);
    case PeriodKind::month:
      return fmt::format("{}-{:02}", year(), part);
    case PeriodKind::week:
      return fmt::format("{}-W{:02}", year(), part);
    case PeriodKind::year_to_date:
      return fmt::format("{}-01--{}-{:02}", year(), year(), part);
    case PeriodKind::rolling_three_years:
      return fmt::format("{}--{}", code_ - 2, code_);
    case PeriodKind::window:
    case PeriodKind::day:
      return fmt::format("{}-{:02}-{:02}", year(), part / 100, part % 100);
  }
  return {};
}

}  // namespace sluss::core
