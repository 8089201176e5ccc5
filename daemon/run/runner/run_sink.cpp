#include "daemon/run/runner/run_sink.h"

namespace sluss::daemon::run {

namespace {

std::string page_key(std::string_view query, int page) {
  return std::to_string(page) + " " + std::string(query);
}

/// The connector's writer over the archive's.
class ArchivedObject final : public connectors::ObjectWriter {
 public:
  explicit ArchivedObject(std::unique_ptr<warehouse::archive::ObjectWriter> writer) : writer_(std::move(writer)) {}

  core::Result<> write(std::string_view bytes) override { return writer_->write(bytes); }
  void restart() override { writer_->restart(); }
  core::Result<connectors::RawHandle> finish(const connectors::RawObject& object) override {
    const auto index = SLUSS_TRY(writer_->finish(object));
    return connectors::RawHandle{index};
  }

 private:
  std::unique_ptr<warehouse::archive::ObjectWriter> writer_;
};

}  // namespace

RunSink::RunSink(warehouse::archive::Archive& archive, warehouse::archive::SegmentWriter& segment, Load& load,
                 const std::vector<warehouse::CheckpointRow>& checkpoints, LatestObjects& latest,
                 std::optional<warehouse::archive::SegmentInfo> unfinished, ProgressConsumer progress)
    : archive_(archive),
      segment_(segment),
      load_(load),
      latest_(latest),
      unfinished_(std::move(unfinished)),
      report_(std::move(progress)) {
  for (const auto& row : checkpoints) {
    checkpoints_.emplace(row.query, connectors::QueryCheckpoint{row.complete_at, row.full_reload_at});
  }
  if (!unfinished_) return;
  for (const auto& object : unfinished_->objects) kept_[page_key(object.query, object.page)] = object.index;
}

std::unique_ptr<connectors::ObjectWriter> RunSink::open_object() {
  return std::make_unique<ArchivedObject>(segment_.open());
}

core::Result<std::optional<connectors::KeptObject>> RunSink::kept(std::string_view query, int page) {
  const auto found = kept_.find(page_key(query, page));
  if (found == kept_.end()) return std::nullopt;
  const auto& info = unfinished_->objects[found->second];
  auto body = SLUSS_TRY(archive_.read(*unfinished_, info.index));
  resumed_ = true;
  connectors::KeptObject object;
  object.handle.index = info.index;
  object.object = info;
  object.body = std::move(body);
  return object;
}

std::optional<connectors::QueryCheckpoint> RunSink::checkpoint(std::string_view query) {
  const auto found = checkpoints_.find(std::string(query));
  if (found == checkpoints_.end()) return std::nullopt;
  return found->second;
}

core::Result<std::optional<core::RawObject>> RunSink::latest(std::string_view query) {
  return latest_.of(query);
}

core::Result<std::vector<connectors::PastLoad>> RunSink::loads(std::string_view query) {
  return latest_.loads(query);
}

core::Result<std::vector<connectors::RefusedFile>> RunSink::refused_files(std::string_view query) {
  return latest_.refused(query);
}

core::Result<> RunSink::batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) {
  return load_.batch(stream, raw, rows);
}

core::Result<> RunSink::selected(const connectors::Extent& extent) {
  return load_.select(extent);
}

core::Result<> RunSink::done(const connectors::QueryDone& query) {
  done_.push_back(query);
  return {};
}

void RunSink::found(core::Finding finding) {
  findings_.push_back(std::move(finding));
}

core::Result<> RunSink::rejected(core::Reject reject) {
  return load_.rejected(std::move(reject));
}

void RunSink::progress(const connectors::Progress& progress) {
  progress_ = progress;
  if (report_) report_(progress);
}

Resolution RunSink::resolution(connectors::Extent extent) const {
  return {.extent = std::move(extent), .done = done_, .findings = findings_, .resumed = resumed_};
}

}  // namespace sluss::daemon::run
