// What whoever put a file there is told: each code that a file, a row or a cell of one can get has Swedish words.
#include "connectors/register/source/refusal_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/source/kind.h"
#include "connectors/register/source/refused_file.h"
#include "core/error.h"
#include "core/to_operator.h"
#include "daemon/program/error_codes.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;

/// Of a file, or of the rows that are made of one. What is told of any source, or of a proposal, has no words here.
bool is_of_a_file(const daemon::program::ErrorCode& row) {
  if (row.of != "data" || row.code.starts_with("run.") || row.code == "register.no_table") return false;
  return row.code.starts_with("codelists.") ||
         is_of_the_file({.code = std::string(row.code), .error_class = core::ErrorClass::data});
}

TEST(Reasons, EachCodeOfAFileHasWords) {
  std::vector<std::string_view> without;
  int with = 0;
  for (const auto& row : daemon::program::error_codes) {
    if (!is_of_a_file(row)) continue;
    const auto words = file_words(row.code);
    const bool whole = words && words->wrong.ends_with('.') && words->change.ends_with('.');
    if (!whole) without.push_back(row.code);
    with += whole ? 1 : 0;
  }
  EXPECT_THAT(without, IsEmpty());
  EXPECT_GT(with, 50);
}

TEST(Reasons, OfTheFileIsWhatTheFileIsNotTheMachineOrTheMapping) {
  const auto is = [](const char* code, core::ErrorClass error_class) {
    return is_of_the_file({.code = code, .error_class = error_class});
  };
  EXPECT_TRUE(is("xlsx.not_yet_known", core::ErrorClass::data));
  EXPECT_TRUE(is("run.nothing_read", core::ErrorClass::source)) << "of any source";
  EXPECT_FALSE(is("html.memory", core::ErrorClass::storage));
  EXPECT_FALSE(is("register.select_time", core::ErrorClass::data)) << "of the mapping";
  EXPECT_FALSE(is("warehouse.damaged", core::ErrorClass::data));
}

TEST(Reasons, OfARowAreOfARow) {
  EXPECT_EQ(row_words("register.measure").wrong, "Raden gäller ett mått som Sluss inte känner till.");
  EXPECT_EQ(row_words("register.not_yet_known").wrong, "Raden kunde inte läsas.");
  EXPECT_EQ(row_reason_of("register.not_yet_known").change, row_words("register.not_yet_known").change);
  EXPECT_EQ(reason_of("register.not_yet_known").wrong, "Filen kunde inte läsas in.");
  EXPECT_FALSE(file_words("kolada.status"));
}

/// It speaks of the mapping or of commands.
bool is_to_operator(std::string_view text) {
  constexpr std::array words{"[[", "[facts]", "SELECT", "select ", "where ", "mappning", "`", "kodlistan"};
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

/// Whoever made the file is not told of mappings.
TEST(Reasons, SpeakOfTheMappingToWhoSeesToItOnly) {
  std::vector<std::string_view> mixed;
  for (const auto& row : daemon::program::error_codes) {
    const auto words = is_of_a_file(row) ? file_words(row.code) : std::nullopt;
    if (words && (is_to_operator(words->wrong) || is_to_operator(core::to_readers(words->change).everyone)))
      mixed.push_back(row.code);
  }
  EXPECT_THAT(mixed, IsEmpty());
  const auto parts = core::to_readers(row_words("register.mark").change);
  EXPECT_EQ(parts.everyone, "Skriv talet, eller lämna cellen tom om det saknas.");
  EXPECT_EQ(parts.who_operates, "Är texten en markering, skriv i mappningen vad den betyder.");
}

/// A column's letters are no sheet, and a sheet's name may look like them.
TEST(Reasons, ThePlaceOfAFileIsACellOrASheet) {
  const auto wrong = [](core::Place place) {
    const core::Error error{.code = "register.limit", .place = std::move(place)};
    const RunFile file{.file = CopiedFile({}, {}, {}), .name = "lista.csv"};
    return refused_words(file, error, FileLies::in_rejected).wrong;
  };
  EXPECT_THAT(wrong({.line = 2, .column = 3, .field = "C"}), EndsWith(" Det gäller rad 2 i kolumn 3."));
  EXPECT_THAT(wrong({.line = 2, .column = 16'385, .field = "XFE"}), EndsWith(" Det gäller rad 2 i kolumn 16385."));
  EXPECT_THAT(wrong({.line = 3, .column = 2, .field = "A!B3"}), EndsWith(" Det gäller cellen B3 i bladet A."));
  EXPECT_THAT(wrong({.line = 3, .column = 2, .field = "Bil!B3!B3"}), EndsWith(" cellen B3 i bladet Bil!B3."));
  EXPECT_THAT(wrong({.line = 2, .field = "C"}), EndsWith(" Det gäller rad 2 i bladet C."));
  EXPECT_THAT(wrong({.line = 2, .column = 8}), EndsWith(" Det gäller rad 2."));
}

}  // namespace
}  // namespace sluss::connectors::registers
