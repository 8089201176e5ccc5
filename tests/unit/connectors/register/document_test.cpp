// A file is opened by what it is, whatever it is called.

#include "connectors/register/document/document.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {
namespace {

std::string gz_of(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  std::string copy(text);
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

class AnyDocument : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(scratch_); }

  core::Result<std::unique_ptr<Document>> open(std::string_view content, const DocumentHints& hints = {}) {
    std::ofstream(file_, std::ios::binary) << content;
    return open_document(file_, hints, {}, *files_, scratch_);
  }
  /// "a|b" a row, of the first sheet.
  std::vector<std::string> rows(std::string_view content, const DocumentHints& hints = {}) {
    const auto document = tests::must(open(content, hints));
    const auto reader = tests::must(document->open(0));
    std::vector<std::string> found;
    while (const auto row = tests::must(reader->next())) {
      std::string text;
      for (const auto& cell : row->cells) text += (text.empty() ? "" : "|") + std::string(cell.text);
      found.push_back(text);
    }
    return found;
  }
  std::string code_of(std::string_view content) {
    const auto opened = open(content);
    if (opened) return "none";
    EXPECT_FALSE(opened.error().remedy.empty());
    EXPECT_TRUE(opened.error().place.file.ends_with("tal.xlsx")) << opened.error().place.file;
    return opened.error().code;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "tal.xlsx";  // whatever is in it
  std::filesystem::path scratch_ = folder_.path() / "scratch";
  std::unique_ptr<core::Files> files_ = core::real_files();
};

const std::vector<std::string> sala{"kommun|index", "Sala|71,9"};

TEST_F(AnyDocument, OfEveryFormatHasTheSameRows) {
  EXPECT_EQ(rows("kommun;index\nSala;71,9\n"), sala);
  EXPECT_EQ(rows("<html><table><tr><th>kommun<th>index<tr><td>Sala<td>71,9</table></html>"), sala);
  EXPECT_EQ(rows(R"([{"kommun":"Sala","index":"71,9"}])"), sala);
  EXPECT_EQ(rows("kommunindex\nSala  71,9\n", {.fixed_width = FixedWidthOptions{.widths = {6, 5}}}),
            (std::vector<std::string>{"kommun|index", "Sala  |71,9"}));
}

TEST_F(AnyDocument, IsUnpackedFirst) {
  EXPECT_EQ(rows(gz_of("kommun;index\nSala;71,9\n")), sala);
  EXPECT_EQ(rows(gz_of(gz_of("kommun;index\nSala;71,9\n"))), sala);
  EXPECT_EQ(code_of(gz_of(gz_of(gz_of(gz_of("kommun;index\n"))))), "register.format");
}

TEST_F(AnyDocument, OfAFormatThatIsNotReadIsRefusedByItsName) {
  EXPECT_EQ(code_of(""), "register.format");
  EXPECT_EQ(code_of("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n"), "register.format");
  const auto refused = open("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("PDF"), std::string::npos) << refused.error().what;
}

}  // namespace
}  // namespace sluss::connectors::registers
