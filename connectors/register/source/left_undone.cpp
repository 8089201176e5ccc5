#include "connectors/register/source/left_undone.h"

#include <iterator>
#include <system_error>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/shown_error.h"
#include "core/numbers.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t most_owed = 100;  ///< of a folder; the newest ones

std::string key_of(const fs::path& folder) {
  return folder.lexically_normal().string();
}

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::symlink_status(path, unknown).type() != fs::file_type::not_found;  // a share that is not there: who knows
}

}  // namespace

void LeftUndone::owe_readme(const fs::path& folder, OwedReadme owed, const core::Error& why) {
  const std::scoped_lock lock(mutex_);
  auto& readmes = folders_[key_of(folder)].readmes;
  if (readmes.size() == most_owed) readmes.erase(readmes.begin());
  readmes.push_back({.readme = std::move(owed), .why = why});
}

void LeftUndone::note_move(const fs::path& folder, const std::string& name, const core::Result<>& moved) {
  const std::scoped_lock lock(mutex_);
  auto& unmoved = folders_[key_of(folder)].unmoved;
  if (moved)
    unmoved.erase(name);
  else
    unmoved.insert_or_assign(name, moved.error());
}

void LeftUndone::write_owed_readmes(core::Files& files, const fs::path& folder) {
  std::vector<Owed> owed;
  {
    const std::scoped_lock lock(mutex_);
    const auto known = folders_.find(key_of(folder));
    if (known == folders_.end()) return;
    owed = std::exchange(known->second.readmes, {});
  }
  std::erase_if(owed, [&](const Owed& one) {
    const auto& readme = one.readme;
    if (!is_there(readme.beside / readme.name)) return true;
    const auto written = write_readme(files, readme.beside, readable_name(readme.name), readme.readme,
                                      {.newly_there = readme.newly_there});
    return written && *written;
  });
  const std::scoped_lock lock(mutex_);
  auto& readmes = folders_[key_of(folder)].readmes;
  readmes.insert(readmes.begin(), owed.begin(), owed.end());
}

std::optional<core::Error> LeftUndone::of(const fs::path& folder) {
  const std::scoped_lock lock(mutex_);
  const auto known = folders_.find(key_of(folder));
  if (known == folders_.end()) return std::nullopt;
  auto& unmoved = known->second.unmoved;
  std::erase_if(unmoved, [&](const auto& one) { return !is_there(folder / one.first); });
  if (!unmoved.empty()) {
    const auto& [name, why] = *unmoved.begin();
    return shown_error(core::fail(core::ErrorClass::storage, "register.left_lying",
                                  core::counted(std::ssize(unmoved), "file that was read", "files that were read") +
                                      " could not be moved away from " + shown_name(folder.string()) + ", the first " +
                                      shown_name(name) + ": " + why.what,
                                  "See that done/ and rejected/ there may be written in; the next run tries again.")
                           .error());
  }
  const auto& readmes = known->second.readmes;
  if (readmes.empty()) return std::nullopt;
  return shown_error(core::fail(core::ErrorClass::storage, "register.no_readme",
                                core::counted(std::ssize(readmes), "file", "files") + " in " +
                                    shown_name(folder.string()) + " still lack their \"läs mig\", the first " +
                                    shown_name(readmes.front().readme.name) + ": " + readmes.front().why.what,
                                "See that there is room and that the folder may be written in; it is written then.")
                         .error());
}

}  // namespace sluss::connectors::registers
