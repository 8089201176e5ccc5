#pragma once
// How much of the heap a source has while it is read. Sink's writers are called from any thread, all else from one.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "connectors/source.h"

namespace sluss::connectors::testing {

/// Bytes of the heap that are in use now, of this process; also under a sanitizer.
[[nodiscard]] std::size_t heap_bytes();

/// A Sink that keeps nothing, and weighs the heap at each call.
class WeighingSink final : public Sink {
 public:
  std::unique_ptr<ObjectWriter> open_object() override;
  core::Result<std::optional<KeptObject>> kept(std::string_view /*query*/, int /*page*/) override {
    return std::nullopt;
  }
  std::optional<QueryCheckpoint> checkpoint(std::string_view /*query*/) override { return std::nullopt; }
  core::Result<std::optional<RawObject>> latest(std::string_view /*query*/) override { return std::nullopt; }
  core::Result<> batch(std::string_view /*stream*/, RawHandle /*raw*/, const core::Batch& /*rows*/) override {
    return weighed();
  }
  core::Result<> rejected(core::Reject /*reject*/) override { return weighed(); }
  core::Result<> selected(const Extent& /*extent*/) override { return weighed(); }
  core::Result<> done(const QueryDone& /*query*/) override { return weighed(); }
  void found(core::Finding /*finding*/) override {}
  void progress(const Progress& /*progress*/) override { weigh(); }

  /// The most that was in use beyond what there was when the object was made.
  [[nodiscard]] std::size_t most() const { return most_; }
  [[nodiscard]] std::uint64_t archived() const { return archived_; }

 private:
  class Writer;
  core::Result<> weighed() {
    weigh();
    return {};
  }
  void weigh();

  const std::size_t before_ = heap_bytes();
  std::atomic<std::size_t> most_ = 0;
  std::atomic<std::uint64_t> archived_ = 0;
  std::atomic<std::uint32_t> objects_ = 0;
};

}  // namespace sluss::connectors::testing
