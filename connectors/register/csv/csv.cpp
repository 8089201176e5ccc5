#include "connectors/register/csv/csv.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "connectors/register/csv/dialect.h"
#include "connectors/register/csv/rows.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t sample_bytes = 256 << 10;

class CsvReader final : public RowReader {
 public:
  explicit CsvReader(TextRows rows) : rows_(std::move(rows)) {}
  [[nodiscard]] core::Result<std::optional<Row>> next() override { return rows_.next(); }

 private:
  TextRows rows_;
};

std::unexpected<core::Error> refused(std::string what, std::string remedy) {
  return core::fail(core::ErrorClass::config, "csv.dialect", std::move(what), std::move(remedy));
}

bool is_sign(char c) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return c > ' ' && c < '\x7F' && !letters.contains(c);
}

core::Result<> check(const CsvOptions& options) {
  using namespace std::string_view_literals;
  constexpr std::size_t longest = 4;
  const auto& delimiter = options.delimiter;
  if (!core::is_well_formed(delimiter) || core::width_of(delimiter) > longest)
    return refused("the delimiter is longer than 4 letters", "Name the letters between two cells.");
  if (delimiter.find_first_of("\r\n\0"sv) != std::string::npos)
    return refused("the delimiter has a line end or a NUL in it", "Name the letters between two cells.");
  if (!options.quote && delimiter.find_first_of("\"'") != std::string::npos)
    return refused("the delimiter has a quote in it", "Set quote too, to nothing if cells are not quoted.");
  if (!options.quote || options.quote->empty()) return {};
  if (options.quote->size() > 1 || !is_sign(options.quote->front()))
    return refused("the quote is not one sign of ASCII", "Use \" or ', or nothing for none.");
  if (delimiter.contains(*options.quote))
    return refused("the delimiter has the quote in it", "Set quote to nothing if cells are not quoted.");
  return {};
}

std::string words_of_delimiter(std::string_view delimiter) {
  if (delimiter == ";") return "semikolon";
  if (delimiter == ",") return "komma";
  if (delimiter == "\t") return "tabb";
  if (delimiter == "|") return "lodstreck";
  if (delimiter == " ") return "blanksteg";
  return fmt::format("avgränsare {}", core::one_line(delimiter));
}

std::string words_of_quote(char quote) {
  if (quote == '"') return "citattecken";
  if (quote == '\'') return "apostrofer";
  return quote == '\0' ? "inga citattecken" : fmt::format("citattecken {}", quote);
}

}  // namespace

core::Result<std::unique_ptr<Document>> open_csv(const std::filesystem::path& path, const CsvOptions& options,
                                                 const Limits& limits) {
  SLUSS_TRY(check(options));
  auto file = SLUSS_TRY(TextFile::open(path, options.encoding));
  std::string sample(sample_bytes, '\0');
  // Bytes that are no letters are reported by the reader, after the rows before them.
  const auto size = file.read(sample).value_or(0);
  sample.resize(size);
  std::string more(sample_bytes, '\0');
  const bool whole = file.read(more).value_or(0) == 0;
  const auto dialect = recognise_dialect(sample, whole, options);
  const auto read = [dialect, limits](const std::filesystem::path& from,
                                      TextFile text) -> core::Result<std::unique_ptr<RowReader>> {
    return std::make_unique<CsvReader>(TextRows(from, std::move(text), dialect, limits));
  };
  return std::make_unique<TextDocument<decltype(read)>>(
      path, file.encoding(),
      fmt::format("CSV, {}, {}, {}", words_of_encoding(file), words_of_delimiter(dialect.delimiter),
                  words_of_quote(dialect.quote)),
      read);
}

}  // namespace sluss::connectors::registers
