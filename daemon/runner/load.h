#pragma once
// What one run has read and normalised, ready to be applied: staged facts, dimensions, what was completed, what was
// rejected.

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/dimensions.h"
#include "core/fact.h"
#include "core/finding.h"
#include "daemon/runner/period_kinds.h"
#include "daemon/runner/resolution.h"
#include "daemon/staging/staging.h"
#include "transforms/normalise/kolada.h"
#include "transforms/normalise/kolada_dimensions.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::runner {

/// What was said and could not be read: its absence from the load proves nothing.
struct Unread {
  std::int64_t count = 0;        ///< places
  std::int64_t undecoded = 0;    ///< of them; the rest could be read, and is of a unit that the catalogue has not
  std::set<std::string> series;  ///< indicators by the source's own id
  bool everything = false;       ///< of which series is not known
  bool catalogue = false;        ///< a row of the catalogue
  [[nodiscard]] bool any() const { return count != 0; }
};

/// Batches in, facts and dimensions out. The same for a live run and for one read again from the archive.
class Load {
 public:
  Load(std::unique_ptr<staging::Staging> staged, PeriodKinds period_kinds);

  /// A replay of several segments: raw objects are numbered on, the catalogue is the last one's.
  void begin_segment();
  /// Before the first data batch: what the selection resolved to decides what is filtered.
  void select(const connectors::kolada::Extracted& selected);
  core::Result<> take(std::string_view stream, std::uint32_t raw, const core::Batch& rows);
  core::Result<> reject(core::Reject reject);

  /// Rejects beyond this number fail the run: something is systematically wrong.
  static constexpr std::size_t rejects_most = 100'000;

  [[nodiscard]] transforms::normalise::NormaliseCounts counts() const;
  [[nodiscard]] std::vector<core::Finding> findings() const;
  void raw_objects(std::size_t number) { raw_next_ = raw_offset_ + static_cast<std::uint32_t>(number); }
  [[nodiscard]] const std::vector<core::Reject>& rejects() const { return rejects_; }
  [[nodiscard]] Unread unread() const;
  /// Staging is complete: it can be read by blocks, and the dimensions are there.
  core::Result<> finish();
  [[nodiscard]] const transforms::normalise::Dimensions& dimensions() const { return read_; }
  /// The catalogue of area groups was loaded.
  [[nodiscard]] bool has_groups() const { return has_groups_; }
  [[nodiscard]] staging::Staging& staged() { return *staged_; }
  [[nodiscard]] const PeriodKinds& period_kinds() const { return period_kinds_; }

 private:
  void take_catalogue(std::string_view stream, const core::Batch& rows);

  std::unique_ptr<staging::Staging> staged_;
  PeriodKinds period_kinds_;
  transforms::normalise::KoladaDimensions dimensions_;
  transforms::normalise::Dimensions read_;
  std::vector<core::Batch> units_;  ///< kept until the selection is known
  bool has_groups_ = false;
  std::unique_ptr<transforms::normalise::KoladaFacts> facts_;
  std::vector<core::Fact> buffer_;
  std::vector<core::Reject> rejects_;
  std::int64_t undecoded_ = 0;
  std::uint32_t raw_offset_ = 0;
  std::uint32_t raw_next_ = 0;
  transforms::normalise::NormaliseCounts earlier_;  ///< of the segments before
};

/// A segment's last object. Errors: "archive.resolution".
[[nodiscard]] core::Result<Resolution> read_resolution(warehouse::archive::Archive& archive,
                                                       const warehouse::archive::SegmentInfo& segment);

/// Reads a segment again: every object in order, and its resolution. Errors: "archive.damaged", "archive.resolution".
[[nodiscard]] core::Result<Resolution> read_segment(warehouse::archive::Archive& archive,
                                                    const warehouse::archive::SegmentInfo& segment, Load& load);

}  // namespace sluss::daemon::runner
