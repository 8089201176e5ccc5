#include "connectors/register/gz.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/no_inflater.h"

namespace sluss::connectors::registers {
namespace {

struct Header {
  std::string name = {}, comment = {}, extra = {};
};

std::string gz_of(std::string_view text, Header says = {}) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  gz_header header{};
  if (!says.name.empty()) header.name = reinterpret_cast<Bytef*>(says.name.data());
  if (!says.comment.empty()) header.comment = reinterpret_cast<Bytef*>(says.comment.data());
  if (!says.extra.empty()) header.extra = reinterpret_cast<Bytef*>(says.extra.data());
  header.extra_len = static_cast<uInt>(says.extra.size());
  deflateSetHeader(&stream, &header);
  std::string packed(deflateBound(&stream, text.size()) + 300 + says.name.size() + says.comment.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

class Gz : public testing::Test {
 protected:
  core::Result<std::vector<std::string>> unpack(std::string_view packed, const Limits& limits = {}) {
    std::ofstream(folder_.path() / "in.gz", std::ios::binary) << packed;
    auto out = tests::must(files_->create(folder_.path() / "out"));
    auto unpacked = unpack_gz(folder_.path() / "in.gz", *out, limits);
    tests::must(out->close());
    return unpacked;
  }
  std::string text() { return tests::must(files_->read(folder_.path() / "out")); }
  std::string code_of(std::string_view packed, const Limits& limits = {}) {
    const auto unpacked = unpack(packed, limits);
    if (unpacked) return "none";
    EXPECT_FALSE(unpacked.error().remedy.empty());
    EXPECT_TRUE(unpacked.error().place.file.ends_with("in.gz"));
    return unpacked.error().code;
  }

  tests::TemporaryFolder folder_;
  std::unique_ptr<core::Files> files_ = core::real_files();
};

TEST_F(Gz, IsUnpackedWhateverNameItsHeaderHas) {
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i * 7919) + ";Sala\n";
  tests::must(unpack(gz_of(content, {.name = "/tmp/Hemtj\xe4nst.csv"})));
  EXPECT_EQ(text(), content);
}

TEST_F(Gz, OfSeveralMembersIsOneText) {
  tests::must(unpack(gz_of("a;b\n") + gz_of("1;2\n") + std::string(512, '\0')));
  EXPECT_EQ(text(), "a;b\n1;2\n");
  tests::must(unpack(gz_of("")));
  EXPECT_EQ(text(), "");
}

TEST_F(Gz, TellsWhatItsHeadersSay) {
  const std::string field("up\x0c\0191212121212", 16);
  const auto texts =
      tests::must(unpack(gz_of("a;b\n", {.name = "om 19121212-1212.csv", .extra = field}) + gz_of("1;2\n") +
                         gz_of("3;4\n", {.name = "b.csv", .comment = "av Kim Andersson"})));
  EXPECT_EQ(texts, (std::vector<std::string>{field, "om 19121212-1212.csv", "av Kim Andersson"}));
  EXPECT_EQ(text(), "a;b\n1;2\n3;4\n");
  EXPECT_EQ(code_of(gz_of("a", {.name = std::string(65'535, 'n')})), "none");
  EXPECT_EQ(code_of(gz_of("a", {.comment = std::string(65'536, 'n')})), "register.limit")
      << "its end would not be seen";
  std::string many;
  for (int i = 0; i < 70; ++i) many += gz_of("a", {.name = std::string(65'000, 'n')});
  EXPECT_EQ(code_of(many), "register.limit");
}

TEST_F(Gz, ThatIsNotWholeIsRefused) {
  const auto whole = gz_of("kommun;index\nSala;71,9\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_EQ(code_of(whole.substr(0, size)), "gz.cut_short") << size;
  }
  auto changed = whole;
  changed[changed.size() - 6] = static_cast<char>(changed[changed.size() - 6] + 1);  // the checksum
  EXPECT_EQ(code_of(changed), "gz.damaged");
  EXPECT_EQ(code_of(whole + "x"), "gz.trailing");
  EXPECT_EQ(code_of(whole + std::string(3, '\0') + whole), "gz.trailing");
  EXPECT_EQ(code_of("PK\x03\x04"), "gz.damaged");
}

TEST_F(Gz, NoMemoryToUnpackIsNotAFaultOfTheFile) {
  const tests::NoInflater none;
  const auto unpacked = unpack(gz_of("a;b\n"));
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code, "gz.memory");
  EXPECT_EQ(unpacked.error().error_class, core::ErrorClass::storage);
}

TEST_F(Gz, ThatUnpacksToMoreThanTheLimitsIsRefused) {
  EXPECT_EQ(code_of(gz_of(std::string(1'001, 'x')), {.unpacked_bytes = 1'000}), "register.limit");
  EXPECT_EQ(code_of(gz_of(std::string(1'000, 'x')), {.unpacked_bytes = 1'000}), "none");
  const auto bomb = gz_of(std::string(101'000'000, 'x'));
  EXPECT_EQ(code_of(bomb, {.unpacked_ratio = 100}), "register.limit");
  EXPECT_EQ(code_of(bomb, {.unpacked_ratio = 2'000}), "none");
}

}  // namespace
}  // namespace sluss::connectors::registers
