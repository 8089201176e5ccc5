#pragma once
// Watches an inbox for files that a run may take. inotify wakes it where there is one (changes on this machine); a
// share's files come by the poll. It survives that the folder is removed, unmounted and mounted again, or moved: then
// poll() fails with "inbox.no_folder" until the folder is there, and watches that one. That a file is still being
// written is known by its size, its time and its inode: the token changes until they settle (connectors/watcher.h).

#include <memory>
#include <stop_token>
#include <string>

#include "connectors/register/inbox/inbox.h"
#include "connectors/watcher.h"
#include "core/descriptor.h"

namespace sluss::connectors::registers {

class FolderWatcher final : public Watcher {
 public:
  enum class Wake : std::uint8_t { inotify, clock };  ///< `clock`: as on a system without inotify

  FolderWatcher(core::Files& files, InboxOptions options, Wake wake = Wake::inotify);

  /// A file is announced within half a minute of its last change.
  [[nodiscard]] Pace pace() const override;
  /// The SHA-256 of names, sizes, times and inodes, in hexadecimal digits; empty: no file may be taken.
  [[nodiscard]] core::Result<std::string> poll(std::stop_token stop) override;
  [[nodiscard]] int descriptor() const override { return inotify_.number(); }

 private:
  /// Reads what is queued away. Only whether the folder is lost is heeded: it is listed anyway.
  void empty_queue();
  /// Watches the folder that has the path now.
  void follow_folder();

  Inbox inbox_;
  core::Descriptor inotify_;
  int watch_ = -1;
  FileStamp watched_;  ///< of the folder
};

}  // namespace sluss::connectors::registers
