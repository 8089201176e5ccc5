// Swedish words, numbers, and what is taken out of texts that others made.
#include <gtest/gtest.h>

#include <cmath>

#include "core/secret.h"
#include "core/text.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"
#include "daemon/swedish/file_text.h"

namespace sluss::daemon::notify {
namespace {

using namespace swedish;
using namespace std::chrono_literals;

TEST(Words, numbers_up_to_twelve_are_words) {
  const char* const words[] = {"noll", "ett",  "två", "tre", "fyra", "fem", "sex",
                               "sju",  "åtta", "nio", "tio", "elva", "tolv"};
  for (int i = 0; i <= 12; ++i) {
    EXPECT_EQ(number_word(i, Gender::neuter), words[i]);
    EXPECT_EQ(number_word(i, Gender::common), i == 1 ? "en" : words[i]);
  }
  EXPECT_EQ(number_word(13, Gender::common), "13");
  EXPECT_EQ(number_word(999, Gender::common), "999");
  EXPECT_EQ(number_word(1000, Gender::common), "1\u00A0000");
  EXPECT_EQ(number_word(1234567, Gender::neuter), "1\u00A0234\u00A0567");
  EXPECT_EQ(number_word(-1, Gender::neuter), "\u22121");
}

TEST(Words, agree_in_number_and_gender) {
  EXPECT_EQ(counted(0, Gender::common, "serie", "serier"), "noll serier");
  EXPECT_EQ(counted(1, Gender::common, "serie", "serier"), "en serie");
  EXPECT_EQ(counted(1, Gender::neuter, "värde", "värden"), "ett värde");
  EXPECT_EQ(counted(21, Gender::common, "serie", "serier"), "21 serier");
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}), "a och b");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b och c");
  EXPECT_EQ(capitalised("åtta och ö"), "Åtta och ö");
  EXPECT_EQ(capitalised("äldre"), "Äldre");
  EXPECT_EQ(capitalised("tre"), "Tre");
  EXPECT_EQ(capitalised(""), "");
  EXPECT_EQ(swedish_span(24h), "ett dygn");
  EXPECT_EQ(swedish_span(48h), "två dygn");
  EXPECT_EQ(swedish_span(1h), "en timme");
  EXPECT_EQ(swedish_span(90min), "90 minuter");
  EXPECT_EQ(swedish_span(0ms), "en minut");
}

TEST(Words, sizes_and_shares_are_written_as_in_swedish) {
  EXPECT_EQ(swedish_size(0), "0\u00A0byte");
  EXPECT_EQ(swedish_size(999), "999\u00A0byte");
  EXPECT_EQ(swedish_size(1'500'000'000), "1,5\u00A0GB");
  EXPECT_EQ(swedish_size(15'000'000'000), "15\u00A0GB");
  EXPECT_EQ(swedish_limit(0.25), "25\u00A0%");
  EXPECT_EQ(swedish_limit(0.004), "0,4\u00A0%");
  struct Beside {
    double share;
    double limit;
    const char* expected;
  };
  for (const auto& [share, limit, expected] :
       {Beside{0.1725, 0.1, "17\u00A0%"}, Beside{0.0004, 0.5, "0,04\u00A0%"}, Beside{0, 0.5, "0\u00A0%"},
        Beside{1, 0.5, "100\u00A0%"}, Beside{0.2501, 0.25, "25,01\u00A0%"}, Beside{0.2499, 0.25, "24,99\u00A0%"},
        Beside{0.0104, 0.01, "1,04\u00A0%"}, Beside{0.0045, 0.004, "0,5\u00A0%"}, Beside{0.29, 0.29, "29\u00A0%"},
        Beside{0.29001, 0.29, "29,001\u00A0%"}})
    EXPECT_EQ(swedish_share(share, limit), expected) << share;
  using Two = std::pair<std::string, std::string>;
  EXPECT_EQ(swedish_sizes(900'000'000, 1'000'000'000), (Two{"900\u00A0MB", "1,0\u00A0GB"}));
  EXPECT_EQ(swedish_sizes(1'020'000'000, 1'047'000'000), (Two{"1,02\u00A0GB", "1,05\u00A0GB"}));
  EXPECT_EQ(swedish_sizes(5, 5), (Two{"5\u00A0byte", "5\u00A0byte"}));
}

TEST(Words, of_a_file_have_the_rows_of_the_whole_run) {
  const auto good = file_text("Filen är läst som Lista.\nKolumner: A.", "Ingenting behöver göras.",
                              {.words = "Filen har 1 rad. Den är med."});
  EXPECT_EQ(good.what, "Filen är läst som Lista.");
  EXPECT_EQ(good.rows, "Filen har 1 rad. Den är med.");
  EXPECT_EQ(good.details, "Kolumner: A.");
  EXPECT_EQ(good.remedy, "Ingenting behöver göras.");
  // The source found no fault, and a list did not have the name of an area.
  const auto bad =
      file_text("Filen är läst som Lista.\n", "Ingenting behöver göras.",
                {.words = "Av 6 rader är 3 med och 3 inte med.", .whole = false, .remedy = core::FileRemedy::nothing});
  EXPECT_TRUE(bad.remedy.starts_with("Rätta det som inte är med i filen")) << bad.remedy;
  EXPECT_EQ(bad.remedy.find("Ingenting"), std::string::npos) << bad.remedy;
  const auto told = file_text("Filen är läst som Lista.\nKolumner: A.", "Rätta det, och lägg in filen igen.",
                              {.words = "Av 6 rader är 3 med.", .whole = false, .remedy = core::FileRemedy::correct});
  EXPECT_EQ(told.remedy, "Rätta det, och lägg in filen igen.");
  EXPECT_EQ(file_text("Filen är läst som Lista.", "Se efter.", {.words = "Filen har 1 rad."}).rows, "Filen har 1 rad.");
  const auto before = file_text("Filen är läst som Lista.\n", "Rätta.", {.whole = false, .read = 6, .rejected = 3});
  EXPECT_EQ(before.rows, "6 rader lästes, 3 rader eller celler underkändes.");
  const auto of_before = file_text("Filen är läst. 6 rader lästes, 4 togs.", "Rätta.", {.read = 6});
  EXPECT_EQ(of_before.what, "Filen är läst. 6 rader lästes, 4 togs.");
  EXPECT_EQ(of_before.rows, "");
}

TEST(Words, months_have_their_names) {
  EXPECT_EQ(month_name(1), "januari");
  EXPECT_EQ(month_name(12), "december");
}

TEST(Words, identities_and_secrets_are_taken_out) {
  // The test numbers are Skatteverket's, published for tests.
  EXPECT_EQ(safe_text("för 191212121212 och 121212-1212", 100), "för *** och ***");
  EXPECT_EQ(safe_text("(19121212-1212)", 100), "(***)");
  EXPECT_EQ(safe_text("+4619121212", 100), "+4619121212") << "eight digits are not an identity";
  EXPECT_EQ(safe_text("191212121213", 100), "191212121213") << "its check digit is wrong";
  const core::Secret secret("Hemligt-losen-9");
  EXPECT_EQ(safe_text("login Hemligt-losen-9 failed", 100), "login *** failed");
}

}  // namespace
}  // namespace sluss::daemon::notify
