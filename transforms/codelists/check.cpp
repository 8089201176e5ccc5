#include "transforms/codelists/check.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "transforms/codelists/names.h"

namespace sluss::transforms::codelists::impl {

namespace {

core::Error problem(const Codelist& list, std::int64_t line, std::string_view code, std::string what,
                    std::string remedy, std::string_view field) {
  return core::fail(core::ErrorClass::config, code, std::move(what), std::move(remedy),
                    {.file = list.file, .line = line, .column = 0, .field = std::string(field)})
      .error();
}

std::string named(const Entry& entry) {
  return core::shortened(entry.code, 40) + " " + core::shortened(entry.text, 40) + " (line " +
         std::to_string(entry.line) + ")";
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_entry(const Codelist& list, const Entry& entry, Errors& errors) {
  if (entry.from && entry.to && *entry.to < *entry.from)
    errors.push_back(problem(list, entry.line, "codelists.validity",
                             entry.code + " is valid to " + core::to_text(*entry.to) + ", before it begins",
                             "`from` is the first and `to` the last day on which it is valid: exchange or correct them",
                             "to"));
  if (list.code_length != 0 && (entry.code.size() != list.code_length || !is_number(entry.code)))
    errors.push_back(problem(list, entry.line, "codelists.code",
                             "the code " + core::shortened(entry.code, 40) + " does not have " +
                                 std::to_string(list.code_length) + " digits",
                             "Write it with its leading zeros, within quotes, or change code_length", "code"));
}

/// Each code once on a day.
void check_codes(const Codelist& list, Errors& errors) {
  std::map<std::string, std::vector<const Entry*>> by_code;
  for (const auto& entry : list.entries) {
    auto& same = by_code[normalised(entry.code)];
    for (const auto* other : same)
      if (other->overlaps(entry)) {
        errors.push_back(problem(list, entry.line, "codelists.twice",
                                 "the code " + core::shortened(entry.code, 40) + " is already that of " +
                                     named(*other) + " on the same days",
                                 "Keep one of them, or end the first (`to`) before the second begins (`from`)",
                                 "code"));
        break;
      }
    same.push_back(&entry);
  }
}

/// An alias means one entry on a day. Two entries may share a name, as areas do: find() calls it ambiguous.
void check_aliases(const Codelist& list, Errors& errors) {
  std::map<std::string, std::vector<const Entry*>> names;
  for (const auto& entry : list.entries) {
    names[normalised(entry.text)].push_back(&entry);
    for (const auto& alias : entry.aliases) names[normalised(alias)].push_back(&entry);
  }
  for (const auto& entry : list.entries)
    for (const auto& alias : entry.aliases) {
      const auto& same = names[normalised(alias)];
      const auto other = std::ranges::find_if(
          same, [&](const Entry* one) { return one != &entry && one->code != entry.code && one->overlaps(entry); });
      if (other == same.end()) continue;
      errors.push_back(problem(list, entry.line, "codelists.alias",
                               "the alias \"" + core::shortened(alias, 40) + "\" is also a name of " + named(**other),
                               "An alias means one entry on a day: remove it from one of them", "aliases"));
    }
}

void check_successors(const Codelist& list, Errors& errors) {
  for (const auto& entry : list.entries)
    for (const auto& code : entry.successors)
      if (std::ranges::find(list.entries, code, &Entry::code) == list.entries.end())
        errors.push_back(problem(list, entry.line, "codelists.successor",
                                 "the successor " + core::shortened(code, 40) + " is not in this list",
                                 "Add it, or correct the code", "successors"));
}

void check_parents_in(const Codelist& list, const Codelist& parents, Errors& errors) {
  for (const auto& entry : list.entries) {
    if (entry.parent.empty()) continue;
    const bool known = std::ranges::any_of(
        parents.entries, [&](const Entry& parent) { return parent.code == entry.parent && parent.overlaps(entry); });
    if (known) continue;
    errors.push_back(problem(list, entry.line, "codelists.parent",
                             "the parent " + core::shortened(entry.parent, 40) + " of " +
                                 core::shortened(entry.code, 40) + " is not in " + parents.id + " on its days",
                             "Add it to " + parents.file + ", or correct the code", "parent"));
  }
}

}  // namespace

void check_list(const Codelist& list, Errors& errors) {
  if (list.entries.empty())
    errors.push_back(problem(list, 1, "codelists.empty", "the code list has no entries",
                             "Write them as entry = [ { code = \"…\", text = \"…\" }, … ]", "entry"));
  for (const auto& entry : list.entries) check_entry(list, entry, errors);
  check_codes(list, errors);
  check_aliases(list, errors);
  check_successors(list, errors);
  if (list.parents.empty() || list.parents == list.id) check_parents_in(list, list, errors);
}

void check_parents(std::span<const Codelist> all, Errors& errors) {
  for (const auto& list : all) {
    if (list.parents.empty() || list.parents == list.id) continue;
    if (const auto parents = find_list(all, list.parents)) {
      check_parents_in(list, **parents, errors);
    } else {
      errors.push_back(problem(list, 1, "codelists.parent",
                               "the list of its parents is missing: " + parents.error().what, parents.error().remedy,
                               "parents"));
    }
  }
}

}  // namespace sluss::transforms::codelists::impl
