// Whatever bytes Kolada sends in whatever field: an error or rows, and every text of them is UTF-8.
#include <gtest/gtest.h>

#include "connectors/kolada/decode.h"
#include "connectors/kolada/kolada.h"
#include "core/text.h"
#include "tests/tools/broken_text.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {
namespace {

constexpr const char* kpi = "kpi?per_page=5000";
constexpr const char* data = "data/kpi/N00001/municipality/1981?per_page=5000";

/// Every text that the source may bend, and what it is bent into.
struct Answers {
  std::string id = "N00001";
  std::string title = "Ett";
  std::string next;
  std::string status;
  std::string media_type = "application/json";
  std::string instead;  ///< of the page of data
  int code = 200;
};

struct Extraction {
  std::vector<std::string> texts;
  core::Result<LoadExtent> extracted;
};

Extraction extract_with(const Answers& answers) {
  FakePages pages;
  FakeSink sink;
  pages.put(kpi, page_json(R"({"id":")" + answers.id + R"(","title":")" + answers.title + R"(","has_ou_data":false})"));
  pages.put("municipality?per_page=5000", page_json(R"({"id":"1981","title":"Sala","type":"K"})"));
  pages.put("municipality_groups?per_page=5000",
            page_json(R"({"id":"G1","title":"Liknande, Sala, 2025","members":[{"member_id":"1981"}]})"));
  pages.put("kpi_groups?per_page=5000",
            page_json(R"({"id":"GK1","title":"Grupp","members":[{"member_id":"N00001"}]})"));
  pages.put("ou?municipality=1981&per_page=5000", page_json(R"({"id":"V1","title":"Norr","municipality":"1981"})"));
  auto value = value_json("N00001", "1981", 2024, 1);
  if (!answers.status.empty()) value.replace(value.find("\"status\":\"\"") + 10, 1, answers.status + "\"");
  auto body = answers.instead.empty() ? page_json(value, answers.next) : answers.instead;
  pages.answers[base + "/" + data].push_back(
      {.status = answers.code, .body = std::move(body), .media_type = answers.media_type, .error = {}});
  const core::FixedClock clock{core::Instant{.micros = 1'774'958'400'000'000}};
  Selection selection;
  selection.municipality = "1981";
  selection.indicators = {"N00001"};
  selection.areas = {"1981"};
  Kolada kolada(base + "/", pages, clock);
  Extraction out{.texts = {}, .extracted = kolada.extract(selection, sink, {})};
  if (!out.extracted) {
    const auto& error = out.extracted.error();
    out.texts = {error.code, error.what, error.remedy, error.place.file, error.place.field, core::describe(error)};
  }
  for (const auto& f : sink.findings) out.texts.insert(out.texts.end(), {f.code, f.subject, f.what, f.remedy});
  for (const auto& r : sink.rejects) out.texts.insert(out.texts.end(), {r.object, r.column, r.field, r.error, r.shown});
  out.texts.insert(out.texts.end(), sink.rows.begin(), sink.rows.end());
  return out;
}

TEST(BrokenText, EveryFieldThatKoladaControls) {
  const auto plain = extract_with({});
  ASSERT_TRUE(plain.extracted) << core::describe(plain.extracted.error());
  int number = 0;
  int failed = 0;
  for (const auto& text : tests::broken_texts()) {
    const std::string far = "https://elsewhere.example/" + text;
    for (const auto& answers :
         {Answers{.id = text}, Answers{.title = text}, Answers{.next = far}, Answers{.next = text},
          Answers{.status = text}, Answers{.media_type = text}, Answers{.instead = text},
          Answers{.instead = text, .code = 500}, Answers{.media_type = "text/html", .instead = "<html>" + text}}) {
      const auto found = extract_with(answers);
      if (!found.extracted) ++failed;
      for (const auto& one : found.texts) EXPECT_TRUE(core::is_well_formed(one)) << number << ": " << one;
    }
    ++number;
  }
  EXPECT_EQ(number, 64);
  EXPECT_GT(failed, number * 5) << "most of them are no answers";
}

TEST(BrokenText, APageThatIsNoUtf8IsNotKeptForTheNextRun) {
  const auto page = [](std::string_view title) {
    return page_json(R"({"id":"N00001","title":")" + std::string(title) + R"("})");
  };
  EXPECT_TRUE(judge("application/json", body_of(page("Ett å"))));
  const auto judged = judge("application/json", body_of(page("Ett \xE5")));
  ASSERT_FALSE(judged);
  EXPECT_EQ(judged.error().code, "kolada.not_json");
}

TEST(BrokenText, ALongLinkIsCutBetweenLetters) {
  std::string far = "https://elsewhere.example/";
  for (int i = 0; i < 300; ++i) far += "å";
  for (const auto& link : {far, far + "x", "https://elsewhere.example/x" + far.substr(26)}) {
    const auto found = extract_with({.next = link});
    ASSERT_FALSE(found.extracted);
    EXPECT_EQ(found.extracted.error().code, "kolada.page_foreign");
    EXPECT_TRUE(core::is_well_formed(found.extracted.error().what));
    EXPECT_EQ(found.extracted.error().what.find("\uFFFD"), std::string::npos) << found.extracted.error().what;
  }
}

}  // namespace
}  // namespace sluss::connectors::kolada
