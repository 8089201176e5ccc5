#include "daemon/run/state/state_rights.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/log.h"
#include "core/walk.h"
#include "warehouse/engines.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t all_bits = 07777;
constexpr std::uint32_t owners_bits = 0700;

bool is_committed(const fs::path& file) {
  return warehouse::file_kind(file) == warehouse::FileKind::committed;
}

class RightsTightener {
 public:
  /// `counted_owner`: nothing is changed, and what this user could change is only counted.
  RightsTightener(core::Files& files, const settings::Settings& settings, std::optional<uid_t> counted_owner = {})
      : files_(files), counted_owner_(counted_owner) {
    const auto keep = [&](const fs::path& folder) {
      for (const auto& ours : {settings.state, settings.warehouse_folder}) {
        if (core::is_within(folder, ours) && !core::is_within(ours, folder)) for_others_.push_back(folder);
      }
    };
    for (const auto& publish : settings.publish) {
      if (const auto* target = std::get_if<settings::FolderTarget>(&publish.target)) keep(target->path);
    }
    for (const auto& folder : settings.config_folders) keep(folder);
    keep(settings.file.parent_path());
    keep(settings.control.socket.parent_path());
    if (settings.warehouse_group_number) shared_ = settings.warehouse_folder;
    state_ = settings.state;
    rebuilt_from_ = settings.warehouse_folder.string() + std::string(moved_by_rebuild);
  }

  /// `folder` keeps at most `bits`, what is in it its owner's alone.
  void folder(const fs::path& folder, std::uint32_t bits) {
    if (!is_shared(folder)) one(folder, bits);
    const auto close = [&](const fs::path& path) {
      if (is_for_others(path)) return false;
      if (!leads_to_others(path) && !is_shared(path)) one(path, owners_bits);
      return true;
    };
    core::walk(folder, close, [&](const fs::path& path, std::error_code error) {
      if (error == std::errc::permission_denied) return;  // of another user: not ours to close
      keep_error(path, error.message(), "Let the user that runs sluss own the state folder and all that is in it.");
    });
  }

  /// The way to the generations, for their group: a restored state is its owner's alone.
  void let_pass(const fs::path& folder) {
    if (shared_.empty() || shared_ == folder || !core::is_within(shared_, folder)) return;
    if (const auto set = files_.set_mode(folder, core::passable_folder); !set)
      keep_error(folder, set.error().what, set.error().remedy);
  }

  [[nodiscard]] OpenToOthers open() const { return open_; }

  void log_result(const fs::path& state) const {
    if (changed_ > 0)
      core::log::warning("state.tightened",
                         "others could reach files of the state; now its user alone can: [warehouse] group lets "
                         "readers of the generations in again",
                         {{"folder", state.string()}, {"files", changed_}});
    if (!what_.empty()) core::log::warning("state.open", what_, {{"file", file_.string()}, {"remedy", remedy_}});
  }

 private:
  [[nodiscard]] bool is_for_others(const fs::path& path) const {
    return std::ranges::any_of(for_others_, [&](const fs::path& folder) { return core::is_within(path, folder); });
  }
  [[nodiscard]] bool leads_to_others(const fs::path& path) const {
    return std::ranges::any_of(for_others_, [&](const fs::path& folder) { return core::is_within(folder, path); });
  }
  /// Of the warehouse, whose writer gives these to the group.
  [[nodiscard]] bool is_shared(const fs::path& path) const {
    return !shared_.empty() && (path == shared_ || (path.parent_path() == shared_ && is_committed(path)));
  }

  [[nodiscard]] bool is_moved_aside(const fs::path& path) const {
    const auto way = path.lexically_relative(state_);
    return core::is_within(path, rebuilt_from_) ||
           (!way.empty() && way.begin()->string().starts_with(moved_by_restore));
  }

  void count(const fs::path& path, std::uint32_t mode) {
    if (is_moved_aside(path)) return;
    if (open_.count++ == 0) open_ = {.count = 1, .first = path, .first_mode = mode};
  }

  void one(const fs::path& path, std::uint32_t bits) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return;  // gone meanwhile
    const bool ours =
        status.st_uid == counted_owner_.value_or(::geteuid()) && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
    const auto has = status.st_mode & all_bits;
    if (!ours || (has & ~bits) == 0) return;
    if (counted_owner_) return count(path, has);
    if (const auto set = files_.set_mode(path, {.bits = has & bits}); set) {
      changed_ += is_moved_aside(path) ? 0 : 1;
    } else if (set.error().code != "disk.missing") {
      keep_error(path, set.error().what, set.error().remedy);
    }
  }

  /// One is logged for all.
  void keep_error(const fs::path& file, std::string what, std::string remedy) {
    if (!what_.empty()) return;
    file_ = file;
    what_ = std::move(what);
    remedy_ = std::move(remedy);
  }

  core::Files& files_;
  std::optional<uid_t> counted_owner_;
  OpenToOthers open_;
  std::vector<fs::path> for_others_;
  fs::path shared_;
  fs::path state_;
  fs::path rebuilt_from_;
  std::int64_t changed_ = 0;
  fs::path file_;
  std::string what_, remedy_;
};

void go_through(RightsTightener& tightening, core::Files& files, const settings::Settings& settings) {
  if (files.exists(settings.state)) tightening.folder(settings.state, core::passable_folder.bits);
  if (files.exists(settings.warehouse_folder) && !core::is_within(settings.warehouse_folder, settings.state))
    tightening.folder(settings.warehouse_folder, owners_bits);
}

}  // namespace

void tighten_state(core::Files& files, const settings::Settings& settings) {
  RightsTightener tightening(files, settings);
  go_through(tightening, files, settings);
  if (files.exists(settings.state)) tightening.let_pass(settings.state);
  tightening.log_result(settings.state);
}

OpenToOthers find_open_to_others(core::Files& files, const settings::Settings& settings, uid_t owner) {
  RightsTightener tightening(files, settings, owner);
  go_through(tightening, files, settings);
  return tightening.open();
}

}  // namespace sluss::daemon::run
