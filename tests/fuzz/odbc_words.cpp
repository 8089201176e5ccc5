// Any message of a driver becomes an error that the journal stores and JSON shows, and reads back as the same words.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "check.h"
#include "connectors/odbc/words.h"
#include "core/json.h"
#include "core/text.h"
#include "warehouse/journal/journal_line.h"

using sluss::fuzz::check;
namespace core = sluss::core;
namespace journal = sluss::warehouse::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto words = sluss::connectors::odbc::words_of(octets);
  check(core::is_well_formed(words));
  check(words.find('\0') == std::string::npos);
  check(words.size() <= octets.size() * 3 + 3);

  const auto failed =
      core::fail(core::ErrorClass::source, "odbc.query", "the database refused the query (HY000): " + words,
                 "try the query with the database's own tools, as the same user", {.field = words});
  const auto& error = failed.error();
  check(core::is_well_formed(error.what) && core::is_well_formed(error.place.field));
  journal::Entry entry;
  entry.number = 1;
  entry.kind = "failed";
  entry.who = "fuzz";
  entry.body = core::json_text(nlohmann::json{{"what", error.what}, {"field", error.place.field}});
  const auto line = journal::write_line(entry, journal::first_prev);
  check(line.has_value());
  const auto read = journal::read_line(std::string_view(*line).substr(0, line->size() - 1), 1, journal::first_prev, {});
  check(read.has_value());
  check(nlohmann::json::parse(read->body).at("what") == error.what);
  return 0;
}
