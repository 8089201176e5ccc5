#include "daemon/serve/notify/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/swedish_number.h"
#include "core/swedish_words.h"
#include "core/text.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::notify {
namespace {

using swedish::capitalised;
using swedish::counted;
using swedish::Gender;
using swedish::number_word;

constexpr std::size_t rows_most = 30;
constexpr std::size_t files_most = 20;
constexpr std::size_t released_most = 3;
constexpr std::size_t name_width = 40;
constexpr std::size_t title_most = 160;
/// Of a place among others: 1 is the first, and fewer is better.
constexpr std::string_view place_measure = "placering";

using Row = std::array<std::string, 5>;

std::string local_id(std::string_view indicator) {
  return std::string(indicator.substr(indicator.find(':') + 1));
}

std::string shown(std::optional<double> value, core::Bound bound, const Figure& figure) {
  if (!value) return "–";
  const auto number = core::with_bound(bound, core::swedish_number(*value, figure.decimals, core::NumberStyle::spaced));
  return figure.measure.empty() ? number : fmt::format("{}\u00A0{}", number, safe_text(figure.measure, 20));
}

/// A text in lines of at most so many places, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t most) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    if (!lines.back().empty() && core::width_of(lines.back()) + 1 + core::width_of(word) > most) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    at = end + 1;
  }
  return lines;
}

std::string spaces(std::size_t count) {
  std::string spaces(count, ' ');
  return spaces;
}

/// The first column to the left and wrapped, the second to the left, numbers to the right.
std::vector<std::string> table(const std::vector<Row>& rows) {
  std::array<std::size_t, 5> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 1; i < row.size(); ++i) widths[i] = std::max(widths[i], core::width_of(row[i]));
  for (const auto& row : rows)
    for (const auto& line : wrapped(row[0], name_width)) widths[0] = std::max(widths[0], core::width_of(line));
  std::vector<std::string> lines;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto names = wrapped(rows[r][0], name_width);
    auto line = "  " + names[0] + spaces(widths[0] - std::min(widths[0], core::width_of(names[0])));
    line += "  " + rows[r][1] + spaces(widths[1] - core::width_of(rows[r][1]));
    for (std::size_t i = 2; i < rows[r].size(); ++i)
      line += "  " + spaces(widths[i] - core::width_of(rows[r][i])) + rows[r][i];
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
    for (std::size_t i = 1; i < names.size(); ++i) lines.push_back("  " + names[i]);
    if (r == 0) {
      std::string rule;
      for (std::size_t i = 0; i < widths[0] + widths[1] + widths[2] + widths[3] + widths[4] + 8; ++i) rule += "─";
      lines.push_back("  " + rule);
    }
  }
  return lines;
}

void add_table(std::vector<std::string>& lines, const NewFigures& run, bool revised) {
  std::vector<Row> rows;
  if (revised) {
    rows.push_back({"Reviderade värden", "Period", "Nu", "Förut", "Ändring"});
  } else {
    rows.push_back({"Nya värden", "Period", "Värde", "Perioden före", "Förändring"});
  }
  std::int64_t left = 0;
  for (const auto& figure : run.figures) {
    if (figure.revised != revised) continue;
    if (rows.size() > rows_most) {
      ++left;
      continue;
    }
    rows.push_back(
        {fmt::format("{} ({})", safe_text(figure.title, title_most), safe_text(local_id(figure.indicator), 40)),
         safe_text(figure.period, 20),
         figure.value ? shown(figure.value, figure.bound, figure)
                      : safe_text(figure.status.empty() ? core::swedish_status::missing : figure.status, 30),
         shown(figure.before, figure.before_bound, figure), change_of(figure)});
  }
  if (rows.size() == 1) return;
  lines.emplace_back();
  std::ranges::move(table(rows), std::back_inserter(lines));
  if (left > 0) lines.push_back(fmt::format("  … och {} till.", number_word(left, Gender::neuter)));
}

/// "Det var 132 uppgifter: 72 ur körning 2 och 60 ur körning 4." Empty: they are not known.
std::string released_rows_sentence(const NewFigures& run) {
  std::int64_t all = 0;
  std::vector<std::string> parts;
  for (const auto& one : run.released_rows) {
    all += one.rows;
    parts.push_back(fmt::format("{} ur körning {}", core::swedish_integer(one.rows), one.run));
  }
  if (all == 0) return {};
  return fmt::format("Det var {}: {}.", counted(all, Gender::common, "uppgift", "uppgifter"), swedish::listed(parts));
}

}  // namespace

