#include "daemon/settings/folders.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "connectors/registry.h"
#include "core/ids.h"
#include "core/letters.h"
#include "core/small_file.h"
#include "core/text.h"
#include "core/toml.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/socket_place.h"
#include "daemon/settings/syntax.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

struct Share {
  fs::path config;
  fs::path models;
};

Share find_share() {
  if (const char* named = std::getenv("SLUSS_SHARE"); named != nullptr && *named != '\0')
    return {named, fs::path(named) / "models"};
  std::error_code problem;
  const auto program = fs::read_symlink("/proc/self/exe", problem);
  if (!problem) {
    const auto beside = (program.parent_path() / ".." / "share" / "sluss").lexically_normal();
    if (fs::is_directory(beside, problem)) return {beside, beside / "models"};
  }
#ifdef SLUSS_SOURCE_SHARE
  if (const fs::path tree = SLUSS_SOURCE_SHARE; fs::is_directory(tree / "config", problem))
    return {tree / "config", tree / "transforms" / "models"};
#endif
  return {"/usr/share/sluss", "/usr/share/sluss/models"};
}

std::string bare_name(std::string_view name) {
  auto result = core::folded(name);
  for (const std::string_view tail : {" kommun", " stad", " (kommun)"}) {
    if (!result.ends_with(tail)) continue;
    result.resize(result.size() - tail.size());
    break;
  }
  return result;
}

constexpr std::size_t largest_file = 1U << 20U;

/// Each letter of Swedish one byte, so that å for a is one letter's difference: the first byte of å, ä, ö, é and ü is
/// the same, and goes.
std::string letters(std::string_view text) {
  std::string all;
  std::ranges::copy_if(text, std::back_inserter(all), [](char c) { return c != '\xC3'; });
  return all;
}

/// "Did you mean 'Sala'?", or those that begin so: "Near it are: Upplands Väsby, Upplands-Bro." Empty: none is near.
std::string near_municipality(const std::vector<Municipality>& known, const std::string& wanted) {
  std::string near;
  std::string begin_so;
  int beginning = 0;
  const auto wanted_letters = letters(wanted);
  std::size_t least = wanted_letters.size() / 3 + 2;
  for (const auto& m : known) {
    const auto bare = bare_name(m.name);
    if (wanted.size() >= 3 && bare.starts_with(wanted) && ++beginning <= 5)
      begin_so += (begin_so.empty() ? "" : ", ") + m.name;
    const auto distance = wanted.size() > 100 ? least : core::edit_distance(wanted_letters, letters(bare));
    if (distance >= least) continue;
    least = distance;
    near = m.name;
  }
  if (beginning > 1) return "Near it are: " + begin_so + ".";
  if (beginning == 1) near = begin_so;
  return near.empty() ? "" : "Did you mean '" + near + "'?";
}

}  // namespace

std::vector<fs::path> config_folders_of(const fs::path& file) {
  std::vector<fs::path> folders{fs::path(unit_configuration).parent_path()};
  const auto own = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (own != folders.front()) folders.push_back(own);
  folders.push_back(find_share().config);
  return folders;
}

fs::path models_folder() {
  return find_share().models;
}

std::vector<Municipality> municipalities(const std::vector<fs::path>& config_folders) {
  std::vector<Municipality> result;
  for (const auto& folder : config_folders) {
    const auto file = folder / "codes" / "kommuner.csv";
    std::error_code problem;
    if (!fs::is_regular_file(file, problem)) continue;
    std::istringstream stream(core::read_small_file(file, largest_file).value_or(""));
    for (std::string line; std::getline(stream, line);) {
      if (line.ends_with('\r')) line.pop_back();
      const auto first = line.find(';');
      if (first == std::string::npos) continue;
      const auto second = std::min(line.find(';', first + 1), line.size());
      const auto code = core::MunicipalityCode::parse(std::string_view(line).substr(0, first));
      if (!code) continue;  // the heading, comments
      result.push_back({code->text(), line.substr(first + 1, second - first - 1)});
    }
    break;
  }
  return result;
}

