// The scanner against a reader that looks at one byte after the other, over texts made of the bytes that matter.

#include "connectors/register/csv/scanner.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/tools/plain_csv.h"

namespace sluss::connectors::registers {
namespace {

using tests::PlainCsv;
using tests::PlainRow;

std::uint64_t marks_by_byte(const char* block, MarkBytes bytes) {
  std::uint64_t marks = 0;
  for (unsigned i = 0; i < marks_block; ++i) {
    const char c = block[i];
    if (c == bytes.delimiter || c == bytes.quote || c == '\n' || c == '\r') marks |= std::uint64_t{1} << i;
  }
  return marks;
}

/// Rows of a text that comes in pieces of a size; a row that is not whole is fed again with the next piece.
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
      next += text.substr(given, piece);
      given = std::min(text.size(), given + piece);
      const auto size = next.size();
      next.append(scanner_padding, dialect.quote);  // what follows the block must not matter
      block = std::move(next);
      scanner.feed(std::span(block).first(size), given == text.size());
      continue;
    }
    if (step != ScanStep::row) {
      EXPECT_EQ(step, ScanStep::end);
      return rows;
    }
    PlainRow row{.line = line, .flawed = scanner.flawed()};
    for (const auto& cell : scanner.cells())
      row.cells.push_back(cell.kind == CellKind::empty ? "-" : "=" + std::string(cell.text));
    line += scanner.lines();
    rows.push_back(std::move(row));
  }
}

std::string made(std::mt19937& random, std::string_view letters, std::size_t size) {
  std::string text;
  while (text.size() < size) text += letters[random() % letters.size()];
  return text;
}

TEST(Marks, AreWhereTheBytesAre) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    const auto block =
        made(random, round % 2 == 0 ? ";\"\n\r,'a" : std::string_view("\x80\xFF;\x01\x3A\x3C\x7F\0\n\x0B", 10), 64);
    for (const auto bytes : {MarkBytes{';', '"'}, MarkBytes{',', '\''}, MarkBytes{}, MarkBytes{'\x80', '\xFF'}}) {
      ASSERT_EQ(marks_of(block.data(), bytes), marks_by_byte(block.data(), bytes));
      ASSERT_EQ(marks_of_words(block.data(), bytes), marks_by_byte(block.data(), bytes));
    }
  }
}

TEST(Scanner, ReadsWhatAPlainReaderReads) {
  std::mt19937 random(20260131);
  const Dialect dialects[] = {{";", '"'}, {",", '\''}, {"||", '"'}, {"\t", '\0'}, {"", '"'}, {"", '\0'}, {"§;§", '"'}};
  for (int round = 0; round < 20'000; ++round) {
    const auto& dialect = dialects[static_cast<std::size_t>(round) % std::size(dialects)];
    const auto text = made(random, round % 3 == 0 ? "\"';\n" : ";\",'\n\r|\txyz\xC2\xA7", random() % 200);
    const auto expected = PlainCsv(text, dialect).rows();
    ASSERT_EQ(scanned(text, dialect, text.size() + 1), expected) << text;
    ASSERT_EQ(scanned(text, dialect, 1 + random() % 20), expected) << text;
  }
}

TEST(Scanner, ReadsLongQuietTexts) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int cell = 0; cell < 30; ++cell) {
      text += std::string(random() % 150, 'x');
      text += made(random, ";;;\n\r", 1);
      if (random() % 4 == 0)
        text += tests::in_quotes(std::string(random() % 150, 'y') + made(random, "\";\n", 3)) + ";";
    }
    const auto expected = PlainCsv(text, {}).rows();
    ASSERT_EQ(scanned(text, {}, text.size() + 1), expected) << text;
    ASSERT_EQ(scanned(text, {}, 64), expected) << text;
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
