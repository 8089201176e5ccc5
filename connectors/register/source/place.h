#pragma once
// Where the files of a source are: a folder, an address on the web, or a folder on an SFTP server. The source does not
// know which. One object belongs to one thread.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kind.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/readme/readme.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

struct FetchedFile {
  CopiedFile file;           ///< with the name and the stamp that it has now
  std::string version = {};  ///< by which the place knows these bytes again; empty: it does not
};

class FilePlace {
 public:
  virtual ~FilePlace() = default;

  /// A file's place, to read and to repeat, without secrets: the request of its objects.
  [[nodiscard]] virtual std::string request_of(std::string_view name) const = 0;
  /// As Source::server().
  [[nodiscard]] virtual std::string server() const { return {}; }
  /// Swedish, within a sentence: "i mappen".
  [[nodiscard]] virtual std::string_view where() const = 0;
  /// The files that may be taken, as far as they are known before; without errors of a single file.
  [[nodiscard]] virtual core::Result<std::vector<InboxFile>> list(const std::stop_token& stop) = 0;
  /// What list() left out though its name is wanted. Errors: as of list().
  [[nodiscard]] virtual core::Result<std::vector<PassedOver>> passed_over() { return std::vector<PassedOver>(); }
  /// Whether names are those that list() gave. False: only a file that was taken tells its name.
  [[nodiscard]] virtual bool is_named_by_list() const { return true; }
  /// Whether files that do not say their order are ordered by their time, so that an earlier one is older.
  [[nodiscard]] virtual bool is_ordered_by_time() const = 0;
  /// Whether put_away() moves files, so that what is still there has not been read.
  [[nodiscard]] virtual bool moves() const { return false; }
  /// A copy in `scratch`. Nothing: the file still is the one of the `known` version; empty: it is taken in any case.
  [[nodiscard]] virtual core::Result<std::optional<FetchedFile>> take(const InboxFile& file, const std::string& known,
                                                                      const std::filesystem::path& scratch,
                                                                      const std::stop_token& stop) = 0;
  /// After the run: the file to done/ or rejected/, and its readme beside. Nothing where files are only fetched.
  virtual core::Result<> put_away(const CopiedFile& /*file*/, Away /*where*/, const Readme& /*readme*/) { return {}; }
  /// What will keep put_away() from moving a file there, known before; nothing where files are not moved.
  [[nodiscard]] virtual std::optional<NotAway> what_hinders(Away /*where*/) const { return std::nullopt; }
  /// There is more for the next run, though nothing will change here: whoever watches is to announce it.
  virtual void ask_for_next() {}
  [[nodiscard]] virtual core::Result<Probe> probe(const std::stop_token& stop) = 0;
};

struct PlaceSetting {
  const Setup& setup;
  core::Files& files;
  /// By this name a file is the job's.
  std::function<bool(std::string_view name)> wanted;
};

/// By `path` or `url` of the source; what the setting refers to outlives it. Asks nothing yet. Errors: of the HTTP
/// client's options and of credentials.
[[nodiscard]] core::Result<std::unique_ptr<FilePlace>> make_place(const PlaceSetting& setting);

}  // namespace sluss::connectors::registers
