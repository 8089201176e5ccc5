#include "tests/tools/broken_bytes.h"

#include <random>

#include "tests/tools/whole.h"

namespace sluss::tests {

namespace {

std::string repeated(const std::string& text, std::size_t octets) {
  std::string out;
  while (out.size() < octets) out += text;
  return out;
}

std::string in_utf16(const std::string& ascii, bool big_endian) {
  std::string out;
  for (const char c : ascii) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

}  // namespace

std::vector<std::string> broken_bytes() {
  using namespace std::string_literals;
  std::vector<std::string> all;
  const auto letters = "å€😀"s;
  for (std::size_t size = 1; size <= letters.size(); ++size) all.push_back(letters.substr(0, size));    // cut: 9
  for (std::size_t from = 1; from < letters.size(); ++from) all.push_back("x" + letters.substr(from));  // begun amid: 8
  for (const auto& one : {"\x80"s, "\xBF"s, "\xC3"s, "\xE2\x82"s, "\xF0\x9F\x98"s, "\xFE"s, "\xFF"s,    // stray
                          "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x80\x80"s, "\xF0\x80\x80\x80"s,               // overlong
                          "\xED\xA0\x80"s, "\xED\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF8\x88\x80\x80\x80"s})  // no points
    all.push_back("tabell " + one + " saknas");
  for (const auto& one : {
           "kolumnen \xE5\xE4\xF6 saknas"s,
           "\xE5\xE4\xF6"s,
           "pris \x80 5 \x93vad\x94"s,  // Latin-1, Windows-1252
           in_utf16("no such column", false),
           in_utf16("no such column", true),
           "\xFF\xFE" + in_utf16("BOM", false),
           "\xFE\xFF" + in_utf16("BOM", true),
           in_utf16("odd", false) + "x",
           "n\0\0\0o\0\0\0"s,
           "\x1B$B%F%9%H\x1B(B"s,
           "\x83\x65\x83\x58\x83\x67"s,
           "+AOU-"s,
           "\x95\x81\x82\x85"s,
           "\0"s,
           "\0\0\0\0"s,
           "a\0b"s,
           "\0slut"s,
           "b\xF6rjan\0"s,  // NUL
           "\x01\x02\x1F\x7F"s,
           "\xC2\x80\xC2\x9F"s,
           "\xE2\x80\xA8\xE2\x80\xAE"s,
           "\xEF\xBB\xBFx"s,
           "\xEF\xBF\xBF"s,
           "rad\r\nrad\n"s,
           "\x1B[31mr\xF6tt"s,
           "\"}\n{\"hash\":\"\\"s,
           "%s%n{}{0}"s,
           ""s,
           "blandat å \xE5 å \xE4"s,
       })
    all.push_back(one);
  for (const std::size_t size : {511U, 512U, 1023U, 1024U, 4095U, 32766U}) all.push_back(std::string(size, 'a') + "å");
  all.push_back(repeated("å", 1400));
  all.push_back("x" + repeated("å", 1400));
  all.push_back(repeated("å", large_text()));
  all.push_back("x" + repeated("€", large_text()));
  all.push_back(std::string(large_text(), '\xFF'));
  all.push_back(std::string(large_text(), '\0'));
  all.push_back(repeated("\xE5 r\xE4knat", large_text()));
  std::string every;
  for (int octet = 0; octet < 256; ++octet) every += static_cast<char>(octet);
  all.push_back(every);
  std::mt19937 random(1);
  for (int i = 0; i < 4; ++i) {
    std::string noise;
    for (int at = 0; at < 200; ++at) noise += static_cast<char>(random() & 0xFFU);
    all.push_back(noise);
  }
  return all;
}

}  // namespace sluss::tests
