#include "connectors/register/source/places_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/options.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

struct Wrong {
  std::string what;
  std::string remedy;
};

struct SourceAt {
  std::string name;
  fs::path path;    ///< as it is written
  fs::path folder;  ///< in which files are put
  bool one_file = false;
};

/// Links followed as far as they lead anywhere.
fs::path real(const fs::path& path) {
  std::error_code unknown;
  auto found = fs::weakly_canonical(path, unknown);
  if (unknown) found = path.lexically_normal();
  return found.has_filename() ? found : found.parent_path();
}

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

std::vector<SourceAt> sources_at(std::span<const SourceOfKind> sources) {
  std::vector<SourceAt> all;
  for (const auto& one : sources) {
    const auto options = inbox_of(one.source);
    if (!options.path.is_absolute()) continue;  // an address, or an error of its own
    all.push_back(
        {.name = one.name, .path = options.path, .folder = real(options.folder()), .one_file = options.one_file});
  }
  return all;
}

std::optional<Wrong> wrong_with_kind(const SourceAt& source) {
  std::error_code unknown;
  const auto path = source.path.string();
  if (!source.one_file && fs::is_regular_file(source.path, unknown))
    return Wrong{.what = path + " is a file, and no folder",
                 .remedy =
                     "Name the folder that files are put in; or write one_file = true, and that file is read "
                     "whenever it has changed."};
  if (source.one_file && fs::is_directory(source.path, unknown))
    return Wrong{.what = path + " is a folder, and one_file says that it is a file",
                 .remedy = "Take out one_file; or name the file in that folder."};
  return std::nullopt;
}

std::optional<Wrong> wrong_with_place(const SourceAt& source, std::span<const SourceAt> all, const fs::path& state) {
  if (source.folder == source.folder.root_path())
    return Wrong{.what = "files would be put in " + source.folder.string() + ", the root of all files",
                 .remedy = "Make a folder for them, for example path = \"/srv/in/" + source.name + "\"."};
  if (!state.empty() && is_within(source.folder, real(state)))
    return Wrong{.what = source.path.string() + " lies in the folder of the state, " + state.string() +
                         ": there is nothing in it but what Sluss keeps",
                 .remedy = "Name a folder outside it, for example path = \"/srv/in/" + source.name + "\"."};
  for (const auto& other : all) {
    for (const auto* away : {"done", "rejected"}) {
      const auto folder = other.folder / away;
      if (&other == &source || !is_within(source.folder, folder)) continue;
      return Wrong{.what = source.path.string() + " is where files of the source " + other.name + " are put away (" +
                           folder.string() + "): each would be read again",
                   .remedy = "Give the source a folder of its own."};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<core::Error> check_places(std::span<const SourceOfKind> sources, const fs::path& state) {
  std::vector<core::Error> errors;
  const auto all = sources_at(sources);
  for (const auto& one : all) {
    auto wrong = wrong_with_kind(one);
    if (!wrong) wrong = wrong_with_place(one, all, state);
    if (!wrong) continue;
    errors.push_back(core::fail(core::ErrorClass::config, "config.path", "source \"" + one.name + "\": " + wrong->what,
                                wrong->remedy, {.file = {}, .field = one.name})
                         .error());
  }
  return errors;
}

}  // namespace sluss::connectors::registers