core::Result<Municipality> find_municipality(const std::vector<fs::path>& config_folders,
                                             std::string_view code_or_name) {
  const auto known = municipalities(config_folders);
  const bool digits = !code_or_name.empty() && code_or_name.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    const auto code = SLUSS_TRY(core::MunicipalityCode::parse(code_or_name));
    const auto found = std::ranges::find(known, code.text(), &Municipality::code);
    if (found != known.end()) return *found;
    if (known.empty()) return Municipality{code.text(), ""};
    std::string nearby;
    for (const auto& m : known) {
      if (core::edit_distance(m.code, code.text()) <= 1 && m.code.starts_with(code.county()) && nearby.size() < 60)
        nearby += (nearby.empty() ? "" : ", ") + m.code + " " + m.name;
    }
    return core::fail(
        core::ErrorClass::config, "config.municipality", "no municipality has the code " + code.text(),
        nearby.empty() ? "Look the code up at scb.se, or write the name." : "Near it are: " + nearby + ".");
  }
  const auto wanted = bare_name(code_or_name);
  for (const auto& m : known) {
    if (bare_name(m.name) == wanted) return m;
  }
  if (known.empty()) {
    return core::fail(core::ErrorClass::config, "config.municipality",
                      "the list of municipalities (codes/kommuner.csv) is not installed, so names are not known",
                      "Write the code, four digits with zeros kept, for example \"1981\".");
  }
  const auto near = near_municipality(known, wanted);
  return core::fail(
      core::ErrorClass::config, "config.municipality",
      "no municipality is named '" + core::shortened(code_or_name, 60) + "'",
      near.empty() ? "Write its name as Statistics Sweden does (\"Sala\"), or its code (\"1981\")." : near);
}

std::string municipality_meant(const std::vector<Municipality>& known, std::string_view name) {
  constexpr std::size_t longest = 60;
  const auto wanted = letters(bare_name(name));
  if (wanted.size() > longest) return "";
  std::string meant;
  std::size_t least = wanted.size() < 5 ? 2 : 3;
  for (const auto& m : known) {
    const auto distance = core::edit_distance(wanted, letters(bare_name(m.name)));
    if (distance == 0) return "";
    if (distance >= least) continue;
    least = distance;
    meant = m.name;
  }
  return meant;
}

std::vector<std::string> indicator_sets(const std::vector<fs::path>& config_folders) {
  std::set<std::string> names;
  for (const auto& folder : config_folders) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(folder / "sets", problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
      if (entry->path().extension() == ".toml") names.insert(entry->path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

core::Result<IndicatorSet> indicator_set(const std::vector<fs::path>& config_folders, std::string_view name) {
  const auto not_known = [&]() -> core::Result<IndicatorSet> {
    const auto all = indicator_sets(config_folders);
    const auto near = nearest(name, all);
    std::string list;
    for (const auto& set : all) list += (list.empty() ? "" : ", ") + set;
    return core::fail(core::ErrorClass::config, "config.set", "no indicator set is named '" + std::string(name) + "'",
                      (near.empty() ? "" : "Did you mean 'set:" + near + "'? ") +
                          (list.empty() ? "No sets are installed." : "There are: " + list + "."));
  };
  if (name.find_first_of("/\\") != std::string_view::npos || name.starts_with('.') || name.size() > 100)
    return not_known();
  for (const auto& folder : config_folders) {
    const auto file = folder / "sets" / (std::string(name) + ".toml");
    std::error_code problem;
    if (!fs::is_regular_file(file, problem)) continue;
    const auto content = SLUSS_TRY(core::read_small_file(file, largest_file));
    const auto bad = [&](std::string what, std::string remedy, const toml::source_region& where) {
      return core::fail(core::ErrorClass::config, "config.set", std::move(what), std::move(remedy),
                        {file.string(), where.begin.line, where.begin.column, ""});
    };
    const auto parsed = toml::parse(std::string_view(content), file.string());
    if (!parsed) {
      auto fault = syntax_fault(content, parsed.error().description(), parsed.error().source().begin.line);
      return bad(std::move(fault.what), std::move(fault.remedy), parsed.error().source());
    }
    const auto& table = parsed.table();
    IndicatorSet set{
        std::string(name), table["title"].value_or(std::string()), table["description"].value_or(std::string()), {}};
    const auto* list = table["indicators"].as_array();
    if (list == nullptr || list->empty())
      return bad("the set has no indicators", "Write indicators = [\"N15428\", …].", table.source());
    for (const auto& element : *list) {
      const auto id = element.value<std::string>();
      if (!id || id->empty()) return bad("an indicator is not a text", "Write it as \"N15428\".", element.source());
      set.indicators.push_back(connectors::without_origin(*id));
    }
    return set;
  }
  return not_known();
}

core::Result<std::vector<std::string>> expand_indicators(const std::vector<fs::path>& config_folders,
                                                         const std::vector<std::string>& indicators) {
  std::vector<std::string> result;
  std::set<std::string, std::less<>> seen;
  const auto add = [&](const std::string& text) {
    if (seen.insert(text).second) result.push_back(text);
  };
  for (const auto& text : indicators) {
    if (!text.starts_with("set:")) {
      add(text);
      continue;
    }
    const auto set = SLUSS_TRY(indicator_set(config_folders, std::string_view(text).substr(4)));
    for (const auto& id : set.indicators) add(id);
  }
  return result;
}

}  // namespace sluss::daemon::settings
