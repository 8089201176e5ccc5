#pragma once
// What a trial found, and its JSON (connectors/trial.h). Private to the source. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/source/trial_file.h"
#include "connectors/register/suggest/suggest.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/finding.h"

namespace sluss::connectors::registers {

struct Preview {
  std::string table;
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;  ///< masked
};

struct TrialFound {
  static constexpr std::size_t most_rejects = 100;
  static constexpr std::size_t most_marks = 100;

  std::string file;
  FileForm form;
  FileLook look;
  std::vector<MappingFit> fits;
  std::optional<Mapping> mapping;
  bool proposed = false;  ///< `mapping` is the proposal
  std::string period;
  Summary summary;
  std::vector<Preview> previews;
  std::vector<core::Reject> rejects;  ///< the first most_rejects
  std::int64_t rejected = 0;
  std::map<std::string, std::int64_t> unknown_marks;
  std::vector<core::Error> errors;
  std::vector<std::string> warnings;  ///< of the mapping: it is read by it all the same
  std::optional<Suggestion> proposal;
  bool in_part = false;  ///< the time was over before the file was

  [[nodiscard]] bool has_identities() const { return !look.identities.empty(); }
};

[[nodiscard]] std::string report_text(const TrialFound& found);

}  // namespace sluss::connectors::registers
