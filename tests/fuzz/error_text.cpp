// Any bytes as the words of an error: made, described in one line, put in the journal, read from it and shown as JSON.
// Nothing throws, the line is read as it was written, and all of it is UTF-8.

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "check.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "warehouse/journal/journal_line.h"

using namespace sluss;
using fuzz::check;
using nlohmann::json;

namespace {

void check_helpers(std::string_view text) {
  for (const std::size_t most : {0, 1, 2, 3, 7, 40}) {
    const auto kept = core::cut(text, most);
    check(kept.size() <= most && kept.size() + 3 >= std::min<std::size_t>(most, text.size()));
    if (core::is_well_formed(text)) {
      check(core::is_well_formed(kept));
      check(core::width_of(core::shortened(text, most)) <= std::max<std::size_t>(most, 1));
    }
  }
  const auto line = core::one_line(text);
  check(core::is_well_formed(line) && line.find_first_of(std::string_view("\n\r\0\x1b", 4)) == std::string::npos);
  check(core::one_line(line) == line);
  check(core::is_well_formed(core::decoded(text)) && core::is_well_formed(core::well_formed(text)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_helpers(text);
  const auto half = text.substr(size / 2);
  const auto error =
      core::fail(core::ErrorClass::source, "fuzz.said", text, half, {.file = half, .field = text}).error();
  const auto described = core::describe(error);
  check(core::is_well_formed(described) && described.find('\0') == std::string::npos);
  for (const auto& words : {described, text}) {  // what is made by fail(), and what is not
    warehouse::journal::Entry entry;
    entry.number = 1;
    entry.kind = "failed";
    entry.who = half;
    entry.body = core::json_text(json{{"error", words}, {"error_code", error.code}});
    auto line = warehouse::journal::write_line(entry, warehouse::journal::first_prev);
    check(line && line->ends_with('\n') && line->find('\n') == line->size() - 1 && core::is_well_formed(*line));
    line->pop_back();
    const auto read = warehouse::journal::read_line(*line, 1, warehouse::journal::first_prev, {});
    check(read && read->body == entry.body && read->hash == entry.hash);
    const auto shown = json::parse(core::json_text(json::parse(read->body)));
    check(shown.at("error").is_string() && core::is_well_formed(shown.at("error").get<std::string>()));
    check(words != described || shown.at("error") == described);
  }
  return 0;
}
