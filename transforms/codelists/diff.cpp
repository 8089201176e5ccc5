#include "transforms/codelists/diff.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::transforms::codelists {

namespace {

using Json = nlohmann::ordered_json;
using Pair = std::pair<const Entry*, const Entry*>;  // before, after; nullptr: not there

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

std::string joined(const std::map<std::string, std::string>& texts) {
  std::string all;
  for (const auto& [name, text] : texts) all += (all.empty() ? "" : ", ") + name + " " + text;
  return all;
}

std::string day_text(const std::optional<core::Day>& day) {
  return day ? core::to_text(*day) : "";
}

using ByCode = std::map<std::string, std::vector<const Entry*>>;

ByCode by_code(const Codelist& list) {
  ByCode all;
  for (const auto& entry : list.entries) all[entry.code].push_back(&entry);
  for (auto& [code, entries] : all)
    std::ranges::sort(entries, [](const Entry* a, const Entry* b) { return a->from < b->from; });
  return all;
}

/// Entries of one code: those with the same first day belong together, the rest by their order.
std::vector<Pair> paired(std::vector<const Entry*> before, std::vector<const Entry*> after) {
  std::vector<Pair> pairs;
  std::erase_if(before, [&](const Entry* one) {
    const auto same = std::ranges::find(after, one->from, [](const Entry* other) { return other->from; });
    if (same == after.end()) return false;
    pairs.emplace_back(one, *same);
    after.erase(same);
    return true;
  });
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
    pairs.emplace_back(i < before.size() ? before[i] : nullptr, i < after.size() ? after[i] : nullptr);
  return pairs;
}

void compare(std::vector<Change>& changes, const Entry* after, std::string_view key, const std::string& old_value,
             const std::string& new_value) {
  if (old_value == new_value) return;
  changes.push_back({after == nullptr ? "" : after->code, after == nullptr ? "" : after->text, std::string(key),
                     old_value, new_value});
}

void compare_entries(Difference& found, const Entry& before, const Entry& after) {
  compare(found.renamed, &after, "text", before.text, after.text);
  compare(found.redated, &after, "from", day_text(before.from), day_text(after.from));
  compare(found.redated, &after, "to", day_text(before.to), day_text(after.to));
  compare(found.reparented, &after, "parent", before.parent, after.parent);
  compare(found.others, &after, "aliases", joined(before.aliases), joined(after.aliases));
  compare(found.others, &after, "successors", joined(before.successors), joined(after.successors));
  compare(found.others, &after, "equals", joined(before.equals), joined(after.equals));
}

/// Of entries that have one of their own: the list's is compared once, with the list.
std::string own_layout(const Codelist& list, const Entry& entry) {
  return entry.layout == list.layout ? "the list's" : std::string(name_of(entry.layout));
}

void compare_heads(Difference& found, const Codelist& before, const Codelist& after) {
  auto& changes = found.others;
  compare(changes, nullptr, "title", before.title, after.title);
  compare(changes, nullptr, "source", before.source, after.source);
  compare(changes, nullptr, "licence", before.licence, after.licence);
  compare(changes, nullptr, "layout", std::string(name_of(before.layout)), std::string(name_of(after.layout)));
  compare(changes, nullptr, "parents", before.parents, after.parents);
  compare(changes, nullptr, "code_length", std::to_string(before.code_length), std::to_string(after.code_length));
  compare(changes, nullptr, "beginnings", joined(before.beginnings), joined(after.beginnings));
  compare(changes, nullptr, "endings", joined(before.endings), joined(after.endings));
  compare(changes, nullptr, "not_stated", joined(before.not_stated), joined(after.not_stated));
}

std::string entry_line(char sign, const Entry& entry) {
  const auto days = validity_text(entry);
  return std::string{sign, ' '} + entry.code + " " + entry.text + (days.empty() ? "" : " (" + days + ")") +
         (entry.parent.empty() ? "" : ", parent " + entry.parent) + "\n";
}

std::string change_line(const Change& change) {
  const auto value = [](const std::string& text) { return text.empty() ? std::string("nothing") : text; };
  const auto whose = change.code.empty() ? std::string("the list") : change.code + " " + change.text;
  return "~ " + whose + ": " + change.key + ": " + value(change.before) + " → " + value(change.after) + "\n";
}

Json entry_json(const Entry& entry) {
  const auto day = [](const std::optional<core::Day>& one) { return one ? Json(core::to_text(*one)) : Json(); };
  Json json{{"code", entry.code}, {"text", entry.text}, {"from", day(entry.from)}, {"to", day(entry.to)}};
  json["parent"] = entry.parent.empty() ? Json() : Json(entry.parent);
  json["aliases"] = entry.aliases;
  json["successors"] = entry.successors;
  json["equals"] = Json::object();
  for (const auto& [system, code] : entry.equals) json["equals"][system] = code;
  json["layout"] = name_of(entry.layout);
  return json;
}

Json entries_json(const std::vector<Entry>& entries) {
  auto all = Json::array();
  for (const auto& entry : entries) all.push_back(entry_json(entry));
  return all;
}

Json changes_json(const std::vector<Change>& changes) {
  auto all = Json::array();
  for (const auto& change : changes)
    all.push_back({{"code", change.code.empty() ? Json() : Json(change.code)},
                   {"key", change.key},
                   {"before", change.before},
                   {"after", change.after}});
  return all;
}

}  // namespace

