#pragma once
// A Sink that remembers all that a source gives it. Writers of objects are called from any thread, all else from one.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.h"

namespace sluss::connectors::testing {

struct RecordedObject {
  RawObject object;
  std::string body;
};

class Recorder final : public Sink {
 public:
  /// `kept`: what an attempt before has archived, in its order.
  explicit Recorder(std::vector<RecordedObject> kept = {}) : objects_(std::move(kept)), kept_(objects_.size()) {}

  /// Requested when that many objects are archived; 0: never.
  void stop_at(std::size_t objects) { stop_at_ = objects; }
  /// The process is killed when that many are archived; 0: never.
  void kill_at(std::size_t objects) { kill_at_ = objects; }
  [[nodiscard]] std::stop_token stop() const { return stop_.get_token(); }

  std::unique_ptr<ObjectWriter> open_object() override;
  core::Result<std::optional<KeptObject>> kept(std::string_view query, int page) override;
  std::optional<QueryCheckpoint> checkpoint(std::string_view /*query*/) override { return std::nullopt; }
  core::Result<std::optional<RawObject>> latest(std::string_view /*query*/) override { return std::nullopt; }
  core::Result<> batch(std::string_view stream, RawHandle raw, const core::Batch& rows) override;
  core::Result<> rejected(core::Reject reject) override;
  core::Result<> selected(const Extent& extent) override;
  core::Result<> done(const QueryDone& query) override;
  void found(core::Finding finding) override { findings_.push_back(std::move(finding)); }
  void progress(const Progress& progress) override;

  [[nodiscard]] std::vector<RecordedObject> objects() const;
  /// "kolada.data of data/kpi/N1 page 2: 'N1' | 2024 | …", with the object that each came from; sorted.
  [[nodiscard]] std::vector<std::string> rows() const;
  [[nodiscard]] std::vector<std::string> rejects() const;
  [[nodiscard]] const std::vector<Extent>& extents() const { return extents_; }
  [[nodiscard]] const std::vector<core::Finding>& findings() const { return findings_; }
  /// What was wrong with the calls themselves: a row of no object, progress that goes backwards.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  class Writer;
  [[nodiscard]] std::string place(std::uint32_t raw, std::string_view of);
  RawHandle add(const RawObject& object, std::string body);

  mutable std::mutex mutex_;
  std::stop_source stop_;
  std::size_t stop_at_ = 0;
  std::size_t kill_at_ = 0;
  std::vector<RecordedObject> objects_;
  std::size_t kept_;
  std::vector<std::string> rows_;
  std::vector<std::string> rejects_;
  std::vector<Extent> extents_;
  std::vector<core::Finding> findings_;
  std::vector<std::string> problems_;
  Progress progress_;
};

}  // namespace sluss::connectors::testing
