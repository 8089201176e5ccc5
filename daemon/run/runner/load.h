#pragma once
// What one run has read and normalised, ready to be applied: staged facts, a staged table, dimensions, what was
// rejected. The same for a live run and for one that is read again from the archive.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kind.h"
#include "connectors/source.h"
#include "core/coverage.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/spill.h"
#include "core/unmet.h"
#include "daemon/run/runner/period_kinds.h"
#include "daemon/run/runner/resolution.h"
#include "daemon/run/staging/staging.h"
#include "daemon/run/staging/table.h"
#include "transforms/normalise/normaliser.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

struct Context;

/// Where a load keeps what it stages, and what its normaliser may use.
struct LoadPlace {
  std::filesystem::path staging;
  core::Spill scratch = {};
  std::string memory_limit = "512MB";
  std::string municipality = {};  ///< the settings' own
};
/// By the settings: temporary files are below staging, as many as a reader or writer of the warehouse may have.
[[nodiscard]] LoadPlace place_of(const Context& context);
[[nodiscard]] std::filesystem::path spill_below(const std::filesystem::path& staging);

/// What the source sent and could not be read: its absence from the load proves nothing.
struct UnreadData {
  std::int64_t count = 0;        ///< places
  std::int64_t undecoded = 0;    ///< of them; the rest could be read, and is of something that is not in the catalogue
  std::set<std::string> series;  ///< indicators by the source's own id
  bool everything = false;       ///< of which series is not known
  bool catalogue = false;        ///< a row of the catalogue
  [[nodiscard]] bool any() const { return count != 0; }
};

/// Batches in; facts and dimensions, or rows of one table, out. One thread.
class Load final : public connectors::RowSink {
 public:
  /// `token` names what is staged; facts are of `origin`. Errors: "run.unknown_kind" without a normaliser of the kind,
  /// and those of the disk.
  [[nodiscard]] static core::Result<std::unique_ptr<Load>> open(LoadPlace place, std::string_view token,
                                                                std::string_view kind, std::string_view origin,
                                                                PeriodKinds period_kinds);

  /// A replay of several segments, before each: raw objects are numbered on. A complete catalogue is the last one's;
  /// of others each segment adds to it. Errors: what the segment before it held could not be normalised.
  core::Result<> begin_segment();
  /// Before the first row that the extent decides on.
  core::Result<> select(const connectors::Extent& extent);
  core::Result<> batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) override;
  core::Result<> rejected(core::Reject reject) override;

  /// Rejects beyond this number fail the run: something is systematically wrong.
  static constexpr std::size_t rejects_most = 100'000;

  [[nodiscard]] transforms::normalise::NormaliseCounts counts() const;
  /// Of counts().read and .rejected, what would have gone to this table of dimensions: "core.indicator".
  [[nodiscard]] std::int64_t rejected_of(std::string_view table) const;
  [[nodiscard]] std::vector<core::Finding> findings() const { return normaliser_->findings(); }
  void raw_objects(std::size_t number) { raw_next_ = raw_offset_ + static_cast<std::uint32_t>(number); }
  [[nodiscard]] const std::vector<core::Reject>& rejects() const { return rejects_; }
  [[nodiscard]] UnreadData unread() const;
  /// The segment that is being read is a load of one part of its source (Extent::part): what its absence means is
  /// determined at its end, by its normaliser, and kept.
  void of_part(Resolution resolution) { part_ = std::move(resolution); }
  /// What absence means, had all been read: nothing unless the resolution proves it, or of_part() did.
  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(const Resolution& resolution) const;
  /// After finish(): what is not as its kind expects. Of facts, that of each segment; a table is the last one's.
  [[nodiscard]] const std::vector<core::Unmet>& unmet() const { return unmet_; }
  /// Staging is complete: it can be read by blocks, and the dimensions are there. Errors: "run.no_columns" of a table
  /// of which nothing was sent, "run.foreign_id".
  core::Result<> finish();
  /// Errors: source class "run.nothing_read": of a stream that the source sent, not one row could be decoded.
  [[nodiscard]] core::Result<> check_read() const;
  [[nodiscard]] const transforms::normalise::Dimensions& dimensions() const { return read_; }
  [[nodiscard]] staging::Staging& staged() { return *staged_; }
  [[nodiscard]] std::optional<staging::StagedTable>& table() { return table_; }
  [[nodiscard]] bool may_be_empty() const { return table_spec_ && table_spec_->may_be_empty; }

 private:
  class Output;
  Load(std::unique_ptr<staging::Staging> staged, LoadPlace place, std::string_view token,
       transforms::normalise::MakeNormaliser make, std::string origin, PeriodKinds period_kinds);
  [[nodiscard]] transforms::normalise::Setting setting() const;
  core::Result<> end_segment();
  core::Result<> add(std::span<const core::Fact> facts);
  [[nodiscard]] std::unexpected<core::Error> two_things() const;
  [[nodiscard]] core::Result<> check_origin() const;
  core::Result<> keep(core::Reject reject);
  core::Result<> fill(const transforms::normalise::TableSpec& table);
  core::Result<> stage(const core::Batch& rows);

  std::unique_ptr<staging::Staging> staged_;
  std::optional<staging::StagedTable> table_;
  std::optional<transforms::normalise::TableSpec> table_spec_;
  LoadPlace place_;
  std::string token_;
  transforms::normalise::MakeNormaliser make_;
  std::string origin_;
  PeriodKinds period_kinds_;
  std::shared_ptr<Output> output_;
  std::unique_ptr<transforms::normalise::Normaliser> normaliser_;
  transforms::normalise::Dimensions read_;
  std::vector<core::Unmet> unmet_;
  std::vector<core::Reject> rejects_;
  std::map<std::string, std::int64_t, std::less<>> rows_;  ///< handed on by the source, by stream
  std::int64_t undecoded_ = 0;
  std::map<std::string, std::int64_t, std::less<>> undecoded_of_;  ///< of them those of dimensions, by table
  std::uint32_t raw_offset_ = 0;
  std::uint32_t raw_next_ = 0;
  std::optional<Resolution> part_;                  ///< of the segment that is being read
  std::vector<core::Coverage> parts_coverage_;      ///< of segments that were loads of parts
  bool begun_ = false;                              ///< a segment
  transforms::normalise::NormaliseCounts earlier_;  ///< of the segments before
};

}  // namespace sluss::daemon::run
