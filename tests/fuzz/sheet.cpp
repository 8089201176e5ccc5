// Any XML either is a sheet whose rows are read to the end, or is refused: the same from whole and from cut bytes. The
// first line is a number format too.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <tuple>

#include "connectors/register/xlsx/sheet_reader.h"
#include "rows.h"

using namespace sluss;
using namespace sluss::connectors::registers;

namespace {

constexpr Limits limits{.columns = 100, .rows = 10'000, .cell_bytes = 1'000};

class Bytes final : public ByteSource {
 public:
  explicit Bytes(std::string_view bytes, std::size_t most = 1 << 16) : left_(bytes), most_(most) {}
  core::Result<std::size_t> read(std::span<char> into) override {
    const auto size = std::min({into.size(), left_.size(), most_});
    std::ranges::copy(left_.substr(0, size), into.begin());
    left_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view left_;
  std::size_t most_;
};

std::shared_ptr<SharedParts> shared_parts() {
  SharedStrings strings(limits);
  for (const auto* text : {"", "kommun", "å"}) fuzz::check(strings.add(text).has_value());
  fuzz::check(strings.finish().has_value());
  constexpr std::string_view styles =
      "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><cellXfs><xf numFmtId='0'/>"
      "<xf numFmtId='14'/><xf numFmtId='20'/><xf numFmtId='22'/><xf numFmtId='46'/></cellXfs></styleSheet>";
  auto formats = NumberFormats::read(std::make_unique<Bytes>(styles), {});
  fuzz::check(formats.has_value());
  return std::make_shared<SharedParts>(std::move(strings), std::move(*formats), false);
}

/// How many rows there are before the end or the error.
std::size_t count_rows(std::string_view xml, std::size_t most) {
  static const auto parts = shared_parts();
  SheetReader reader(std::make_unique<Bytes>(xml, most), parts, limits, {.file = "f", .field = "s"});
  std::size_t rows = 0;
  for (auto row = reader.next(); row && *row; row = reader.next()) ++rows;
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto parts = shared_parts();
  SheetReader reader(std::make_unique<Bytes>(text), parts, limits, {.file = "f", .field = "s"});
  fuzz::check_rows(reader, limits);
  fuzz::check(count_rows(text, 1 << 16) == count_rows(text, 7));
  std::ignore = style_of_format(text.substr(0, text.find('\n')));
  const auto merged = read_merged(std::make_unique<Bytes>(text), {});
  if (!merged) fuzz::check_error(merged.error());
  return 0;
}
