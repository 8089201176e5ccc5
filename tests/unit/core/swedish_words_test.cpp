// Every code has its Swedish word, and no word is that of two codes of one vocabulary.
#include "core/swedish_words.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/text.h"

namespace sluss::core {
namespace {

TEST(SwedishWords, every_status_of_a_value_has_one) {
  for (int number = 0; number <= 7; ++number) {
    const auto status = static_cast<FactStatus>(number);
    EXPECT_NE(swedish_word(status), name_of(status));
    EXPECT_FALSE(swedish_word(status).empty());
  }
  EXPECT_EQ(swedish_word(FactStatus::not_applicable), "ej tillämplig");
  EXPECT_EQ(swedish_word(FactStatus::contradictory), "motsägelse");
}

TEST(SwedishWords, every_kind_of_period_has_one) {
  for (int number = 1; number <= 10; ++number) {
    const auto kind = static_cast<PeriodKind>(number);
    if (kind == PeriodKind::tertial) continue;  // it is Swedish already
    EXPECT_NE(swedish_word(kind), name_of(kind));
    EXPECT_FALSE(swedish_word(kind).empty());
  }
  EXPECT_EQ(swedish_word(PeriodKind::tertial), "tertial");
  EXPECT_EQ(swedish_word(PeriodKind::year), "år");
}

TEST(SwedishWords, every_code_that_the_program_writes_has_one) {
  const std::vector<std::pair<Vocabulary, std::vector<std::string_view>>> all = {
      {Vocabulary::status, {"pending", "held", "late", "not_checked", "unchanged"}},
      {Vocabulary::polarity, {"higher", "lower", "none", "unknown"}},
      {Vocabulary::direction, {"better", "worse", "unchanged", "unknown"}},
      {Vocabulary::publication, {"preliminary", "final"}},
      {Vocabulary::run_state, {"done", "unchanged", "held", "held, all", "held, moved", "held, decided", "failed"}},
      {Vocabulary::held_state, {"waiting", "moved", "released", "discarded", "replaced"}},
      {Vocabulary::gate,
       {"revised_share", "ratio", "gone", "definition", "no_values", "emptied", "columns", "expectation", "run"}},
      {Vocabulary::bound, {"at_least", "at_most"}}};
  for (const auto& [vocabulary, codes] : all)
    for (const auto code : codes) EXPECT_NE(swedish_word(vocabulary, code), code) << name_of(vocabulary);
}

TEST(SwedishWords, are_one_for_each_code_and_stand_in_small_letters) {
  std::set<std::pair<Vocabulary, std::string_view>> codes;
  std::set<std::pair<Vocabulary, std::string_view>> seen;
  for (const auto& word : swedish_words()) {
    EXPECT_TRUE(codes.emplace(word.vocabulary, word.code).second) << word.code;
    EXPECT_TRUE(seen.emplace(word.vocabulary, word.swedish).second) << word.swedish;
    EXPECT_EQ(lower(word.swedish), word.swedish);
    EXPECT_TRUE(is_well_formed(word.swedish));
    EXPECT_FALSE(name_of(word.vocabulary).empty());
  }
}

TEST(SwedishWords, a_bound_comes_before_its_number_and_an_exact_one_has_none) {
  EXPECT_EQ(with_bound(Bound::exact, "5"), "5");
  EXPECT_EQ(with_bound(Bound::at_least, "12,5"), "minst 12,5");
  EXPECT_EQ(with_bound(Bound::at_most, "5"), "högst 5");
}

TEST(SwedishWords, a_code_that_is_not_known_stands_as_it_is) {
  EXPECT_EQ(swedish_word(Vocabulary::run_state, "resting"), "resting");
}

TEST(SwedishWords, what_the_program_asks_for_is_what_its_code_is_called) {
  const std::map<std::string_view, std::string_view> named_words = {{"preliminary", swedish_status::preliminary},
                                                                    {"missing", swedish_status::missing},
                                                                    {"pending", swedish_status::pending},
                                                                    {"held", swedish_status::held},
                                                                    {"late", swedish_status::late},
                                                                    {"not_checked", swedish_status::not_checked},
                                                                    {"unchanged", swedish_status::unchanged}};
  for (const auto& [code, word] : named_words) EXPECT_EQ(swedish_word(Vocabulary::status, code), word);
}

}  // namespace
}  // namespace sluss::core