std::string change_of(const Figure& figure) {
  if (!figure.value || !figure.before) return {};
  if (figure.bound != core::Bound::exact || figure.before_bound != core::Bound::exact) return {};
  const double change = *figure.value - *figure.before;
  const auto number = core::swedish_number(change, figure.decimals, core::NumberStyle::spaced);
  if (number.find_first_of("123456789") == std::string::npos) return "oförändrat";
  if (figure.measure == place_measure)
    return core::swedish_number(std::abs(change), figure.decimals, core::NumberStyle::spaced) +
           (change < 0 ? " bättre" : " sämre");
  return change > 0 ? "+" + number : number;
}

std::string figures_sentence(std::span<const NewFigures* const> runs) {
  std::set<std::string> fresh;
  std::set<std::string> revised;
  std::int64_t fresh_values = 0;
  std::int64_t removed = 0;
  bool only_one = true;
  for (const auto* run : runs) {
    only_one = only_one && run->selected == 1;
    removed += run->removed;
    for (const auto& figure : run->figures) {
      (figure.revised ? revised : fresh).insert(figure.indicator);
      if (!figure.revised) ++fresh_values;
    }
  }
  only_one = only_one && runs.size() == 1;
  const auto of_yours = [&](std::size_t count) {
    return only_one ? std::string("ert nyckeltal")
                    : number_word(static_cast<std::int64_t>(count), Gender::neuter) + " av era nyckeltal";
  };
  if (fresh.empty() && revised.empty())
    return removed == 0 ? "inga värden har ändrats"
                        : counted(removed, Gender::neuter, "värde", "värden") + " har tagits bort av källan";
  if (fresh.empty()) return of_yours(revised.size()) + " har reviderats";
  auto sentence = of_yours(fresh.size()) + (fresh_values == 1 ? " har fått ett nytt värde" : " har fått nya värden");
  if (!revised.empty())
    sentence += only_one ? " och har reviderats"
                         : fmt::format(", {} har reviderats",
                                       number_word(static_cast<std::int64_t>(revised.size()), Gender::neuter));
  return sentence;
}

std::string released_sentence(const NewFigures& run) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(run.released.size(), released_most); ++i)
    names.push_back(safe_text(run.released[i], 100));
  const auto left = run.released.size() - names.size();
  if (left > 0) names.push_back(number_word(static_cast<std::int64_t>(left), Gender::common) + " till");
  return (names.size() == 1 ? "filen " : "filerna ") + swedish::listed(names) + " har släppts igenom";
}

std::vector<std::string> figures_lines(const NewFigures& run) {
  std::vector<std::string> lines;
  const auto when = core::swedish_text(run.recorded_at);
  if (run.released.empty())
    lines.push_back(fmt::format("Hämtat {} av jobbet {}, körning {}.", when, safe_text(run.job, 100), run.run));
  else
    lines.push_back(fmt::format("{} {}: jobbet {}, körning {}.", capitalised(released_sentence(run)), when,
                                safe_text(run.job, 100), run.run));
  if (auto rows = run.released.empty() ? std::string() : released_rows_sentence(run); !rows.empty())
    lines.push_back(std::move(rows));
  if (run.removed > 0)
    lines.push_back(capitalised(counted(run.removed, Gender::neuter, "värde", "värden")) +
                    " har tagits bort av källan.");
  add_table(lines, run, false);
  add_table(lines, run, true);
  if (!run.attribution.empty() && !run.figures.empty()) {
    lines.emplace_back();
    lines.push_back(safe_text(run.attribution, 200) + ". Förändringarna är uträknade av Sluss.");
  }
  if (run.files.empty()) return lines;
  lines.emplace_back();
  lines.emplace_back(run.files.size() == 1 ? "Filen finns här:" : "Filerna finns här:");
  for (std::size_t i = 0; i < std::min(run.files.size(), files_most); ++i)
    lines.push_back("  " + safe_text(run.files[i], 400));
  if (run.files.size() > files_most)
    lines.push_back(fmt::format("  … och {} till.",
                                number_word(static_cast<std::int64_t>(run.files.size() - files_most), Gender::common)));
  return lines;
}

}  // namespace sluss::daemon::notify
