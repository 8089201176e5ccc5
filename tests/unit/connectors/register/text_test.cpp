#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "connectors/register/text/decode.h"
#include "connectors/register/text/encoding.h"
#include "connectors/register/text/text_file.h"
#include "connectors/register/text/utf8.h"
#include "core/text.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::string_literals;

std::string utf16(std::u16string_view text, bool big_endian) {
  std::string out;
  for (const char16_t unit : text) {
    const auto high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 0xFFU);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

std::string recognised(std::string_view sample, bool whole = true) {
  const auto encoding = recognise_encoding(sample, whole);
  return encoding ? std::string(name_of(*encoding)) : encoding.error().code;
}

struct ReadText {
  std::string text = {};
  std::string error = {};
  std::int64_t line = 0;
};

class TextFiles : public ::testing::Test {
 protected:
  std::filesystem::path write(std::string_view bytes) {
    const auto path = folder_.path() / "file";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  ReadText read(std::string_view bytes, std::optional<Encoding> encoding = {}, std::size_t block = 4096) {
    ReadText read;
    const auto keep = [&read](const core::Error& error) {
      read.error = error.code;
      read.line = error.place.line;
    };
    auto file = TextFile::open(write(bytes), encoding);
    if (!file) return keep(file.error()), read;
    std::string into(block, '\0');
    for (;;) {
      const auto got = file->read(into);
      if (!got) keep(got.error());
      if (!got || *got == 0) return read;
      EXPECT_TRUE(core::is_well_formed(std::string_view(into).substr(0, *got)));
      read.text.append(into, 0, *got);
    }
  }

  const std::filesystem::path& folder() { return folder_.path(); }

 private:
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
};

TEST(Encodings, AreRecognisedByTheirBytes) {
  EXPECT_EQ(recognised(""), "UTF-8");
  EXPECT_EQ(recognised("bara ascii"), "UTF-8");
  EXPECT_EQ(recognised("Västerås"), "UTF-8");
  EXPECT_EQ(recognised("\xEF\xBB\xBFkommun"), "UTF-8");
  EXPECT_EQ(recognised("V\xE4ster\xE5s"), "Windows-1252");
  EXPECT_EQ(recognised("\x93"
                       "citat\x94 \x80 5"),
            "Windows-1252");
  EXPECT_EQ(recognised("\xE5 \x81"), "ISO-8859-1");
  EXPECT_EQ(recognised("\xFF\xFE" + utf16(u"å", false)), "UTF-16 LE");
  EXPECT_EQ(recognised("\xFE\xFF" + utf16(u"å", true)), "UTF-16 BE");
  EXPECT_EQ(recognised(utf16(u"Kommun;Värde\r\nÅre;1", false)), "UTF-16 LE");
  EXPECT_EQ(recognised(utf16(u"Kommun;Värde\r\nÅre;1", true)), "UTF-16 BE");
  EXPECT_EQ(recognised("en\0nul;och text"s), "UTF-8");
  EXPECT_EQ(recognised("\xFF\xFE\0\0a\0\0\0"s), "encoding.unknown");
}

TEST(Encodings, ABrokenByteDoesNotMakeTwoLettersOfEachOther) {
  EXPECT_EQ(recognised("Västerås, Örebro, Malmö, \xE5"), "UTF-8");
  // MALMÖ” in Windows-1252 has a letter of UTF-8 by chance.
  EXPECT_EQ(recognised("MALM\xD6\x94 \xE5\xE4\xF6 \xE5\xE4 \xE5\xE5"), "Windows-1252");
}

TEST(Encodings, ALetterMayBeCutByTheSamplesEndButNotByTheFiles) {
  EXPECT_EQ(recognised("V\xC3", false), "UTF-8");
  EXPECT_EQ(recognised("V\xC3", true), "Windows-1252");
}

TEST(Encodings, OfDosAndOldMacsAreRefusedByName) {
  EXPECT_EQ(recognised("V\x84ster\x86s"), "encoding.unknown");  // code page 850
  EXPECT_EQ(recognised("V\x8Aster\x8Cs"), "encoding.unknown");  // Mac OS Roman
  EXPECT_EQ(recognised("\x84"
                       "citat\x94"),
            "Windows-1252");  // „citat”
}

TEST(Encodings, HaveTheirUsualNames) {
  EXPECT_EQ(encoding_named("utf-8"), Encoding::utf8);
  EXPECT_EQ(encoding_named("UTF_16 LE"), Encoding::utf16_le);
  EXPECT_EQ(encoding_named("UTF-16BE"), Encoding::utf16_be);
  EXPECT_EQ(encoding_named("CP1252"), Encoding::windows_1252);
  EXPECT_EQ(encoding_named("latin-1"), Encoding::iso_8859_1);
  EXPECT_EQ(encoding_named("ISO-8859-15"), Encoding::iso_8859_15);
  EXPECT_EQ(encoding_named("ebcdic"), std::nullopt);
  for (const auto encoding : {Encoding::utf8, Encoding::utf16_le, Encoding::utf16_be, Encoding::windows_1252,
                              Encoding::iso_8859_1, Encoding::iso_8859_15})
    EXPECT_EQ(encoding_named(name_of(encoding)), encoding);
}

TEST(Encodings, EachCanBeNamedInSettings) {
  std::set<Encoding> named;
  for (const auto& word : encoding_words()) named.insert(encoding_named(word).value());
  EXPECT_EQ(named.size(), encoding_words().size());
  EXPECT_EQ(named, (std::set{Encoding::utf8, Encoding::utf16_le, Encoding::utf16_be, Encoding::windows_1252,
                             Encoding::iso_8859_1, Encoding::iso_8859_15}));
}

TEST(Utf8, BlocksAreCutBeforeALetterThatTheyCut) {
  const std::string text = "aå€😀";
  EXPECT_EQ(whole_letters(text), text.size());
  EXPECT_EQ(whole_letters(text.substr(0, 2)), 1U);
  EXPECT_EQ(whole_letters(text.substr(0, 5)), 3U);
  for (const auto cut : {7U, 8U, 9U}) EXPECT_EQ(whole_letters(text.substr(0, cut)), 6U);
  EXPECT_EQ(first_broken("å\xE5x"), 2U);
  EXPECT_EQ(first_broken(text), text.size());
}

TEST_F(TextFiles, OfEveryEncodingAreTheSameText) {
  const std::string text = "Kommun;Andel\r\nÅre;71,9\nÄlmhult\xC2\xA0;“ä”\r";
  const std::u16string wide = u"Kommun;Andel\r\nÅre;71,9\nÄlmhult\u00A0;“ä”\r";
  EXPECT_EQ(read(text).text, text);
  EXPECT_EQ(read("\xEF\xBB\xBF" + text).text, text);
  EXPECT_EQ(read(utf16(wide, false)).text, text);
  EXPECT_EQ(read(utf16(wide, true)).text, text);
  EXPECT_EQ(read("\xFF\xFE" + utf16(wide, false)).text, text);
  EXPECT_EQ(read("\xFE\xFF" + utf16(wide, true)).text, text);
  EXPECT_EQ(read("Kommun;Andel\r\n\xC5re;71,9\n\xC4lmhult\xA0;\x93\xE4\x94\r").text, text);
}

TEST_F(TextFiles, AreReadInTheNamedEncoding) {
  EXPECT_EQ(read("\xA4 \xE5", Encoding::iso_8859_15).text, "€ å");
  EXPECT_EQ(read("\xA4 \x80", Encoding::iso_8859_1).text, "¤ \xC2\x80");
  EXPECT_EQ(read("\xA4 \x80", Encoding::windows_1252).text, "¤ €");
  EXPECT_EQ(read("å", Encoding::windows_1252).text, "Ã¥");
}

TEST_F(TextFiles, EveryByteOfEightBitsHasAMeaningAsInPocosTables) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const auto latin = read(all, Encoding::iso_8859_1).text;
  for (std::size_t at = 0, byte = 0; byte < 256; ++byte) {
    const auto letter = core::code_point_at(latin, at);
    EXPECT_EQ(letter.value, byte);
    at += letter.length;
  }
  EXPECT_EQ(core::width_of(read(all, Encoding::windows_1252).text), 256U);
}

TEST_F(TextFiles, LettersAcrossBlocksAreWhole) {
  std::string text;
  std::u16string wide;
  for (int i = 0; i < 3000; ++i) {
    text += i % 7 == 0 ? "😀" : i % 3 == 0 ? "€" : i % 2 == 0 ? "å" : "x";
    wide += i % 7 == 0 ? u"😀" : i % 3 == 0 ? u"€" : i % 2 == 0 ? u"å" : u"x";
  }
  for (std::size_t block = 64; block < 90; ++block) {
    EXPECT_EQ(read(text, {}, block).text, text);
    EXPECT_EQ(read("\xFF\xFE" + utf16(wide, false), {}, block).text, text);
  }
}

TEST_F(TextFiles, AFirstLetterFarDownDecidesTheEncoding) {
  const std::string ascii(3 << 20, 'x');
  const auto windows = read(ascii + "V\xE4ster\xE5s", {}, 1 << 20);
  EXPECT_EQ(windows.error, "");
  EXPECT_TRUE(windows.text.ends_with("xVästerås"));
  EXPECT_EQ(read(ascii + "Västerås", {}, 1 << 20).text, ascii + "Västerås");
}

TEST_F(TextFiles, ABrokenByteEndsThemWithItsLineAfterWhatIsBefore) {
  const auto broken = read("Åre;1\r\nÖrebro;2\rMalmö;3\n\xE5rsta;4\n");
  EXPECT_EQ(broken.text, "Åre;1\r\nÖrebro;2\rMalmö;3\n");
  EXPECT_EQ(broken.error, "encoding.utf8");
  EXPECT_EQ(broken.line, 4);
  const auto cut = read("Åre;1\nÖrebr\xC3", Encoding::utf8);
  EXPECT_EQ(cut.text, "Åre;1\nÖrebr");
  EXPECT_EQ(cut.error, "encoding.utf8");
  EXPECT_EQ(read("\xC3", Encoding::utf8).error, "encoding.utf8");

  const auto lone = read("\xFF\xFE" + utf16(u"a\nb\n\xDC00 c", false));
  EXPECT_EQ(lone.text, "a\nb\n");
  EXPECT_EQ(lone.error, "encoding.utf16");
  EXPECT_EQ(lone.line, 3);
  const auto half = read("\xFF\xFE" + utf16(u"a\nb", false) + "c");
  EXPECT_EQ(half.text, "a\nb");
  EXPECT_EQ(half.error, "encoding.utf16");
  EXPECT_EQ(half.line, 2);
}

TEST_F(TextFiles, ThatAreNoFilesAreRefused) {
  const auto missing = TextFile::open(folder() / "none", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "file.missing");
  const auto kind = TextFile::open(folder(), {});
  ASSERT_FALSE(kind);
  EXPECT_EQ(kind.error().code, "file.kind");
}

}  // namespace
}  // namespace sluss::connectors::registers
