// Which dialect a text has: each that it may be reads the first rows, and the one that makes the best table of them
// wins.

#include "connectors/register/csv/dialect.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/csv/scanner.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::string_view delimiters = ";,\t|";
constexpr std::size_t rows_looked_at = 400;

/// The first rows by one dialect.
struct Trial {
  std::map<std::size_t, std::size_t> rows_of_width;
  std::map<std::size_t, double> plain_of_width;  ///< the sum of plainness() of their cells
  std::size_t rows = 0;                          ///< blank ones aside
  std::size_t quoted = 0;
  std::size_t flawed = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// How likely it is that a cell is a whole one, 0 to 1: less with what delimits cells in other dialects, and where it
/// begins with a blank, as what follows a comma in prose.
double plainness(std::string_view text) {
  constexpr double doubtful = 0.5;
  if (text.find_first_of(";\t") != std::string_view::npos) return 0;
  if (text.contains('"') || text.contains('|') || text.starts_with(' ')) return doubtful;
  for (auto comma = text.find(','); comma != std::string_view::npos; comma = text.find(',', comma + 1)) {
    const char before = comma > 0 ? text[comma - 1] : ' ', after = comma + 1 < text.size() ? text[comma + 1] : ' ';
    const bool decimal = is_digit(before) && is_digit(after);
    if (!decimal && after != ' ') return doubtful;
  }
  return 1;
}

/// A copy of the sample with room for the scanner, which changes it.
std::string with_padding(std::string_view sample) {
  std::string copy(sample);
  copy.append(scanner_padding, '\0');
  return copy;
}

Trial trial(std::string_view sample, bool whole, const Dialect& dialect) {
  Trial trial;
  auto copy = with_padding(sample);
  Scanner scanner(dialect, {});
  scanner.feed(std::span(copy).first(sample.size()), whole);
  while (trial.rows < rows_looked_at && scanner.next() == ScanStep::row) {
    const auto cells = scanner.cells();
    if (cells.empty()) continue;
    ++trial.rows;
    if (scanner.flawed()) ++trial.flawed;
    ++trial.rows_of_width[cells.size()];
    auto& plain = trial.plain_of_width[cells.size()];
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool quoted = scanner.quoted(i);
      trial.quoted += quoted ? 1 : 0;
      plain += quoted ? 1 : plainness(cells[i].text);
    }
  }
  return trial;
}

/// How good a table the rows are: the share of rows that have the width which most have, one cell aside; more where
/// that is many; times how plain their cells are.
double score(const Trial& trial) {
  double best = 0;
  for (const auto& [width, rows] : trial.rows_of_width) {
    if (width < 2) continue;
    const auto columns = static_cast<double>(width), count = static_cast<double>(rows);
    const auto share = count / static_cast<double>(trial.rows),
               plain = trial.plain_of_width.at(width) / count / columns;
    best = std::max(best, share * (columns - 1) / columns * plain);
  }
  return best;
}

/// What spreadsheets write to say it: a first line "sep=;".
std::string named_delimiter(std::string_view sample) {
  constexpr std::string_view word = "sep=";
  if (core::lower(sample.substr(0, word.size())) != word) return {};
  const auto line = sample.substr(word.size(), sample.find_first_of("\r\n") - word.size());
  if (line.empty() || core::letter_at(line, 0) != line.size() || line == "\"") return {};
  return std::string(line);
}

std::string best_delimiter(std::string_view sample, bool whole, char quote) {
  if (auto named = named_delimiter(sample); !named.empty()) return named;
  std::string best = ";";
  double highest = 0;
  for (const char delimiter : delimiters) {
    const auto points = score(trial(sample, whole, {.delimiter = {delimiter}, .quote = quote}));
    if (points > highest) {
      highest = points;
      best = delimiter;
    }
  }
  return best;
}

char best_quote(std::string_view sample, bool whole, const std::string& delimiter) {
  const auto doubled = trial(sample, whole, {.delimiter = delimiter, .quote = '"'});
  const auto single = trial(sample, whole, {.delimiter = delimiter, .quote = '\''});
  return single.quoted > doubled.quoted && single.flawed == 0 ? '\'' : '"';
}

/// What to try, and whether it is whole: a sample within one row is read as if it were. Else the scanner leaves out
/// the row that the sample's end cuts.
std::pair<std::string_view, bool> of_rows(std::string_view sample, bool whole) {
  if (whole || sample.find_first_of("\r\n") != std::string_view::npos) return {sample, whole};
  return {sample, true};
}

}  // namespace

Dialect recognise_dialect(std::string_view sample, bool whole, const CsvOptions& options) {
  const auto [text, all] = of_rows(sample, whole);
  Dialect dialect;
  if (options.quote) dialect.quote = options.quote->empty() ? '\0' : options.quote->front();
  dialect.delimiter = options.delimiter.empty() ? best_delimiter(text, all, dialect.quote) : options.delimiter;
  if (options.quote) return dialect;
  dialect.quote = best_quote(text, all, dialect.delimiter);
  if (options.delimiter.empty() && dialect.quote != '"') dialect.delimiter = best_delimiter(text, all, dialect.quote);
  return dialect;
}

Dialect recognise_dialect(std::string_view sample, bool whole) {
  return recognise_dialect(sample, whole, {});
}

}  // namespace sluss::connectors::registers
