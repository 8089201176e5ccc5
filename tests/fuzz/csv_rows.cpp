// Any bytes, by any dialect, in pieces of any size: the rows that a plain reader finds byte by byte; cells that are
// quoted again are read again; and as a file, in whatever encoding it seems to be, rows and at most one error. The
// first byte is the dialect, the second the size of the pieces.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "connectors/register/csv/csv.h"
#include "connectors/register/csv/fixed_width.h"
#include "connectors/register/csv/scanner.h"
#include "connectors/register/text/utf8.h"
#include "core/descriptor.h"
#include "core/text.h"
#include "tests/tools/plain_csv.h"

using namespace sluss;
using namespace sluss::connectors::registers;
using sluss::fuzz::check;
using sluss::tests::PlainRow;

namespace {

const auto dialects = std::to_array<Dialect>(
    {{";", '"'}, {",", '\''}, {"||", '"'}, {"\t", '\0'}, {"", '\0'}, {"aab", '"'}, {"åä", '\''}, {"", '"'}});

PlainRow plain_row(std::span<const Cell> cells, std::int64_t line, bool flawed) {
  PlainRow row{.line = line, .flawed = flawed};
  for (const auto& cell : cells) row.cells.push_back(cell.kind == CellKind::empty ? "-" : "=" + std::string(cell.text));
  return row;
}

std::vector<PlainRow> scanned(std::string_view text, const Dialect& dialect, std::size_t piece) {
  Scanner scanner(dialect, {});
  std::vector<PlainRow> rows;
  std::string block;
  std::int64_t line = 1;
  std::size_t given = 0;
  scanner.feed({}, text.empty());
  for (;;) {
    const auto step = scanner.next();
    if (step == ScanStep::more) {
      std::string next(scanner.rest().begin(), scanner.rest().end());
      const auto taken = std::max(piece, next.size());
      next += text.substr(given, taken);
      given = std::min(text.size(), given + taken);
      const auto size = next.size();
      next.append(scanner_padding, ';');
      block = std::move(next);
      scanner.feed(std::span(block).first(size), given == text.size());
      continue;
    }
    if (step != ScanStep::row) return rows;
    rows.push_back(plain_row(scanner.cells(), line, scanner.flawed()));
    line += scanner.lines();
  }
}

/// All cells in quotes but empty ones, as they would be written.
std::string written(const std::vector<PlainRow>& rows, const Dialect& dialect) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) text += dialect.delimiter;
      if (row.cells[i] != "-") text += tests::in_quotes(std::string_view(row.cells[i]).substr(1), dialect.quote);
    }
    text += "\n";
  }
  return text;
}

void check_rows(std::string_view text, const Dialect& dialect, std::size_t piece) {
  const auto rows = scanned(text, dialect, piece);
  check(rows == tests::PlainCsv(text, dialect).rows());
  const Dialect quoting{.delimiter = dialect.delimiter.empty() ? ";" : dialect.delimiter,
                        .quote = dialect.quote == '\0' ? '"' : dialect.quote};
  const auto again = scanned(written(rows, quoting), quoting, piece);
  check(again.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) check(!again[i].flawed && again[i].cells == rows[i].cells);
}

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : file_(::memfd_create("csv", MFD_CLOEXEC)) {
    check(::write(file_.number(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }

 private:
  core::Descriptor file_;
};

/// Its rows, until its end or an error.
std::vector<PlainRow> rows_of(core::Result<std::unique_ptr<Document>> document) {
  std::vector<PlainRow> rows;
  const auto known = [](const core::Error& error) {
    check(core::is_well_formed(error.what) && !error.remedy.empty());
    check(error.code.starts_with("encoding.") || error.code == "register.limit" || error.code == "csv.open_quote");
  };
  if (!document) return known(document.error()), rows;
  check(core::is_well_formed((*document)->recognised()));
  const auto reader = (*document)->open(0);
  check(reader.has_value());
  for (;;) {
    const auto row = (*reader)->next();
    if (!row) known(row.error());
    if (!row || !*row) return rows;
    check(rows.empty() || (*row)->number > rows.back().line);
    for (const auto& cell : (*row)->cells) check(is_utf8(cell.text));
    rows.push_back(plain_row((*row)->cells, (*row)->number, !(*row)->flaw.empty()));
  }
}

void check_file(std::string_view bytes) {
  const MemoryFile file(bytes);
  check(rows_of(open_csv(file.path(), {}, {})).size() <= bytes.size());
  const Limits tight{.columns = 3, .rows = 5, .cell_bytes = 8};
  for (const auto& row : rows_of(open_csv(file.path(), {}, tight))) {
    check(row.cells.size() <= 3);
    for (const auto& cell : row.cells) check(cell.size() <= 9);
  }
  // Whatever the widths, the cells of a line are the line.
  if (!is_utf8(bytes) || bytes.starts_with("\xEF\xBB\xBF")) return;
  const auto lines = tests::PlainCsv(bytes, {.delimiter = "", .quote = '\0'}).rows();
  const auto cut = rows_of(open_fixed_width(file.path(), {.encoding = Encoding::utf8, .widths = {1, 3, 2}}, {}));
  check(cut.size() == lines.size());
  for (std::size_t i = 0; i < cut.size(); ++i) {
    std::string line;
    for (const auto& cell : cut[i].cells) line += cell.substr(1);
    check(cut[i].line == lines[i].line && line == (lines[i].cells.empty() ? "" : lines[i].cells[0].substr(1)));
  }
}

}  // namespace

/// What is looked at of an input. Each is scanned, read byte by byte, written with quotes, scanned and read again, and
/// opened as a file three times: a megabyte, which libFuzzer tries where nobody gives it -max_len (a corpus of others,
/// one input by hand), takes seconds, and a campaign would be spent on a few inputs. Each rule is about a few bytes
/// beside one another; where blocks end, `scanned` tries any size, and unit tests cross the reader's 256 KiB.
constexpr std::size_t most_bytes = 20'000;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, std::min(size - 2, most_bytes));
  check_rows(bytes, dialects[data[0] % dialects.size()], std::max<std::size_t>(data[1], 1));
  check_file(bytes);
  return 0;
}
