#include "connectors/register/suggest/headings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/suggest/names.h"
#include "core/gender_words.h"

namespace sluss::connectors::registers {
namespace {

/// Of a heading's word. One letter is not enough: "T" or "K" stands for much.
std::optional<core::Gender> gender_in(std::string_view word) {
  return word.size() > 1 ? core::gender_of_word(spelling(word)) : std::nullopt;
}

/// A heading of one year, one sex, or both, and what is around them as a pattern.
struct Template {
  std::string pattern;
  std::string year;
  std::string sex;
};

enum class Of { sex_and_year, year, sex };

Template template_of(const std::string& heading, Of of) {
  Template made;
  std::string_view rest = heading;
  while (!rest.empty()) {
    const auto blank = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, blank);
    const bool sex = gender_in(word).has_value();
    const auto year = find_year(word);
    if (of != Of::year && sex && made.sex.empty()) {
      made.pattern += "{kon:word}";
      made.sex = word;
    } else if (of != Of::sex && year != std::string_view::npos && made.year.empty()) {
      made.pattern += escaped(word.substr(0, year)) + "{ar:year}" + escaped(word.substr(year + 4));
      made.year = word.substr(year, 4);
    } else {
      made.pattern += escaped(word);
    }
    rest.remove_prefix(std::min(blank + 1, rest.size()));
    if (!rest.empty()) made.pattern += ' ';
  }
  return made;
}

bool is_group(const std::vector<Template>& members, Of of) {
  if (members.size() < 2) return false;
  std::set<std::string> years;
  std::set<std::pair<std::string, std::string>> both;
  bool any_women = false;
  bool any_men = false;
  for (const auto& one : members) {
    years.insert(one.year);
    both.emplace(spelling(one.sex), one.year);
    any_women |= gender_in(one.sex) == core::Gender::women;
    any_men |= gender_in(one.sex) == core::Gender::men;
  }
  if (both.size() != members.size()) return false;  // two columns would be one
  if (of != Of::sex && years.contains("")) return false;
  return of == Of::year ? years.size() > 1 : any_women && any_men;
}

}  // namespace

std::string year_pattern(const std::string& heading) {
  return template_of(heading, Of::year).pattern;
}

std::optional<HeadingGroup> find_group(const std::vector<std::string>& headings,
                                       const std::vector<std::size_t>& columns) {
  std::optional<HeadingGroup> largest;
  for (const auto of : {Of::sex_and_year, Of::year, Of::sex}) {
    std::map<std::string, std::pair<std::vector<std::size_t>, std::vector<Template>>> groups;
    for (const auto column : columns) {
      auto made = template_of(headings[column], of);
      auto& [members, templates] = groups[made.pattern];
      members.push_back(column);
      templates.push_back(std::move(made));
    }
    for (const auto& [pattern, group] : groups) {
      const auto& [members, templates] = group;
      if (!is_group(templates, of) || (largest && largest->columns.size() >= members.size())) continue;
      HeadingGroup found{.columns = members, .has_year = of != Of::sex};
      if (found.has_year) found.pattern = pattern;
      if (of == Of::sex)
        for (const auto& one : templates) found.sexes.push_back(one.sex);
      largest = std::move(found);
    }
  }
  return largest;
}

}  // namespace sluss::connectors::registers
