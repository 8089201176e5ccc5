#include "connectors/register/inbox/folder_watcher.h"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

#include "connectors/register/inbox/listing_digest.h"
#include "connectors/register/inbox/opened.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_ONLYDIR;
constexpr std::uint32_t folder_is_lost = IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;

}  // namespace

FolderWatcher::FolderWatcher(core::Files& files, InboxOptions options, Wake wake)
    : inbox_(files, std::move(options)),
      inotify_(wake == Wake::inotify ? ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK) : -1) {
  follow_folder();
}

Pace FolderWatcher::pace() const {
  return {.poll_every = std::chrono::seconds(15),
          .settle = std::chrono::seconds(5),
          .settle_most = std::chrono::minutes(10)};
}

void FolderWatcher::empty_queue() {
  alignas(inotify_event) std::array<char, 16'384> buffer{};
  for (;;) {
    const auto got = ::read(inotify_.number(), buffer.data(), buffer.size());
    if (got <= 0) return;
    for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += sizeof event + event.len;
      if (event.wd == watch_ && (event.mask & folder_is_lost) != 0) watched_ = {};  // and is looked for again
    }
  }
}

void FolderWatcher::follow_folder() {
  if (inotify_.number() < 0) return;
  struct stat status{};
  const bool there = ::stat(inbox_.folder().c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  const FileStamp now{.device = there ? status.st_dev : 0, .inode = there ? status.st_ino : 0};
  if (there && watch_ >= 0 && now == watched_) return;
  if (watch_ >= 0) (void)::inotify_rm_watch(inotify_.number(), watch_);
  // Without a watch (none is free, or the folder is not there) the clock alone polls.
  watch_ = there ? ::inotify_add_watch(inotify_.number(), inbox_.folder().c_str(), changes) : -1;
  watched_ = watch_ >= 0 ? now : FileStamp{};
}

core::Result<std::string> FolderWatcher::poll(std::stop_token /*stop*/) {
  if (inotify_.number() >= 0) empty_queue();
  follow_folder();
  const auto files = SLUSS_TRY(inbox_.list());
  if (files.empty()) return std::string();
  return listing_digest(files);
}

}  // namespace sluss::connectors::registers
