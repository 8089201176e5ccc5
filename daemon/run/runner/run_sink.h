#pragma once
// The Sink of a live run: raw objects to the archive, batches to the load, checkpoints from the warehouse, pages that
// an unfinished run has fetched already from its segment.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/source.h"
#include "daemon/run/runner/latest_objects.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

class RunSink final : public connectors::Sink {
 public:
  RunSink(warehouse::archive::Archive& archive, warehouse::archive::SegmentWriter& segment, Load& load,
          const std::vector<warehouse::CheckpointRow>& checkpoints, LatestObjects& latest,
          std::optional<warehouse::archive::SegmentInfo> unfinished, ProgressConsumer progress);

  std::unique_ptr<connectors::ObjectWriter> open_object() override;
  core::Result<std::optional<connectors::KeptObject>> kept(std::string_view query, int page) override;
  std::optional<connectors::QueryCheckpoint> checkpoint(std::string_view query) override;
  core::Result<std::optional<core::RawObject>> latest(std::string_view query) override;
  core::Result<std::vector<connectors::PastLoad>> loads(std::string_view query) override;
  core::Result<std::vector<connectors::RefusedFile>> refused_files(std::string_view query) override;
  core::Result<> batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) override;
  core::Result<> selected(const connectors::Extent& extent) override;
  core::Result<> done(const connectors::QueryDone& query) override;
  void found(core::Finding finding) override;
  core::Result<> rejected(core::Reject reject) override;
  void progress(const connectors::Progress& progress) override;

  [[nodiscard]] Resolution resolution(connectors::Extent extent) const;
  [[nodiscard]] bool resumed() const { return resumed_; }
  [[nodiscard]] const connectors::Progress& last_progress() const { return progress_; }

 private:
  warehouse::archive::Archive& archive_;
  warehouse::archive::SegmentWriter& segment_;
  Load& load_;
  LatestObjects& latest_;
  std::unordered_map<std::string, connectors::QueryCheckpoint> checkpoints_;
  std::optional<warehouse::archive::SegmentInfo> unfinished_;
  std::unordered_map<std::string, std::uint32_t> kept_;  ///< "page query" → index in the unfinished segment
  std::vector<connectors::QueryDone> done_;
  std::vector<core::Finding> findings_;
  ProgressConsumer report_;
  connectors::Progress progress_;
  bool resumed_ = false;
};

}  // namespace sluss::daemon::run