Difference difference(const Codelist& before, const Codelist& after) {
  Difference found;
  const auto old_codes = by_code(before);
  auto new_codes = by_code(after);
  std::vector<Pair> pairs;
  for (const auto& [code, entries] : old_codes)
    std::ranges::move(paired(entries, new_codes[code]), std::back_inserter(pairs));
  for (const auto& [code, entries] : new_codes)
    if (!old_codes.contains(code)) std::ranges::move(paired({}, entries), std::back_inserter(pairs));
  for (const auto& [one, other] : pairs) {
    if (one == nullptr) {
      found.added.push_back(*other);
    } else if (other == nullptr) {
      found.removed.push_back(*one);
    } else {
      compare_entries(found, *one, *other);
      compare(found.others, other, "layout", own_layout(before, *one), own_layout(after, *other));
    }
  }
  compare_heads(found, before, after);
  return found;
}

std::string diff_text(const Codelist& before, const Codelist& after, const Difference& difference) {
  const auto heading = before.file + " → " + after.file;
  if (difference.none()) return heading + ": no difference\n";
  std::string text = heading + ": " + std::to_string(difference.added.size()) + " added, " +
                     std::to_string(difference.removed.size()) + " removed, " +
                     std::to_string(difference.renamed.size()) + " renamed, " +
                     std::to_string(difference.redated.size()) + " re-dated, " +
                     std::to_string(difference.reparented.size()) + " re-parented, " +
                     std::to_string(difference.others.size()) + " other\n";
  for (const auto& entry : difference.added) text += entry_line('+', entry);
  for (const auto& entry : difference.removed) text += entry_line('-', entry);
  for (const auto* changes : {&difference.renamed, &difference.redated, &difference.reparented, &difference.others})
    for (const auto& change : *changes) text += change_line(change);
  return text;
}

std::string diff_json(const Codelist& before, const Codelist& after, const Difference& difference) {
  const auto edition = [](const Codelist& list) { return Json{{"id", list.id}, {"file", list.file}}; };
  const Json json{{"old", edition(before)},
                  {"new", edition(after)},
                  {"added", entries_json(difference.added)},
                  {"removed", entries_json(difference.removed)},
                  {"renamed", changes_json(difference.renamed)},
                  {"redated", changes_json(difference.redated)},
                  {"reparented", changes_json(difference.reparented)},
                  {"other", changes_json(difference.others)}};
  return core::json_text(json);
}

std::string list_json(const Codelist& list, std::optional<core::Day> day) {
  Json json{{"id", list.id},
            {"title", list.title},
            {"source", list.source},
            {"licence", list.licence},
            {"layout", name_of(list.layout)},
            {"file", list.file}};
  json["parents"] = list.parents.empty() ? Json() : Json(list.parents);
  auto entries = Json::array();
  for (const auto& entry : list.entries)
    if (!day || entry.valid_on(*day)) entries.push_back(entry_json(entry));
  json["entries"] = std::move(entries);
  return core::json_text(json);
}

}  // namespace sluss::transforms::codelists
