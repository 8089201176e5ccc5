#include "warehouse/journal/journal_line.h"

#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "core/json.h"

namespace sluss::warehouse::journal {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view hash_key = ",\"hash\":\"";
constexpr std::string_view line_end = "\"}";
constexpr std::size_t hash_size = 64;

std::unexpected<core::Error> broken(std::string what, const core::Place& place) {
  return core::fail(
      core::ErrorClass::data, "journal.broken", std::move(what),
      "The journal is only ever added to: somebody or a disk has changed it. Stop the daemon and put "
      "that line back from a backup's journal.jsonl (sluss restore FILE --into a folder of its own): up to "
      "the backup's end the two are alike. Where the line is newer, take the whole file.",
      place);
}

}  // namespace

core::Result<std::string> write_line(Entry& entry, std::string_view prev) {
  const auto body = Json::parse(entry.body, nullptr, false);
  if (!body.is_object()) {
    return core::fail(core::ErrorClass::config, "journal.bad_body", "what is to be written is not a JSON object");
  }
  Json line;
  line["number"] = entry.number;
  line["at"] = core::to_text(entry.at);
  line["kind"] = entry.kind;
  line["who"] = entry.who;
  line["body"] = body;
  line["prev"] = prev;
  auto text = core::json_text(line);
  text.pop_back();  // the closing brace
  entry.body = core::json_text(body);
  entry.hash = core::Sha256::of(text).hex();
  text.append(hash_key).append(entry.hash).append(line_end).append("\n");
  return text;
}

core::Result<Line> read_line_alone(std::string_view line, const core::Place& place) {
  const auto tail = hash_key.size() + hash_size + line_end.size();
  if (line.size() < tail || !line.ends_with(line_end)) return broken("the line has no hash", place);
  const auto text = line.substr(0, line.size() - tail);
  const auto rest = line.substr(text.size());
  if (!rest.starts_with(hash_key)) return broken("the line has no hash", place);
  Line read;
  auto& entry = read.entry;
  entry.hash = rest.substr(hash_key.size(), hash_size);
  if (core::Sha256::of(text).hex() != entry.hash) return broken("the line's hash is not that of its text", place);
  try {
    const auto json = Json::parse(line);
    entry.number = json.at("number").get<std::int64_t>();
    entry.kind = json.at("kind").get<std::string>();
    entry.who = json.at("who").get<std::string>();
    entry.body = core::json_text(json.at("body"));
    entry.at = SLUSS_TRY(core::parse_instant(json.at("at").get<std::string>()));
    read.prev = json.at("prev").get<std::string>();
  } catch (const Json::exception& error) {
    return broken(std::string("unreadable JSON: ") + error.what(), place);
  }
  return read;
}

core::Result<Entry> read_line(std::string_view line, std::int64_t number, std::string_view prev,
                              const core::Place& place) {
  auto read = SLUSS_TRY(read_line_alone(line, place));
  if (read.prev != prev) return broken("the line does not follow upon the line before it", place);
  if (read.entry.number != number) {
    return broken("the line's number is not one more than that of the line before", place);
  }
  return std::move(read.entry);
}

}  // namespace sluss::warehouse::journal
