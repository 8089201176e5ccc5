#include "connectors/kolada/options.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace sluss::connectors::kolada {
namespace {

using core::config::Key;
using core::config::Table;
using core::config::TextMeaning;
using core::config::Type;

constexpr double ten_years = 3'653 * 86'400'000.0;
constexpr std::string_view first = "0.1.0";

constexpr std::string_view digits = "0123456789";
constexpr std::string_view prefix = "kolada:";

bool only(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// A group with Kolada's own id ("group:G176664") by our id for it, anything else unchanged.
std::string compared_with(const std::string& text) {
  const std::string_view group = text.starts_with("group:") ? std::string_view(text).substr(6) : std::string_view(text);
  const bool by_id = group.starts_with('G') && only(group.substr(1), digits);
  return by_id ? std::string(prefix) + std::string(group) : text;
}

/// One element of a list, for messages and for its place.
struct ListItem {
  std::string path;  ///< "job.0.indicators"
  std::string key;   ///< "indicators.2"
};
ListItem list_item(const Table& table, std::string_view key, std::size_t index) {
  return {.path = table.path() + "." + std::string(key), .key = std::string(key) + "." + std::to_string(index)};
}

void check_prefixed(const std::string& text, std::size_t colon, const ListItem& where, Problems& problems) {
  static const std::vector<std::string> prefixes{"set", "kpigroup", "title", "operating_area"};
  const auto what = text.substr(0, colon);
  const auto rest = text.substr(colon + 1);
  if (std::ranges::find(prefixes, what) == prefixes.end()) {
    const auto near = problems.nearest(what, prefixes);
    problems.fail(where.key, "config.selection", "'" + text + "' is no selection of indicators",
                  near.empty() ? "Begin with set:, kpigroup:, title: or operating_area:, or write an id as \"N15428\"."
                               : "Did you mean '" + near + ":" + rest + "'?");
  } else if (rest.empty()) {
    problems.fail(where.key, "config.selection", "nothing stands after '" + what + ":'", "Write what to select.");
  } else if (what == "set") {
    if (const auto set = problems.expand_sets()({text}); !set) problems.fail(where.key, set.error());
  }
}

void check_indicator(const std::string& text, const ListItem& where, Problems& problems) {
  if (text == "*") return;
  if (const auto colon = text.find(':'); colon != std::string::npos) {
    check_prefixed(text, colon, where, problems);
    return;
  }
  const bool letter = !text.empty() && std::isupper(static_cast<unsigned char>(text.front())) != 0;
  if (text.size() == 6 && letter && only(std::string_view(text).substr(1), digits)) return;
  std::string remedy = "An id is a letter and five digits, for example \"N15428\".";
  std::string upper = text;
  if (!upper.empty()) upper.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(upper.front())));
  if (upper != text && upper.size() == 6 && only(std::string_view(upper).substr(1), digits))
    remedy = "Write \"" + upper + "\".";
  problems.fail(where.key, "config.selection", where.path + ": '" + text + "' is no selection of indicators", remedy);
}

void check_area(const std::string& text, const ListItem& where, bool compare, Problems& problems) {
  const bool group = text.starts_with("group:");
  if (text.empty() || (group && text.size() == 6)) {
    problems.fail(where.key, "config.selection", where.path + " holds an empty selection",
                  "Write what to select, or take it out.");
  } else if (compare && text != "riket" && text != "county" && !group) {
    const auto near = problems.nearest(text, {"riket", "county"});
    problems.fail(where.key, "config.selection", "'" + text + "' is nothing to compare with",
                  near.empty() ? "Write \"riket\", \"county\" or \"group:THEME\"." : "Did you mean '" + near + "'?");
  } else if (only(text, digits) && text.size() < 4) {
    problems.fail(where.key, "config.selection", "'" + text + "' is no area's code",
                  "A municipality's code has four digits: \"" + std::string(4 - text.size(), '0') + text + "\"?");
  }
}

void check_areas(const Table& job, std::string_view key, bool compare, Problems& problems) {
  const auto& texts = job.texts(key);
  for (std::size_t i = 0; i < texts.size(); ++i) check_area(texts[i], list_item(job, key, i), compare, problems);
}

/// A list that is written selects something.
void check_selects(const Table& job, std::string_view key, Problems& problems) {
  if (!job.has(key) || !job.texts(key).empty()) return;
  problems.fail(key, "config.selection", job.path() + "." + std::string(key) + " is empty",
                "Select something; [\"*\"] is everything.");
}

}  // namespace

