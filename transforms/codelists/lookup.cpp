#include "transforms/codelists/lookup.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "core/shown.h"
#include "transforms/codelists/names.h"

namespace sluss::transforms::codelists {

namespace {

using Hits = std::vector<Hit>;
using Names = std::unordered_map<std::string, Hits>;

constexpr std::size_t longest_written = 40;
constexpr std::size_t longest_suggested = 100;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void add(Names& names, const std::string& name, const Hit& hit) {
  auto& hits = names[name];
  if (std::ranges::find(hits, hit.entry, &Hit::entry) == hits.end()) hits.push_back(hit);
}

std::string shown(const Hit& hit) {
  return core::shown(hit.entry->text, longest_written) + " (" + hit.entry->code + ")";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

/// How many days a day lies outside an entry's.
std::int32_t days_away(const Entry& entry, core::Day day) {
  if (entry.from && day < *entry.from) return entry.from->days - day.days;
  if (entry.to && *entry.to < day) return day.days - entry.to->days;
  return 0;
}

/// Of one writing: found, ambiguous, or not valid; unknown where no entry has it at all.
Match match_of(Hits hits, By by, core::Day day) {
  Hits valid;
  std::ranges::copy_if(hits, std::back_inserter(valid), [&](const Hit& hit) { return hit.entry->valid_on(day); });
  if (valid.size() == 1) return {.outcome = Outcome::found, .by = by, .hit = valid.front()};
  if (valid.size() > 1) return {.outcome = Outcome::ambiguous, .by = by, .among = std::move(valid)};
  if (hits.empty()) return {};
  const auto nearest = std::ranges::min_element(hits, {}, [&](const Hit& hit) { return days_away(*hit.entry, day); });
  return {.outcome = Outcome::not_valid, .by = by, .hit = *nearest};
}

std::string not_valid_remedy(const Match& match) {
  const auto& successors = match.hit.entry->successors;
  if (!successors.empty()) return "In its place came " + joined(successors) + ". Correct the value, or its period.";
  return "Correct the value or its period, or add the validity to the code list " + match.hit.list->id + ".";
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  static constexpr std::array<std::string_view, 6> names{"found",     "not_stated", "empty",
                                                         "not_valid", "ambiguous",  "unknown"};
  return names.at(static_cast<std::size_t>(outcome));
}

std::string_view name_of(By by) {
  static constexpr std::array<std::string_view, 4> names{"code", "mended_code", "name", "bare_name"};
  return names.at(static_cast<std::size_t>(by));
}

struct Lookup::Index {
  std::vector<const Codelist*> lists;
  Names codes;
  Names names;
  Names bare;
  std::set<std::string> not_stated;

  void add_entry(const Hit& hit) {
    add(codes, impl::normalised(hit.entry->code), hit);
    const auto add_name = [&](const std::string& text) {
      const auto name = impl::normalised(text);
      add(names, name, hit);
      for (const auto& form : impl::bare_forms(*hit.list, name)) add(bare, form, hit);
    };
    add_name(hit.entry->text);
    for (const auto& alias : hit.entry->aliases) add_name(alias);
  }

  /// Excel makes 180 of "0180": the zeros back, by the length of the list's codes.
  [[nodiscard]] Hits with_zeros(const std::string& digits) const {
    Hits hits;
    if (!is_number(digits)) return hits;
    for (const auto* list : lists) {
      if (digits.size() >= list->code_length) continue;
      const auto found = codes.find(std::string(list->code_length - digits.size(), '0') + digits);
      if (found == codes.end()) continue;
      std::ranges::copy_if(found->second, std::back_inserter(hits), [&](const Hit& hit) { return hit.list == list; });
    }
    return hits;
  }

  [[nodiscard]] Hits without_affixes(const std::string& name) const {
    Hits hits;
    for (const auto* list : lists)
      for (const auto& form : impl::bare_forms(*list, name)) {
        const auto found = bare.find(form);
        if (found == bare.end()) continue;
        for (const auto& hit : found->second)
          if (hit.list == list && std::ranges::find(hits, hit.entry, &Hit::entry) == hits.end()) hits.push_back(hit);
      }
    return hits;
  }

  [[nodiscard]] Hits hits_of(const std::string& name, By by) const {
    if (by == By::mended_code) return with_zeros(name);
    if (by == By::bare_name) return without_affixes(name);
    const auto& index = by == By::code ? codes : names;
    const auto found = index.find(name);
    return found == index.end() ? Hits{} : found->second;
  }

  /// The nearest by name, all that are equally near; none where none is near.
  [[nodiscard]] Hits nearest(const std::string& name, core::Day day) const {
    Hits near;
    if (is_number(name) || name.size() > longest_suggested) return near;
    std::size_t least = std::max<std::size_t>(2, name.size() / 4 + 2) - 1;
    for (const auto* list : lists) {
      const auto forms = impl::bare_forms(*list, name);
      for (const auto& entry : list->entries) {
        if (!entry.valid_on(day)) continue;
        const auto apart = letters_apart(forms, impl::bare_forms(*list, impl::normalised(entry.text)));
        if (apart > least) continue;
        if (apart < least) near.clear();
        least = apart;
        near.push_back({list, &entry});
      }
    }
    return near;
  }

  template <class Forms>
  static std::size_t letters_apart(const Forms& forms, const Forms& of_entry) {
    auto least = longest_suggested;
    for (const auto& known : of_entry)
      for (const auto& form : forms) least = std::min<std::size_t>(least, impl::letters_apart(form, known));
    return least;
  }
};

Lookup::Lookup(std::span<const Codelist* const> lists) : index_(std::make_unique<Index>()) {
  for (const auto* list : lists) {
    index_->lists.push_back(list);
    for (const auto& text : list->not_stated) index_->not_stated.insert(impl::normalised(text));
    for (const auto& entry : list->entries) index_->add_entry({list, &entry});
  }
}

Lookup::Lookup(const Codelist& list) : Lookup(std::array{&list}) {}
Lookup::~Lookup() = default;
Lookup::Lookup(Lookup&& other) noexcept = default;
Lookup& Lookup::operator=(Lookup&& other) noexcept = default;

Match Lookup::find(std::string_view code_or_name, core::Day day) const {
  const auto name = impl::normalised(code_or_name);
  if (name.empty()) return {.outcome = Outcome::empty};
  if (index_->not_stated.contains(name)) return {.outcome = Outcome::not_stated};
  Match known;
  for (const auto by : {By::code, By::mended_code, By::name, By::bare_name}) {
    auto match = match_of(index_->hits_of(name, by), by, day);
    if (match.outcome == Outcome::found || match.outcome == Outcome::ambiguous) return match;
    if (known.outcome == Outcome::unknown) known = std::move(match);
  }
  if (known.outcome == Outcome::unknown) known.near = index_->nearest(name, day);
  if (!known.near.empty()) known.suggestion = shown(known.near.front());
  return known;
}

core::Error error_of(const Match& match, std::string_view written, core::Day day) {
  const auto value = "'" + core::shown(written, longest_written) + "'";
  if (match.outcome == Outcome::ambiguous) {
    std::vector<std::string> all;
    for (const auto& hit : match.among) all.push_back(shown(hit) + " of " + hit.list->id);
    return core::fail(core::ErrorClass::data, "codelists.ambiguous", value + " may be " + joined(all),
                      "Write the code, or let the mapping look it up in one list only.")
        .error();
  }
  if (match.outcome == Outcome::not_valid)
    return core::fail(core::ErrorClass::data, "codelists.not_valid",
                      value + " is " + shown(match.hit) + ", which is not valid on " + core::to_text(day) + " (" +
                          validity_text(*match.hit.entry) + ")",
                      not_valid_remedy(match))
        .error();
  return core::fail(core::ErrorClass::data, "codelists.not_found", value + " is neither a code nor a name of the list",
                    match.suggestion.empty() ? "Correct the value, or add it as an alias to a code list of your own."
                                             : "Did you mean " + match.suggestion + "?")
      .error();
}

}  // namespace sluss::transforms::codelists
