#include "daemon/serve/pages/notices.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluss::daemon::pages {
namespace {

constexpr std::string_view before_years = " om åren ";
constexpr std::string_view before_questions = " på ";
constexpr std::string_view dash = "–";

using Years = std::pair<int, int>;  ///< first and last

/// "Källan gav ett tomt svar på 3 frågor om åren 1970–1994."
struct YearsFinding {
  std::string beginning;  ///< "Källan gav ett tomt svar"
  std::int64_t questions = 0;
  std::vector<Years> years;
};

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return all ? std::optional(value) : std::nullopt;
}

std::optional<Years> years_in(std::string_view text) {
  const auto at = text.find(dash);
  const auto first = whole<int>(text.substr(0, at));
  const auto last = at == std::string_view::npos ? first : whole<int>(text.substr(at + dash.size()));
  return first && last && *first <= *last ? std::optional(Years(*first, *last)) : std::nullopt;
}

std::optional<YearsFinding> parsed(std::string_view what) {
  const auto years_at = what.rfind(before_years);
  if (years_at == std::string_view::npos || !what.ends_with('.')) return std::nullopt;
  auto years = what.substr(years_at + before_years.size());
  years.remove_suffix(1);
  const auto questions_at = what.rfind(before_questions, years_at);
  if (questions_at == std::string_view::npos) return std::nullopt;
  const auto begin = questions_at + before_questions.size();
  const auto questions = what.substr(begin, years_at - begin);
  const auto count = whole<std::int64_t>(questions.substr(0, questions.find(' ')));
  const bool counted = questions.ends_with(" fråga") || questions.ends_with(" frågor");
  const auto found = years_in(years);
  if (!count || !counted || !found) return std::nullopt;
  return YearsFinding{std::string(what.substr(0, questions_at)), *count, {*found}};
}

std::string years_text(std::vector<Years> years) {
  std::ranges::sort(years);
  std::vector<Years> ranges;
  for (const auto& one : years) {
    if (!ranges.empty() && one.first <= ranges.back().second + 1)
      ranges.back().second = std::max(ranges.back().second, one.second);
    else
      ranges.push_back(one);
  }
  std::string text;
  for (const auto& [first, last] : ranges) {
    text += (text.empty() ? "" : ", ") + std::to_string(first);
    if (last != first) text += std::string(dash) + std::to_string(last);
  }
  return text;
}

std::string text_of(const YearsFinding& finding) {
  return finding.beginning + std::string(before_questions) + std::to_string(finding.questions) +
         (finding.questions == 1 ? " fråga" : " frågor") + std::string(before_years) + years_text(finding.years) + ".";
}

/// As far as whole steps of a path go: "data/kpi/N1/year/1970" and "data/kpi/N1/year/1995" begin with
/// "data/kpi/N1/year".
std::string common_beginning(const std::string& one, const std::string& other) {
  if (one == other) return one;
  const auto differs = std::ranges::mismatch(one, other).in1;
  const std::string same(one.begin(), differs);
  if (same == one && other[same.size()] == '/') return same;
  const auto at = same.rfind('/');
  return at == std::string::npos ? std::string() : same.substr(0, at);
}

struct JoinedFinding {
  std::size_t place = 0;  ///< in the list that is given back
  YearsFinding parts;
};

}  // namespace

std::vector<core::Finding> with_years_joined(const std::vector<core::Finding>& findings) {
  std::vector<core::Finding> list;
  std::vector<JoinedFinding> joined;
  for (const auto& finding : findings) {
    auto parts = parsed(finding.what);
    const auto same = std::ranges::find_if(joined, [&](const JoinedFinding& other) {
      const auto& known = list[other.place];
      return parts && parts->beginning == other.parts.beginning && known.code == finding.code &&
             known.severity == finding.severity && known.remedy == finding.remedy;
    });
    if (same == joined.end()) {
      if (parts) joined.push_back({list.size(), *std::move(parts)});
      list.push_back(finding);
      continue;
    }
    auto& known = list[same->place];
    same->parts.questions += parts->questions;
    same->parts.years.push_back(parts->years.front());
    known.what = text_of(same->parts);
    known.count += finding.count;
    known.subject = common_beginning(known.subject, finding.subject);
  }
  return list;
}

}  // namespace sluss::daemon::pages
