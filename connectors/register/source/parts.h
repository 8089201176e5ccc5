#pragma once
// A file on this machine's disk as the parts that a mapping reads: itself, or the members of a zip, unpacked into a
// folder below `scratch` that is removed with the object. Errors: data class "register.format", "register.limit",
// "register.member", and those of the formats, of a zip and of FileBytes, with the name that people know; storage class
// of the disk; cancelled "register.cancelled". Memory: what the documents need. One thread.

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/csv/csv.h"
#include "connectors/register/limits.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/sheets.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

struct PartsSetting {
  const Mapping& mapping;
  const Limits& limits;
  core::Files& files;
  const std::filesystem::path& scratch;
  std::stop_token stop = {};
  /// Called with the whole name of each member of a zip, folders' names too.
  std::function<void(const std::string&)> name = {};
  /// Called with what a packing says beside its members: comments of a zip. Any encoding; the place in Swedish.
  std::function<void(std::string_view place, const std::string&)> text = {};
  /// Called with each member of a zip that no table and no lookup reads, one at a time; empty: those are not unpacked.
  std::function<core::Result<>(const Part&)> others = {};
};

/// What the mapping knows of its texts; the rest is recognised.
[[nodiscard]] CsvOptions csv_options_of(const Mapping& mapping);

class FileParts {
 public:
  /// `name` is the file's for people and for patterns; `path` may be a copy's.
  [[nodiscard]] static core::Result<FileParts> open(const std::filesystem::path& path, const std::string& name,
                                                    const PartsSetting& setting);
  FileParts(FileParts&& other) noexcept;
  FileParts& operator=(FileParts&&) = delete;
  FileParts(const FileParts&) = delete;
  FileParts& operator=(const FileParts&) = delete;
  ~FileParts();

  [[nodiscard]] std::span<const Part> parts() const { return parts_; }
  /// However many parts it has.
  [[nodiscard]] bool is_zip() const { return zip_; }
  /// Swedish: "CSV, UTF-8, semikolon, citattecken", or "zip, 3 filer".
  [[nodiscard]] std::string recognised() const;

 private:
  friend class PartsOpener;
  explicit FileParts(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;  ///< empty: moved away
  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<Part> parts_;
  bool zip_ = false;
};

/// The error of a reading that was stopped.
[[nodiscard]] std::unexpected<core::Error> stopped();

}  // namespace sluss::connectors::registers
