#pragma once
// The files of a run: the one that it took, and those that it passed over.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/source/identity_check.h"

namespace sluss::connectors::registers {

/// Why a file was not loaded though it could have been.
enum class NotNeeded : std::uint8_t {
  same,   ///< the file that was loaded last of its series has the same bytes
  older,  ///< it says itself that it comes before that one
};

/// What became of the file because of which another one is not needed.
enum class Became : std::uint8_t {
  loaded,
  waits,      ///< something of it waits for a decision
  discarded,  ///< what was held of it was discarded
};

struct PassedFile {
  CopiedFile file;
  NotNeeded why = NotNeeded::same;
  std::string period = {};              ///< of the file; empty: it does not say it
  std::string loaded = {};              ///< of an older one: by what the one that was loaded last is ordered, "2025"
  Became other = Became::loaded;        ///< that one
  bool makes_way_if_discarded = false;  ///< once that one is discarded, this one is read if it is put in again
  bool corrects = false;                ///< of an older one: figures of its own period are loaded, and it has others
};

/// The file that the run took, as far as it came with it.
struct RunFile {
  CopiedFile file;
  std::string name;
  std::string period;
  std::string recognised;          ///< Swedish; empty: it could not be opened
  std::optional<Summary> summary;  ///< nothing: its rows were not read
  std::vector<IdentityHit> hits;   ///< why it was refused
};

}  // namespace sluss::connectors::registers
