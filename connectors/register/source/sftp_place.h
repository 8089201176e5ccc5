#pragma once
// A folder on an SFTP server, or one file in it, as the place of a source's files (place.h). Files are listed and
// fetched; nothing is changed there. A file is fetched again when its size or time has changed. Errors: config class
// "sftp.host_key", "sftp.denied", "sftp.folder", "sftp.permission"; transient "sftp.connection", "inbox.gone",
// "inbox.changing"; source "sftp.server"; cancelled "sftp.cancelled"; and those of IncomingFile.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/register/source/next_run.h"
#include "connectors/register/source/place.h"
#include "connectors/sftp/address.h"
#include "connectors/sftp/session.h"

namespace sluss::connectors::registers {

/// Whose files are taken: the address of a folder, and of what is in it the one file, or those of such names.
struct ServerFolder {
  sftp::Address folder;
  std::string only;   ///< empty: it is not one file
  std::string names;  ///< "*.csv"; empty: all
};
[[nodiscard]] ServerFolder server_folder_of(sftp::Address address, bool one_file);

struct SftpPlaceOptions {
  sftp::Options server;  ///< its address has the files' names in the last part, where they are chosen by it
  bool one_file = false;
  std::uint64_t most_bytes = 0;
  std::function<bool(std::string_view name)> wanted;  ///< not of one file
  std::shared_ptr<NextRuns> next_runs;
};

/// Errors: config class "config.url".
[[nodiscard]] core::Result<std::unique_ptr<FilePlace>> sftp_place(core::Files& files, SftpPlaceOptions options);

/// By `url`, `host_key`, `key` and `credential`. Errors: those of credentials.
[[nodiscard]] core::Result<sftp::Options> sftp_options_of(const Setup& setup);

}  // namespace sluss::connectors::registers
