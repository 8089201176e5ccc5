#pragma once
// The file that a run took becomes its load: looked through for the numbers of persons, archived, its rows given.

#include <map>
#include <stop_token>
#include <string>

#include "connectors/kind.h"
#include "connectors/register/limits.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/source/choose.h"
#include "connectors/register/source/place.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

struct LoadSetting {
  const Setup& setup;
  const FilePlace& place;
  const Mapping& mapping;
  const std::map<std::string, std::string>& codelists;
  const Limits& limits;
  core::Files& files;
};

struct FileToLoad {
  const WaitingFile& waiting;
  RunFile& file;      ///< gets what is known of it, as far as it comes; its copy is removed once its rows were given
  bool late = false;  ///< it comes before the last of its series
};

/// Nothing of a file with the numbers of persons is archived. Errors: data class, where the file is refused; transient
/// "inbox.changing", where it is another by now; cancelled; those of the sink.
[[nodiscard]] core::Result<Extent> load_file(const LoadSetting& setting, const FileToLoad& load, Sink& sink,
                                             const std::stop_token& stop);

}  // namespace sluss::connectors::registers
