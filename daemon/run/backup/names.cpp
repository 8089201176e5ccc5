#include "daemon/run/backup/names.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "warehouse/archive/segment_files.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 5> small_states = {"clock.json", "facts.json", "published.json", "schedule.json",
                                                          "scrub.json"};

/// Removes `folder` from the front of the name; false when the name does not begin so.
bool take(std::string_view& name, std::string_view folder) {
  if (!name.starts_with(folder)) return false;
  name.remove_prefix(folder.size());
  return true;
}

bool is_segment(std::string_view name) {
  fs::path file(name);
  if (file.extension() != ".seg" && file.extension() != ".idx") return false;
  file.replace_extension(".seg");
  return warehouse::archive::check_file(file).has_value();
}

bool is_configuration(std::string_view name) {
  if (!is_configuration_kind(name)) return false;
  const auto slash = name.find('/');
  if (slash == std::string_view::npos) return true;
  return std::ranges::find(configuration_folders, name.substr(0, slash)) != configuration_folders.end();
}

/// "base/20261128T031500/000007.duckdb". A source may have the name `base`: its months hold segments.
bool is_of_base(std::string_view name) {
  constexpr std::size_t longest = 40;
  if (!take(name, "base/")) return false;
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash > longest) return false;
  const auto place = name.substr(0, slash);
  return std::ranges::all_of(place,
                             [](char c) {
                               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                      c == '-';
                             }) &&
         is_generation(name.substr(slash + 1));
}

Membership in_state(std::string_view name) {
  if (name == "journal.jsonl" || is_small_state(name)) return Membership::yes;
  if (take(name, "warehouse/")) return is_generation(name) ? Membership::yes : Membership::no;
  if (take(name, "archive/")) return is_segment(name) || is_of_base(name) ? Membership::yes : Membership::no;
  return name.find('/') == std::string_view::npos && name.ends_with(".json") ? Membership::ignored : Membership::no;
}

}  // namespace

bool is_configuration_kind(std::string_view name) {
  const auto kind = fs::path(name).extension().string();
  return std::ranges::find(configuration_kinds, kind) != configuration_kinds.end();
}

bool is_small_state(std::string_view file_name) {
  if (std::ranges::find(small_states, file_name) != small_states.end()) return true;
  return file_name.starts_with("notify-") && file_name.ends_with(".json") &&
         file_name.find('/') == std::string_view::npos;
}

bool is_generation(std::string_view name) {
  constexpr std::size_t longest = 40;
  const auto dot = name.find('.');
  if (name.size() > longest || dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return false;
  const auto number = name.substr(0, dot);
  const auto kind = name.substr(dot + 1);
  return std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::ranges::all_of(kind, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_part_of(std::string_view part, std::string_view generation) {
  return is_generation(part) && is_generation(generation) &&
         part.substr(0, part.find('.')) == generation.substr(0, generation.find('.'));
}

Membership belongs_in_backup(std::string_view name) {
  if (take(name, "state/")) return in_state(name);
  return take(name, "configuration/") && is_configuration(name) ? Membership::yes : Membership::no;
}

std::unexpected<core::Error> foreign(std::string_view name) {
  return core::fail(core::ErrorClass::data, "backup.foreign",
                    "the backup holds " + std::string(name) + ", which no backup of Sluss holds: somebody else made it",
                    "Nothing was changed. Take another backup, and find out who can write where this one lay.",
                    {.file = std::string(name)});
}

}  // namespace sluss::daemon::backup