constinit const std::array<Key, 4> source_keys = std::to_array<Key>({
    {.name = "url",
     .standard = "\"https://api.kolada.se/v3\"",
     .measure = "URL",
     .description = "Where Kolada's API version 3 answers.",
     .since = first,
     .meaning = TextMeaning::web_address},
    {.name = "per_page",
     .type = Type::integer,
     .standard = "5000",
     .measure = "objects",
     .description = "How many objects to request in a page. Kolada gives at most 5000.",
     .least = 1,
     .most = 5000,
     .since = first},
    {.name = "secret_headers",
     .type = Type::names,
     .measure = "header = credential",
     .description = "HTTP headers whose values are secrets, by the names of their credentials.",
     .example = "{ \"X-Api-Key\" = \"gateway\" }",
     .since = first,
     .meaning = TextMeaning::secret_name},
    {.name = "secret_query",
     .type = Type::names,
     .measure = "parameter = credential",
     .description = "URL parameters whose values are secrets, by the names of their credentials.",
     .example = "{ \"key\" = \"gateway\" }",
     .since = first,
     .meaning = TextMeaning::secret_name},
});

constinit const std::array<Key, 7> job_keys = std::to_array<Key>({
    {.name = "indicators",
     .type = Type::texts,
     .required = true,
     .measure = "selections",
     .description = "Ids (\"N15428\"), ready sets (\"set:aldreomsorg\"), indicator groups (\"kpigroup:…\"), titles "
                    "(\"title:…\"), operating areas (\"operating_area:…\") or everything (\"*\").",
     .example = "[\"U21468\", \"N33817\", \"set:aldreomsorg\"]",
     .since = first},
    {.name = "areas",
     .type = Type::texts,
     .standard = "[\"*\"]",
     .measure = "selections",
     .description = "Codes, names, \"county\" (your county's municipalities), \"riket\", \"group:…\" or everything "
                    "(\"*\"). Rank and quartile need the whole country.",
     .since = first},
    {.name = "compare",
     .type = Type::texts,
     .measure = "selections",
     .description = "What your municipality is compared with: \"riket\", \"county\", \"group:THEME\" (the latest "
                    "year's group for your municipality).",
     .example = "[\"riket\", \"county\", \"group:Liknande kommuner äldreomsorg\"]",
     .since = first},
    {.name = "units",
     .type = Type::texts,
     .standard = "[\"areas\"]",
     .measure = "codes, names",
     .description = "Municipalities whose organisational units are loaded; \"areas\" means those of `areas`, [] none.",
     .since = first},
    {.name = "full_reload",
     .type = Type::duration,
     .standard = "\"30d\"",
     .description = "How old a query's last full load may be before all of it is requested again. Only a full load "
                    "finds what was silently removed.",
     .words = "always",
     .least = 1,
     .most = ten_years,
     .since = first},
    {.name = "overlap",
     .type = Type::duration,
     .standard = "\"30d\"",
     .measure = "duration",
     .description = "How far an incremental load reaches back before the last one.",
     .most = ten_years,
     .since = first},
    {.name = "first_year",
     .type = Type::integer,
     .standard = "1970",
     .measure = "year",
     .description = "Figures before it are not requested.",
     .least = 1900,
     .most = 2200,
     .since = first},
});

void check_source(const Table& source, Problems& problems) {
  constexpr std::string_view header_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  for (const auto& [header, credential] : source.names("secret_headers")) {
    if (only(header, header_characters)) continue;
    problems.fail("secret_headers", "config.header", source.path() + ".secret_headers names no HTTP header",
                  "A header's name has letters, digits and dashes.");
  }
}

void check_job(const Table& job, Problems& problems) {
  check_selects(job, "indicators", problems);
  const auto& indicators = job.texts("indicators");
  for (std::size_t i = 0; i < indicators.size(); ++i)
    check_indicator(indicators[i], list_item(job, "indicators", i), problems);
  check_selects(job, "areas", problems);
  check_areas(job, "areas", false, problems);
  check_areas(job, "compare", true, problems);
  check_areas(job, "units", false, problems);
}

core::Result<Interest> interest(const Table& job, const ExpandSets& expand_sets) {
  Interest interest;
  for (const auto& text : job.texts("compare")) interest.compare.push_back(compared_with(text));
  const auto ids = SLUSS_TRY(expand_sets(job.texts("indicators")));
  for (const auto& id : ids) {
    if (id == "*" || id.find(':') != std::string::npos) {
      interest.more = true;
    } else {
      interest.indicators.push_back(std::string(prefix) + id);
    }
  }
  return interest;
}

}  // namespace sluss::connectors::kolada
