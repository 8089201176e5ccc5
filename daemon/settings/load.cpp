#include "daemon/settings/load.h"

#include <algorithm>
#include <iterator>

#include "core/ids.h"
#include "core/small_file.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/read_text.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largest_file = 1U << 20U;
constexpr std::size_t most_files = 200;

std::string folder_remedy(const fs::path& folder) {
  std::error_code problem;
  const auto within = (folder / "sluss.toml").lexically_normal();
  if (folder.parent_path().filename() == "conf.d") return "Give the folder a name that does not end in .toml.";
  if (fs::exists(within, problem)) return "Name the file in it: --config " + within.string();
  return "Name the file itself: --config " + within.string() + ". `sluss init --output " + within.string() +
         "` makes one.";
}

core::Result<std::string> read_file(const fs::path& file) {
  auto content = core::read_small_file(file, largest_file);
  if (content) return content;
  auto error = std::move(content).error();
  const auto refuse = [&](std::string_view code, std::string what, std::string remedy) {
    return core::fail(core::ErrorClass::config, code, std::move(what), std::move(remedy), {file.string(), 0, 0, ""});
  };
  if (error.code == "file.missing") {
    return refuse("config.missing_file", "there is no configuration file",
                  "Make one with `sluss init`, or name yours with --config FILE.");
  }
  if (error.code == "file.too_large")
    return refuse("config.too_large", "the configuration file is larger than 1 MiB", std::move(error.remedy));
  std::error_code problem;
  if (fs::is_directory(file, problem))
    return refuse("config.unreadable", "no configuration: it is a folder, where a file is meant", folder_remedy(file));
  if (error.code == "file.kind")
    return refuse("config.unreadable", "no configuration: " + error.what, std::move(error.remedy));
  return refuse("config.unreadable", "the configuration file cannot be read",
                "Let the user that runs sluss read it: chmod u+r, or chown.");
}

/// Whether it belongs to the configuration. What an editor or a copying tool leaves beside it does not: names that
/// begin with a dot, and links that lead nowhere (an editor's lock).
bool is_part(const fs::path& file) {
  std::error_code problem;
  const bool leads_nowhere = fs::is_symlink(file, problem) && !fs::exists(file, problem) && !problem;
  return file.extension() == ".toml" && !file.filename().string().starts_with('.') && !leads_nowhere;
}

const core::Error* fault_of_syntax(const Draft& draft) {
  const auto found = std::ranges::find(draft.errors, "config.syntax", &core::Error::code);
  return found == draft.errors.end() ? nullptr : &*found;
}

/// Of a text that is not TOML, reads the lines before the fault.
void read_before_fault(Text text, Draft& draft) {
  for (;;) {
    Draft trial;
    read_text(text, trial);
    const auto* fault = fault_of_syntax(trial);
    if (fault == nullptr) break;
    std::size_t begin = 0;  // of the line with the fault
    for (std::int64_t line = 1; line < fault->place.line; ++line)
      begin = std::min(text.content.find('\n', begin), text.content.size() - 1) + 1;
    // A text that ends too early has its fault after the last line.
    if (begin == text.content.size()) begin = text.content.substr(0, begin - 1).rfind('\n') + 1;
    text.content.resize(begin);
  }
  read_text(text, draft);
}

}  // namespace

std::expected<Settings, std::vector<core::Error>> load_texts(const std::vector<Text>& texts) {
  Draft draft;
  draft.settings.file = texts.empty() ? fs::path() : texts.front().file;
  draft.settings.config_folders = config_folders_of(draft.settings.file);
  for (const auto& text : texts) note_kinds(text, draft);
  std::string all;
  for (const auto& text : texts) {
    read_text(text, draft);
    all += text.file.filename().string() + '\0' + text.content + '\0';
  }
  // A file that is not TOML hides its keys: what seems missing then is no error of its own.
  if (!fault_of_syntax(draft)) validate(draft);
  if (!draft.errors.empty()) {
    std::ranges::sort(draft.errors, [](const core::Error& a, const core::Error& b) {
      return std::tie(a.place.file, a.place.line, a.place.column, a.code, a.what) <
             std::tie(b.place.file, b.place.line, b.place.column, b.code, b.what);
    });
    return std::unexpected(std::move(draft.errors));
  }
  draft.settings.digest = core::Sha256::of(all).hex();
  return std::move(draft.settings);
}

std::vector<fs::path> ignored_files(const fs::path& file) {
  std::vector<fs::path> left;
  std::error_code problem;
  for (auto entry = fs::directory_iterator(file.parent_path() / "conf.d", problem);
       !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
    const auto name = entry->path().filename().string();
    if (name.contains(".toml") && !name.starts_with('.') && !is_part(entry->path())) left.push_back(entry->path());
  }
  std::ranges::sort(left);
  return left;
}

ReadFiles read_files(const fs::path& file) {
  ReadFiles files;
  const auto add = [&](const fs::path& path) {
    auto content = read_file(path);
    if (content) {
      files.texts.push_back({path, *std::move(content)});
    } else {
      files.errors.push_back(std::move(content).error());
    }
  };
  add(file);
  std::error_code problem;
  std::vector<fs::path> parts;
  const auto folder = file.parent_path() / "conf.d";
  for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem)) {
    if (is_part(entry->path())) parts.push_back(entry->path());
  }
  if (problem == std::errc::not_a_directory) {
    files.errors.push_back({"config.unreadable",
                            core::ErrorClass::config,
                            "conf.d is a file, where a folder is meant",
                            "Move it into a folder of that name, as conf.d/NAME.toml, or remove it.",
                            {folder.string(), 0, 0, ""}});
  } else if (problem && problem != std::errc::no_such_file_or_directory) {
    files.errors.push_back({"config.unreadable",
                            core::ErrorClass::config,
                            "the folder conf.d cannot be read",
                            "Let the user that runs sluss read it: chmod u+rx, or chown.",
                            {folder.string(), 0, 0, ""}});
  }
  std::ranges::sort(parts);
  if (parts.size() > most_files) {
    files.errors.push_back({"config.too_many_files",
                            core::ErrorClass::config,
                            "conf.d holds more than 200 files",
                            "Check that it is the right folder.",
                            {folder.string(), 0, 0, ""}});
    parts.resize(most_files);
  }
  for (const auto& part : parts) add(part);
  return files;
}

std::expected<Settings, std::vector<core::Error>> load(const fs::path& file) {
  auto files = read_files(file);
  if (!files.errors.empty()) return std::unexpected(std::move(files.errors));
  return load_texts(files.texts);
}

Settings read_despite_errors(const fs::path& file) {
  Draft draft;
  draft.settings.file = file;
  for (auto& text : read_files(file).texts) read_before_fault(std::move(text), draft);
  auto& settings = draft.settings;
  settings.state = beside(settings, settings.state);
  settings.control.socket = beside(settings, settings.control.socket);
  return std::move(settings);
}

}  // namespace sluss::daemon::settings
