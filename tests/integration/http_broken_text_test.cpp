// Bytes that are no text in everything that a server controls: what the client hands on is text, be it an answer or an
// error.
#include "core/text.h"
#include "http_fixture.h"
#include "tests/tools/broken_text.h"

namespace sluss::connectors::http {
namespace {

class HttpBrokenText : public HttpTest {};

TEST_F(HttpBrokenText, every_field_of_an_answer) {
  auto options = quick();
  options.attempts = 1;
  Client client(options, clock_);
  const auto texts = tests::broken_texts().size();
  ASSERT_EQ(texts, 64U);
  for (const char* field : {"reason", "location", "content-type", "etag", "body"}) {
    int answers = 0;
    for (std::size_t text = 0; text < texts; ++text) {
      const auto answer =
          client.get({.url = url("/broken?field=" + std::string(field) + "&text=" + std::to_string(text))});
      if (answer) {
        ++answers;
        for (const auto& part : {answer->media_type, answer->etag})
          EXPECT_TRUE(core::is_well_formed(part)) << field << " " << text;
        continue;
      }
      const auto& error = answer.error();
      EXPECT_TRUE(error.code.starts_with("http.")) << error.code;
      for (const auto& part : {error.what, error.remedy, error.place.file, error.place.field, core::describe(error)})
        EXPECT_TRUE(core::is_well_formed(part)) << field << " " << text;
    }
    const bool is_error = std::string_view(field) == "reason" || std::string_view(field) == "body";
    EXPECT_EQ(answers > 0, !is_error) << field << ": " << answers;
  }
  EXPECT_TRUE(client.get({.url = url("/good")})) << "it goes on";
}

}  // namespace
}  // namespace sluss::connectors::http
