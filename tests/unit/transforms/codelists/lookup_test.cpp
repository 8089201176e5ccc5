#include "transforms/codelists/lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transforms/codelists/load.h"
#include "transforms/codelists/names.h"

namespace sluss::transforms::codelists {
namespace {

using testing::HasSubstr;
using namespace std::string_view_literals;

const core::Day today = core::day_of(2026, 3, 31);
const core::Day before_heby_moved = core::day_of(2006, 12, 31);

Codelist list_of(const std::string& id, const std::string& text) {
  auto list = parse_codelist("title = \"T\"\nsource = \"S\"\nlicence = \"L\"\n" + text, id, id + ".toml");
  if (!list) throw std::runtime_error(core::describe(list.error().front()));
  return *std::move(list);
}

Codelist municipalities() {
  return list_of("kommuner", R"(code_length = 4
parents = "lan"
endings = [" kommun", " stad"]
entry = [
  { code = "0139", text = "Upplands-Bro", parent = "01" },
  { code = "0180", text = "Stockholm", parent = "01" },
  { code = "0331", text = "Heby", parent = "03", from = 2007-01-01 },
  { code = "0643", text = "Habo", parent = "06" },
  { code = "0305", text = "Håbo", parent = "03" },
  { code = "0980", text = "Gotland", parent = "09", aliases = ["Region Gotland"] },
  { code = "1480", text = "Göteborg", parent = "14" },
  { code = "1490", text = "Borås", parent = "14" },
  { code = "1917", text = "Heby", parent = "19", to = 2006-12-31, successors = ["0331"] },
  { code = "2080", text = "Falun", parent = "20", aliases = ["Falu"] },
]
)");
}

Codelist regions() {
  return list_of("regioner", R"(code_length = 4
beginnings = ["Region ", "Landstinget i "]
endings = [" läns landsting", " län"]
entry = [
  { code = "0001", text = "Region Stockholm", equals = { scb = "01", kolada = "0001" } },
  { code = "0008", text = "Region Kalmar" },
  { code = "0009", text = "Region Gotland" },
]
)");
}

Codelist counties() {
  return list_of("lan", R"(code_length = 2
endings = [" län"]
entry = [
  { code = "01", text = "Stockholms län" },
  { code = "03", text = "Uppsala län" },
  { code = "19", text = "Västmanlands län" },
]
)");
}

std::string found(const Lookup& lookup, std::string_view written, core::Day day = today) {
  const auto match = lookup.find(written, day);
  const auto outcome = std::string(name_of(match.outcome));
  if (match.outcome != Outcome::found && match.outcome != Outcome::not_valid) return outcome;
  return outcome + " " + match.hit.entry->code + " by " + std::string(name_of(match.by));
}

TEST(Lookup, a_code_with_and_without_its_zeros) {
  const auto list = municipalities();
  const Lookup lookup(list);
  EXPECT_EQ(found(lookup, "0180"), "found 0180 by code");
  EXPECT_EQ(found(lookup, " 0180\xC2\xA0"), "found 0180 by code") << "blanks of any kind";
  EXPECT_EQ(found(lookup, "180"), "found 0180 by mended_code");
  EXPECT_EQ(found(lookup, "80"), "unknown");
  EXPECT_EQ(found(lookup, "00180"), "unknown") << "a zero too many is no municipality";
  EXPECT_EQ(found(lookup, "18O"), "unknown") << "a letter is no digit";
}

TEST(Lookup, a_name_as_municipalities_write_it) {
  const auto list = municipalities();
  const Lookup lookup(list);
  for (const auto* written : {"Göteborg", "GÖTEBORG", "go\xCC\x88teborg"})
    EXPECT_EQ(found(lookup, written), "found 1480 by name") << written;
  for (const auto* written : {"Göteborgs stad", "Göteborg stad", "göteborgs  kommun", "Göteborgs\xC2\xA0Stad"})
    EXPECT_EQ(found(lookup, written), "found 1480 by bare_name") << written;
  EXPECT_EQ(found(lookup, "Borås stad"), "found 1490 by bare_name") << "the s is the name's own";
  EXPECT_EQ(found(lookup, "Falu kommun"), "found 2080 by bare_name");
  EXPECT_EQ(found(lookup, "Faluns kommun"), "found 2080 by bare_name");
  for (const auto* written : {"Upplands-Bro", "Upplands Bro", "upplands–bro", "UPPLANDS  BRO"})
    EXPECT_EQ(found(lookup, written), "found 0139 by name") << written;
  EXPECT_EQ(found(lookup, "Habo kommun"), "found 0643 by bare_name");
  EXPECT_EQ(found(lookup, "Håbo kommun"), "found 0305 by bare_name");
  EXPECT_EQ(found(lookup, "Göteborgs"), "unknown") << "a genitive of nothing";
  EXPECT_EQ(found(lookup, "kommun"), "unknown");
  EXPECT_EQ(found(lookup, " kommun"), "unknown");
}

TEST(Lookup, regions_by_their_older_names) {
  const auto list = regions();
  const Lookup lookup(list);
  for (const auto* written : {"Stockholms läns landsting", "Stockholm", "Stockholms län", "Region Stockholms län"})
    EXPECT_EQ(found(lookup, written), "found 0001 by bare_name") << written;
  for (const auto* written : {"Kalmar läns landsting", "Landstinget i Kalmar län", "Region Kalmar län"})
    EXPECT_EQ(found(lookup, written), "found 0008 by bare_name") << written;
  EXPECT_EQ(found(lookup, "Region Kalmar"), "found 0008 by name");
  EXPECT_EQ(found(lookup, "Kalmar kommun"), "unknown") << "a municipality is no region";
}

TEST(Lookup, heby_by_day) {
  const auto list = municipalities();
  const Lookup lookup(list);
  EXPECT_EQ(found(lookup, "Heby", before_heby_moved), "found 1917 by name");
  EXPECT_EQ(found(lookup, "Heby", core::day_of(2007, 1, 1)), "found 0331 by name");
  EXPECT_EQ(found(lookup, "1917"), "not_valid 1917 by code");
  EXPECT_EQ(found(lookup, "331", before_heby_moved), "not_valid 0331 by mended_code");
  const auto error = error_of(lookup.find("1917", today), "1917", today);
  EXPECT_EQ(error.code, "codelists.not_valid");
  EXPECT_EQ(error.error_class, core::ErrorClass::data);
  EXPECT_EQ(error.what, "'1917' is Heby (1917), which is not valid on 2026-03-31 (–2006-12-31)");
  EXPECT_THAT(error.remedy, HasSubstr("In its place came 0331"));
}

TEST(Lookup, what_a_file_does_not_know_is_kept) {
  const auto list = municipalities();
  const Lookup lookup(list);
  for (const auto* written : {"Uppgift saknas", "UPPGIFT SAKNAS", " uppgift  saknas "})
    EXPECT_EQ(found(lookup, written), "not_stated") << written;
  for (const auto* written : {"", "  ", "\xC2\xA0"}) EXPECT_EQ(found(lookup, written), "empty");
}

TEST(Lookup, what_two_areas_share_is_not_guessed) {
  const auto own = municipalities();
  const auto regional = regions();
  const auto county = counties();
  const std::vector<const Codelist*> lists{&own, &regional, &county};
  const Lookup lookup(lists);
  const auto match = lookup.find("Region Gotland", today);
  ASSERT_EQ(match.outcome, Outcome::ambiguous);
  ASSERT_EQ(match.among.size(), 2U);
  const auto error = error_of(match, "Region Gotland", today);
  EXPECT_EQ(error.code, "codelists.ambiguous");
  EXPECT_EQ(error.what, "'Region Gotland' may be Gotland (0980) of kommuner, Region Gotland (0009) of regioner");
  EXPECT_EQ(found(lookup, "1"), "ambiguous") << "01 of lan, or 0001 of regioner";
  EXPECT_EQ(found(lookup, "01"), "found 01 by code");
  EXPECT_EQ(found(lookup, "Stockholm"), "found 0180 by name") << "a full name goes before a bare one";
  EXPECT_EQ(found(lookup, "Stockholms län"), "found 01 by name");

  const auto twins = list_of("x",
                             "entry = [{ code = \"1\", text = \"Berg\" }, { code = \"2\", text = \"BERG\" },\n"
                             "{ code = \"3\", text = \"Berg\", to = 2006-12-31 }]\n");
  const auto both = Lookup(twins).find("berg", today);
  ASSERT_EQ(both.outcome, Outcome::ambiguous);
  EXPECT_EQ(both.among.size(), 2U) << "the third is of other days";
}

TEST(Lookup, an_unknown_name_has_the_nearest_suggestion) {
  const auto list = municipalities();
  const Lookup lookup(list);
  EXPECT_EQ(lookup.find("Götebrg", today).suggestion, "Göteborg (1480)");
  EXPECT_EQ(lookup.find("Goteborgs stad", today).suggestion, "Göteborg (1480)");
  EXPECT_EQ(lookup.find("Hebby", before_heby_moved).suggestion, "Heby (1917)");
  EXPECT_EQ(lookup.find("Hebby", today).suggestion, "Heby (0331)");
  EXPECT_EQ(lookup.find("Kiruna", today).suggestion, "");
  EXPECT_EQ(lookup.find("9999", today).suggestion, "");
  EXPECT_EQ(lookup.find(std::string(1000000, 'a'), today).outcome, Outcome::unknown);
  const auto error = error_of(lookup.find("Götebrg", today), "Götebrg", today);
  EXPECT_EQ(error.code, "codelists.not_found");
  EXPECT_EQ(error.remedy, "Did you mean Göteborg (1480)?");
}

TEST(Lookup, an_error_has_no_identity_and_no_long_text) {
  const auto list = municipalities();
  const Lookup lookup(list);
  const std::string identity = "Anna 19890102-3286";
  const auto error = error_of(lookup.find(identity, today), identity, today);
  EXPECT_EQ(error.what.find("3286"), std::string::npos) << error.what;
  const std::string late = std::string(30, 'x') + " 19890102-3286";  // its end is cut off: it is masked before
  EXPECT_EQ(error_of(lookup.find(late, today), late, today).what.find("1989"), std::string::npos);
  const std::string longer(200, 'x');
  EXPECT_LT(error_of(lookup.find(longer, today), longer, today).what.size(), 100U);
  const std::string lines = "a\nb";
  EXPECT_EQ(error_of(lookup.find(lines, today), lines, today).what.find('\n'), std::string::npos);
}

TEST(Lookup, broken_bytes_are_a_name_that_is_none) {
  const auto list = municipalities();
  const Lookup lookup(list);
  for (const std::string_view written : {"\xFF"sv, "G\xF6teborg"sv, "\xC3"sv, "a\0b"sv})
    EXPECT_EQ(found(lookup, written), "unknown");
}

TEST(Lookup, moves_with_its_names) {
  const auto list = municipalities();
  Lookup first(list);
  const Lookup second(std::move(first));
  EXPECT_EQ(found(second, "Sthlm"), "unknown");
  EXPECT_EQ(found(second, "Stockholms stad"), "found 0180 by bare_name");
}

TEST(Names, writings_of_one_name) {
  EXPECT_EQ(impl::normalised("  Dals\xE2\x80\x91"
                             "Ed \t"),
            "dals ed");
  EXPECT_EQ(impl::normalised("-"), "");
  EXPECT_EQ(impl::letters_apart("malmö", "malmo"), 1U);
}

}  // namespace
}  // namespace sluss::transforms::codelists
